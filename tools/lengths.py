"""Reports files and functions that are longer than the house rule. A file over the limit fails."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES = 400
FUNCTION_LINES = 40
SUFFIXES = {".py", ".js", ".css", ".html", ".sh"}
SKIPPED = {"vendor", "migrations", "node_modules", "var"}


def main() -> int:
    files = list(_files())
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    long_files = {path: lines for path, lines in lengths.items() if lines > FILE_LINES}
    for path, lines in sorted(long_files.items()):
        _say(f"{path.relative_to(ROOT)}: {lines} lines (at most {FILE_LINES})")
    long_functions = sorted(found for path in files if path.suffix == ".py" for found in _long_functions(path))
    for line in long_functions:
        _say(line)
    ordered = sorted(lengths.values())
    _say(f"{len(files)} files, half of them under {ordered[len(ordered) // 2] + 1} lines, the longest {ordered[-1]}")
    return 1 if long_files or long_functions else 0


def _files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.suffix in SUFFIXES and path.is_file() and not any(p in SKIPPED or p.startswith(".") for p in parts):
            yield path


def _long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                name = path.relative_to(ROOT)
                yield f"{name}:{node.lineno}: {node.name}() has {lines} lines (at most {FUNCTION_LINES})"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())

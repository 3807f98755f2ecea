"""The demo's sign-ins for the console: asked of the product in a process of its own and kept."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

from cem import env

SOURCE = env.BASE_DIR / "cem" / "demo" / "accounts.py"
# Labels are translated, which needs the whole product loaded.
QUESTION = """\
import django, json
django.setup()
from cem.demo.accounts import SIGN_INS
print(json.dumps([[str(cell) for cell in row] for row in SIGN_INS]))
"""


class SignIns:
    def __init__(self, run_dir: Path) -> None:
        self._kept = run_dir / "sign-ins.txt"
        self._asked: subprocess.Popen[str] | None = None

    def begin(self, environment: dict[str, str]) -> None:
        """Ask in the background, unless the answer is known."""
        if not SOURCE.exists() or self._known() is not None:
            return
        self._asked = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", QUESTION],
            cwd=env.BASE_DIR,
            env={**environment, "DJANGO_SETTINGS_MODULE": "cem.settings"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def rows(self) -> list[list[str]]:
        """Role, e-mail and password of each member; empty if this version has no demo."""
        if self._asked is not None:
            output, _ = self._asked.communicate()
            if self._asked.returncode == 0:
                self._kept.write_text(json.dumps({"of": _stamp(), "rows": json.loads(output)}))
            self._asked = None
        return self._known() or []

    def abandon(self) -> None:
        if self._asked is not None:
            self._asked.kill()
            self._asked.communicate()

    def _known(self) -> list[list[str]] | None:
        try:
            kept = json.loads(self._kept.read_text())
        except (OSError, ValueError):
            return None
        rows: list[list[str]] = kept["rows"]
        return rows if kept["of"] == _stamp() else None


def table(rows: list[list[str]]) -> list[str]:
    """The rows in columns; a Chinese character takes two places of a terminal."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _stamp() -> str:
    catalogues = sorted(env.BASE_DIR.glob("locale/*/LC_MESSAGES/*.mo"))
    return " ".join(f"{path.stat().st_mtime_ns}" for path in [SOURCE, *catalogues])

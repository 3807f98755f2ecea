"""Finds the texts that are marked for translation, in Python files and in templates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation import templatize

# The names of Django's functions, with the places of singular, plural and context among their arguments.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_MARK = "Translators:"
SKIPPED = {"tests", "migrations", "static", "var", "node_modules", "benchmarks", "deploy", "docs", "tools", "locale"}


@dataclass(frozen=True)
class Message:
    """A text of the source. `plural` is set for texts that count, `context` where one word has two meanings."""

    singular: str
    plural: str | None
    context: str | None
    path: str
    comments: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def find_messages(root: Path) -> list[Message]:
    """All marked texts below a folder, in the order of paths."""
    found: list[Message] = []
    for path in _sources(root):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        if path.suffix == ".html":
            text = _as_python(templatize(text, origin=name))
        found += _messages_of(text, name)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        parts = path.relative_to(root).parts
        if not any(part in SKIPPED or part.startswith(".") for part in parts[:-1]):
            yield path


def _as_python(templatized: str) -> str:
    """Django turns what is not marked into rows of X; without indentation each row is a line of Python."""
    return "\n".join(line.strip() for line in templatized.splitlines())


def _messages_of(text: str, path: str) -> Iterable[Message]:
    rows = extract("python", BytesIO(text.encode()), KEYWORDS, comment_tags=[COMMENT_MARK], strip_comment_tags=True)
    for _line, message, comments, context in rows:
        singular, plural = message if isinstance(message, tuple) else (message, None)
        if singular:
            yield Message(singular, plural, context, path, tuple(comments))


# %(name)s and %s of gettext, {name} of str.format.
PLACEHOLDER = re.compile(r"%\([A-Za-z_]\w*\)[sdif]|%[sd](?![a-z])|\{[A-Za-z_]\w*[^{}]*\}")


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))

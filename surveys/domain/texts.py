"""Words of a survey: one text per language, with the places where a name is put in."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# The first is the default of the product.
LANGUAGES = ("zh-hans", "en")
# What may stand in braces in a text, for example {organization}.
PIPES = frozenset({"organization"})

Texts = Mapping[str, str]

_PIPE = re.compile(r"\{([^{}]*)\}")
# Embeddings, overrides and isolates turn the reading direction of everything that is shown after them.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_TEXT_CATEGORIES = frozenset({"Cc", "Cs"})


@dataclass(frozen=True)
class Problem:
    """Something wrong in a definition: where ("pages.0.questions.1.title"), which code, figures for the message."""

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TextField:
    """A text that a survey or a question has in each of its languages; `limit` is in characters."""

    name: str
    limit: int
    required: bool = True


def clean_text(value: str) -> str:
    """Text as it may be stored: no control characters, lone surrogates or direction marks; plain line ends; trimmed.

    Tabs and line feeds stay. Joiners stay, for emoji are made with them.
    """
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        mark
        for mark in lines
        if mark in "\n\t" or (unicodedata.category(mark) not in _NO_TEXT_CATEGORIES and mark not in _DIRECTION_MARKS)
    )
    return "".join(kept).strip()


def excerpt(value: Any) -> str:
    """Something unknown, short and clean enough to be named in a message."""
    return clean_text(str(value))[:40]


def pick(texts: Texts, language: str, fallback: str) -> str:
    """The text in a language, or in the survey's own language where that one is missing."""
    return texts.get(language) or texts.get(fallback) or ""


def fill(text: str, pipes: Mapping[str, str]) -> str:
    """Put names in: "{organization}" becomes `pipes["organization"]`. Braces around anything else stay as they are."""
    return _PIPE.sub(lambda found: pipes.get(found[1], found[0]), text)


def check_texts(path: str, value: Any, text_field: TextField, language: str) -> Iterator[Problem]:
    """What is wrong with a {language: text} object; the survey's own language must be there when it is required."""
    if value is None and not text_field.required:
        return
    if not isinstance(value, dict):
        yield Problem(path, "not_texts")
        return
    for code, text in value.items():
        if code not in LANGUAGES:
            yield Problem(f"{path}.{excerpt(code)}", "unknown_language", {"language": excerpt(code)})
        elif not isinstance(text, str):
            yield Problem(f"{path}.{code}", "not_text")
        else:
            yield from check_text(f"{path}.{code}", text, text_field.limit)
    own = value.get(language)
    if text_field.required and not (isinstance(own, str) and own.strip()):
        yield Problem(f"{path}.{language}", "text_missing", {"language": language})


def check_text(path: str, text: str, limit: int) -> Iterator[Problem]:
    """What is wrong with one text: its length, its characters, the names in its braces."""
    if len(text) > limit:
        yield Problem(path, "too_long", {"limit": limit, "length": len(text)})
    if clean_text(text) != text.strip().replace("\r\n", "\n"):
        yield Problem(path, "control_characters")
    for name in _PIPE.findall(text):
        if name not in PIPES:
            yield Problem(path, "unknown_pipe", {"name": excerpt(name)})

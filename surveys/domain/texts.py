"""Words of a survey: one text per language, with the places where something is put in ("pipes").

    {organization}  {answers.KEY}  {url.NAME}  {customer.NAME}  {context.today}  {loop.text}  {loop.index}

each of them also with a fallback: {answers.city|your town}. Braces around anything else stay as they are in what is
shown, and are refused when a survey is checked.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

# The languages a survey can be in. The first is the default of the product.
LANGUAGES = ("zh-hans", "zh-hant", "en", "ja", "ko", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
FALLBACK_LIMIT = 100

Texts = Mapping[str, str]

_PIPE = re.compile(r"\{([^{}]*)\}")
_NAME = r"[a-z][a-z0-9_]{0,39}"
# Parameters of an address and attributes of a customer have the names that others gave them.
_FOREIGN_NAME = r"[A-Za-z_][A-Za-z0-9_-]{0,63}"
_SOURCE = re.compile(
    rf"organization|answers\.{_NAME}|(?:url|customer)\.{_FOREIGN_NAME}"
    r"|context\.today|loop\.(?:text|index)"
)
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


@dataclass(frozen=True)
class Pipe:
    """A place in a text: `source` is what stands there ("answers.city"), `fallback` what stands there without it."""

    source: str
    fallback: str = ""

    @property
    def question(self) -> str:
        """The key of the question whose answer it shows, or "" for the other sources."""
        first, _, key = self.source.partition(".")
        return key if first == "answers" else ""


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
    return clean_text(value[:80] if isinstance(value, str) else repr(value)[:80] if _is_plain(value) else "...")[:40]


def pick(texts: Texts, language: str, fallback: str) -> str:
    """The text in a language, or in the survey's own language where that one is missing."""
    return texts.get(language) or texts.get(fallback) or ""


@lru_cache(maxsize=4096)
def split_pipes(text: str) -> tuple[str | Pipe, ...]:
    """A text as its plain pieces and its pipes, in order; joined again they give the text."""
    parts: list[str | Pipe] = []
    at = 0
    for found in _PIPE.finditer(text):
        pipe = _pipe(found[1])
        if pipe is None:
            continue
        if found.start() > at:
            parts.append(text[at : found.start()])
        parts.append(pipe)
        at = found.end()
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)


def pipes_of(text: str) -> Iterator[Pipe]:
    return (part for part in split_pipes(text) if isinstance(part, Pipe)) if "{" in text else iter(())


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put words in: "{organization}" becomes `values["organization"]`, or its fallback where that is missing or empty.

    What is put in is not looked at again. Braces around anything that is no pipe stay as they are.
    """
    if "{" not in text:
        return text
    return "".join(
        part if isinstance(part, str) else values.get(part.source) or part.fallback for part in split_pipes(text)
    )


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
        return
    if not (text.isascii() and text.isprintable()) and clean_text(text) != text.strip().replace("\r\n", "\n"):
        yield Problem(path, "control_characters")
    if "{" in text:
        for inner in _PIPE.findall(text):
            if _pipe(inner) is None:
                yield Problem(path, "unknown_pipe", {"name": excerpt(inner)})


def _pipe(inner: str) -> Pipe | None:
    source, _, fallback = inner.partition("|")
    source = source.strip()
    if not _SOURCE.fullmatch(source) or len(fallback) > FALLBACK_LIMIT:
        return None
    return Pipe(source, fallback.strip())


def _is_plain(value: Any) -> bool:
    """Numbers, truth values and nothing: what is quickly written down."""
    return value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 10**30)

"""Answers in words: the labels of ids, and the marks between them, which differ by language."""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.domain.questions.base import Choice, Question
from surveys.domain.texts import pick

# Between the members of a list, and between a name and what is said of it.
_MARKS = {"zh-hans": ("、", "："), "zh-hant": ("、", "："), "ja": ("、", "："), "ar": ("، ", ": ")}
LIST, NAMED = ",", ":"


def marks(language: str) -> dict[str, str]:
    listing, naming = _MARKS.get(language, (", ", ": "))
    return {LIST: listing, NAMED: naming}


def choice_labels(choices: Iterable[Choice], language: str, fallback: str) -> dict[str, str]:
    return {choice.id: pick(choice.text, language, fallback) or choice.id for choice in choices}


def labels(question: Question, language: str) -> dict[str, str]:
    """The texts of options, rows and columns by id, with the marks of the language."""
    found: dict[str, str] = {}
    for choices in (question.columns, question.rows, question.options):
        found |= choice_labels(choices, language, question.language)
    return found | marks(language)


def part_labels(
    parts: Iterable[Mapping[str, Any]], language: str, fallback: str, *, text: str = "text"
) -> dict[str, str]:
    """The texts of the parts of a type's own (blanks, tags), [{"id": ..., "text": {...}}]."""
    return {part["id"]: pick(part.get(text) or {}, language, fallback) or part["id"] for part in parts}


def option_words(value: Any, labelled: Mapping[str, str]) -> str:
    """A chosen option, with the text of one's own where it is open."""
    if isinstance(value, Mapping):
        option = str(value["option"])
        return f"{labelled.get(option, option)}{labelled[NAMED]}{value['text']}"
    return labelled.get(value, str(value))


def number_words(value: float) -> str:
    """A number as the page writes it: whole ones without a point, never with an exponent."""
    if value == int(value):
        return str(int(value))
    tiny = 1e-4
    return repr(value) if abs(value) >= tiny else f"{value:.10f}".rstrip("0")

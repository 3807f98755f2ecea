"""What most types have in common, so that a declaration names only what is its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import Column, Question
from surveys.domain.questions.shapes.words import labels
from surveys.domain.texts import Problem, TextField


class Defaults:
    """A type asked openly, with one column of text in an export, that needs no script."""

    texts: tuple[TextField, ...] = ()
    fields: Mapping[str, Any] = {}
    needs: tuple[str, ...] = ()
    is_private = False
    is_asked = True
    behaviour = ""

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        return iter(())

    def labels(self, question: Question, language: str) -> dict[str, str]:
        return labels(question, language)

    def words(self, question: Question, value: Any, language: str) -> str:
        return str(value)

    def columns(self, question: Question, language: str) -> list[Column]:
        return [Column(question.key, question.text("title", language), "text")]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {question.key: value}

    def plan(self, question: Question) -> dict[str, Any]:
        return {}

"""Shown, not answered."""

from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults


class Nothing(Defaults):
    shape = "nothing"
    is_asked = False
    answer_schema: Mapping[str, Any] = {"type": "null"}

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        return None if value is None else AnswerError("not_asked")

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return None

    def words(self, question: Question, value: Any, language: str) -> str:
        return ""

    def columns(self, question: Question, language: str) -> list[Column]:
        return []

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {}

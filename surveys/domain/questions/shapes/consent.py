"""Something agreed to, with the version of the words that were shown."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import is_object, stranger
from surveys.domain.texts import TextField

VERSION = "[A-Za-z0-9._-]{1,20}"
TEXT_VERSION: Mapping[str, Any] = {
    "type": "string",
    "pattern": f"^{VERSION}$",
    "description": "The version of the words that people agree to; it is stored with each consent.",
}
_AGREED = ("agreed", "text_version")


class ConsentShape(Defaults):
    """`{"agreed": true, "text_version": "1"}`. Without agreement there is no answer.

    The version may be left out; a version other than the one shown is refused, for its words were not read.
    """

    shape = "consent"
    texts: tuple[TextField, ...] = (TextField("label", 80), TextField("purpose", 500))
    fields: Mapping[str, Any] = {"text_version": TEXT_VERSION}
    needs: tuple[str, ...] = ("text_version",)
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "agreed": {"type": "boolean"},
            "text_version": {"type": "string", "pattern": f"^{VERSION}$"},
        },
        "required": ["agreed"],
        "additionalProperties": False,
    }

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        return agreement(question, value, _AGREED)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        if not data.get(name):
            return None
        return {"agreed": True, "text_version": question.settings["text_version"]}

    def labels(self, question: Question, language: str) -> dict[str, str]:
        return {"label": question.text("label", language)}

    def words(self, question: Question, value: Any, language: str) -> str:
        """The words that were agreed to."""
        return question.text("label", language)

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {question.key: value["text_version"]}

    def plan(self, question: Question) -> dict[str, Any]:
        return {"text_version": question.settings["text_version"]}


def agreement(question: Question, value: Any, known: tuple[str, ...]) -> Taken | AnswerError | None:
    """Judge what every consent has: whether it was given, and to which words."""
    if value is None:
        return None
    if not is_object(value):
        return AnswerError("not_an_object")
    if error := stranger(value, known, "unknown_field", "field"):
        return error
    agreed, version = value.get("agreed"), value.get("text_version")
    if type(agreed) is not bool and agreed is not None:
        return AnswerError("not_a_consent")
    if not agreed:
        return None
    shown = question.settings["text_version"]
    if version is not None and not (isinstance(version, str) and re.fullmatch(VERSION, version)):
        return AnswerError("not_a_consent")
    if version not in (None, shown):
        return AnswerError("other_version", {"shown": shown})
    return Taken({"agreed": True, "text_version": shown})

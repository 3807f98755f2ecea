"""Judges a set of answers against the definition it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.domain.definition import Definition
from surveys.domain.questions import QUESTION_TYPES, AnswerError
from surveys.domain.texts import excerpt


@dataclass(frozen=True)
class Checked:
    """What may be stored. Where there is one error there are no answers: nothing is stored half."""

    answers: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, str] | None = None
    errors: dict[str, AnswerError] = field(default_factory=dict)


def check_answers(definition: Definition, raw: Any) -> Checked:
    """Judge `{question key: value}`. Refused are unknown keys, missing required answers and values of the wrong kind.

    `errors` is keyed by question key; the key "" stands for the whole.
    """
    if not isinstance(raw, Mapping):
        return Checked(errors={"": AnswerError("not_object")})
    errors: dict[str, AnswerError] = {}
    for key in raw:
        if not isinstance(key, str) or definition.question(key) is None:
            errors[excerpt(key)] = AnswerError("unknown_question")
    answers: dict[str, Any] = {}
    contact: dict[str, str] | None = None
    for question in definition.questions:
        verdict = QUESTION_TYPES[question.type].check_answer(question, raw.get(question.key))
        if isinstance(verdict, AnswerError):
            errors[question.key] = verdict
        elif verdict is not None:
            answers[question.key] = verdict.value
            contact = dict(verdict.private) if verdict.private else contact
        elif question.required:
            errors[question.key] = AnswerError("required")
    return Checked(errors=errors) if errors else Checked(answers=answers, contact=contact)


def read_form(definition: Definition, data: Mapping[str, str]) -> dict[str, Any]:
    """The answers out of a posted form, not judged yet; questions without an answer are left out."""
    found = {question.key: QUESTION_TYPES[question.type].read_form(question, data) for question in definition.questions}
    return {key: value for key, value in found.items() if value is not None}

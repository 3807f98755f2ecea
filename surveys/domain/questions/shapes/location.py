"""Where somebody is, no more exactly than the survey needs."""

import math
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import as_number, figure, is_object, stranger
from surveys.domain.questions.shapes.words import number_words

BOUNDS = {"lat": 90, "lng": 180}
# Two decimals are about a kilometre.
PRECISION = 2
_FIELDS = ("lat", "lng", "accuracy")
_FARTHEST = 20_000_000


class LocationShape(Defaults):
    """`{"lat": 31.23, "lng": 121.47, "accuracy": 1200}`.

    Degrees are rounded to `precision` places; the accuracy is in whole metres, never finer than that rounding.
    """

    shape = "location"
    behaviour = "location"
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lng": {"type": "number", "minimum": -180, "maximum": 180},
            "accuracy": {"type": "number", "minimum": 0, "maximum": _FARTHEST, "description": "Metres."},
        },
        "required": ["lat", "lng"],
        "additionalProperties": False,
    }

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        if error := stranger(value, _FIELDS, "unknown_field", "field"):
            return error
        if all(value.get(name) is None for name in _FIELDS):
            return None
        places = _precision(question)
        found: dict[str, int | float] = {}
        for name, bound in BOUNDS.items():
            number = as_number(value.get(name))
            if number is None:
                return AnswerError("not_a_location")
            if not -bound <= number <= bound:
                return AnswerError("out_of_range", {"low": -bound, "high": bound})
            found[name] = _rounded(number, places)
        if value.get("accuracy") is not None:
            metres = as_number(value["accuracy"])
            if metres is None or not 0 <= metres <= _FARTHEST:
                return AnswerError("not_a_location")
            found["accuracy"] = max(math.ceil(metres), _coarsest(places))
        return Taken(found)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        found = {part: figure(data.get(f"{name}.{part}") or "") for part in _FIELDS}
        return {part: number for part, number in found.items() if number is not None} or None

    def words(self, question: Question, value: Any, language: str) -> str:
        return f"{number_words(value['lat'])}, {number_words(value['lng'])}"

    def columns(self, question: Question, language: str) -> list[Column]:
        title = question.text("title", language)
        return [Column(f"{question.key}_{part}", f"{title}: {part}", "number") for part in _FIELDS]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {f"{question.key}_{part}": value[part] for part in _FIELDS if part in value}

    def plan(self, question: Question) -> dict[str, Any]:
        return {"precision": _precision(question)}


def _precision(question: Question) -> int:
    return int(question.settings.get("precision", PRECISION))


def _rounded(number: float, places: int) -> int | float:
    """Half up, as the page rounds."""
    value = math.floor(number * 10**places + 0.5) / 10**places
    return int(value) if value.is_integer() else value


def _coarsest(places: int) -> int:
    """Half a step of the last decimal place, in metres: what rounding takes away."""
    return int(60_000 / 10**places)

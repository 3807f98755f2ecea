"""Numbers: within a range, on the steps of a scale, with so many decimal places."""

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import as_number, figure
from surveys.domain.questions.shapes.words import number_words
from surveys.domain.texts import clean_text

# What the page and the server write down alike.
MOST_DECIMALS = 6
_RULES = ("min", "max", "step", "decimals")


def take_number(value: Any, rules: Mapping[str, Any]) -> int | float | AnswerError:
    """The number as it is stored, whole ones as int.

    Rules: `min`, `max`, `step` (counted from `min`, else from 0), `decimals`.
    """
    number = as_number(value)
    if number is None:
        return AnswerError("not_a_number")
    decimals = rules.get("decimals", MOST_DECIMALS)
    scale = float(10**decimals)
    if math.floor(number * scale + 0.5) / scale != number:
        return AnswerError("too_many_decimals", {"limit": decimals})
    error = out_of_bounds(number, rules.get("min"), rules.get("max"))
    if error:
        return error
    step, start = rules.get("step"), float(rules.get("min", 0))
    if step:
        nearest = start + math.floor((number - start) / step + 0.5) * float(step)
        if abs(nearest - number) > 1e-9 * max(1.0, abs(number)):
            return AnswerError("not_a_step", {"step": step})
    return number


def out_of_bounds(number: float, low: float | None, high: float | None) -> AnswerError | None:
    below, above = low is not None and number < low, high is not None and number > high
    if not below and not above:
        return None
    if low is not None and high is not None:
        return AnswerError("out_of_range", {"low": low, "high": high})
    return AnswerError("too_small", {"low": low}) if below else AnswerError("too_large", {"high": high})


def take_score(value: Any, low: int, high: int) -> int | AnswerError:
    """A whole number of a scale."""
    number = as_number(value)
    if not isinstance(number, int):
        return AnswerError("not_a_score", {"low": low, "high": high})
    return number if low <= number <= high else AnswerError("out_of_range", {"low": low, "high": high})


def read_number(text: str | None) -> Any:
    """A field of a form as a number, full-width digits too; any other text stays, for the check to refuse."""
    return figure(unicodedata.normalize("NFKC", clean_text(text or "")))


class Number(Defaults):
    shape = "number"
    # Rules that hold where the question does not say.
    usual: Mapping[str, Any] = {}

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        number = take_number(value, {**self.usual, **question.settings})
        return number if isinstance(number, AnswerError) else Taken(number)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return read_number(data.get(name))

    def words(self, question: Question, value: Any, language: str) -> str:
        return number_words(value)

    def columns(self, question: Question, language: str) -> list[Column]:
        return [Column(question.key, question.text("title", language), "number")]

    def plan(self, question: Question) -> dict[str, Any]:
        return number_plan({**self.usual, **question.settings})


def number_plan(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rules[name] for name in _RULES if name in rules}


class Score(Number):
    """A whole number of a scale whose ends the type knows."""

    shape = "score"

    def scale(self, question: Question) -> tuple[int, int]:
        raise NotImplementedError

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        score = take_score(value, *self.scale(question))
        return score if isinstance(score, AnswerError) else Taken(score)

    def plan(self, question: Question) -> dict[str, Any]:
        low, high = self.scale(question)
        return {"low": low, "high": high}

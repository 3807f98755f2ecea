"""A total shared out among options."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import (
    as_number,
    code_of,
    figure,
    is_object,
    parts,
    scaled,
    stranger,
    unscaled,
)
from surveys.domain.questions.shapes.words import LIST, NAMED, labels, number_words
from surveys.domain.texts import Problem

TOTAL = 100
MOST_DECIMALS = 2


class Shares(Defaults):
    """`{"o1": 60, "o2": 40}`: the sum is the total to the last place, options left out get 0.

    Settings: `total` (100), `decimals` (0, at most 2).
    """

    shape = "shares"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        total, decimals = as_number(raw.get("total", TOTAL)), raw.get("decimals", 0)
        is_sound = total is not None and type(decimals) is int and 0 <= decimals <= MOST_DECIMALS
        if is_sound and scaled(total or 0, decimals) is None:
            yield Problem(f"{path}.total", "too_many_decimals", {"limit": decimals})

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        if all(share is None for share in value.values()):
            return None
        if error := stranger(value, (option.id for option in in_force.options), "unknown_option", "option"):
            return error
        total, decimals = _settings(question)
        units: dict[str, int] = {}
        for option in in_force.options:
            exact = _units(value.get(option.id), total, decimals)
            if isinstance(exact, AnswerError):
                return AnswerError(exact.code, {**exact.params, "option": option.id})
            units[option.id] = exact
        if sum(units.values()) != scaled(total, decimals):
            return AnswerError("sum_is_not", {"total": total, "sum": unscaled(sum(units.values()), decimals)})
        return Taken({option: unscaled(share, decimals) for option, share in units.items()})

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        shares = {option: figure(data.get(field) or "") for option, field in parts(data, name) if "." not in option}
        return {option: share for option, share in shares.items() if share is not None} or None

    def words(self, question: Question, value: Any, language: str) -> str:
        """The options that got something."""
        named = self.labels(question, language)
        return named[LIST].join(
            f"{named[option.id]}{named[NAMED]}{number_words(value[option.id])}"
            for option in question.options
            if value.get(option.id)
        )

    def columns(self, question: Question, language: str) -> list[Column]:
        title, named = question.text("title", language), labels(question, language)
        return [
            Column(f"{question.key}_{option.key}", f"{title}: {named[option.id]}", "number")
            for option in question.options
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {f"{question.key}_{code_of(question.options, option)}": share for option, share in value.items()}

    def plan(self, question: Question) -> dict[str, Any]:
        total, decimals = _settings(question)
        return {"total": total, "decimals": decimals}


def _units(share: Any, total: float, decimals: int) -> int | AnswerError:
    """A share in units of its last decimal place; nothing counts as 0."""
    if share is None:
        return 0
    number = as_number(share)
    if number is None:
        return AnswerError("not_a_number")
    if not 0 <= number <= total:
        return AnswerError("out_of_range", {"low": 0, "high": total})
    exact = scaled(number, decimals)
    return AnswerError("not_a_step", {"step": 1 / 10**decimals}) if exact is None else exact


def _settings(question: Question) -> tuple[int | float, int]:
    total = as_number(question.settings.get("total", TOTAL))
    return (TOTAL if total is None else total), int(question.settings.get("decimals", 0))

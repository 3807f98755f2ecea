"""Two answers for each feature: how it would be to have it, and how it would be to go without."""

from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import as_number, code_of, figure, is_object, parts, stranger
from surveys.domain.questions.shapes.words import LIST, NAMED

HIGHEST = 5
SIDES = ("with", "without")


class Pairs(Defaults):
    """`{"f1": {"with": 1..5, "without": 1..5}}`; both sides of a feature go together."""

    shape = "pairs"

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        rows = [row.id for row in in_force.rows]
        if error := stranger(value, rows, "unknown_row", "row"):
            return error
        taken: dict[str, Any] = {}
        for row in rows:
            pair = _pair(row, value.get(row))
            if isinstance(pair, AnswerError):
                return pair
            if pair:
                taken[row] = pair
        missing = [row for row in rows if row not in taken]
        if taken and missing and question.required:
            return AnswerError("rows_missing", {"rows": missing})
        return Taken(taken) if taken else None

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.ROW.with and NAME.ROW.without."""
        found: dict[str, Any] = {}
        for part, field in parts(data, name):
            row, _, side = part.partition(".")
            number = figure(data.get(field) or "")
            if side in SIDES and number is not None:
                found.setdefault(row, {})[side] = number
        return found or None

    def words(self, question: Question, value: Any, language: str) -> str:
        named = self.labels(question, language)
        return named[LIST].join(
            f"{named[row.id]}{named[NAMED]}{value[row.id]['with']}/{value[row.id]['without']}"
            for row in question.rows
            if row.id in value
        )

    def columns(self, question: Question, language: str) -> list[Column]:
        texts = self.labels(question, language)
        return [
            Column(f"{question.key}_{row.key}_{side}", f"{texts[row.id]}: {question.text(side, language)}", "number")
            for row in question.rows
            for side in SIDES
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {
            f"{question.key}_{code_of(question.rows, row)}_{side}": pair[side]
            for row, pair in value.items()
            for side in SIDES
        }


def _pair(row: str, value: Any) -> dict[str, int | float] | AnswerError | None:
    if value is None:
        return None
    if not is_object(value):
        return AnswerError("not_an_object", {"row": row})
    if error := stranger(value, SIDES, "unknown_column", "column"):
        return AnswerError(error.code, {**error.params, "row": row})
    found: dict[str, int | float] = {}
    for side in SIDES:
        if value.get(side) is None:
            continue
        number = as_number(value[side])
        if number is None:
            return AnswerError("not_a_number", {"row": row, "column": side})
        if not 1 <= number <= HIGHEST:
            return AnswerError("out_of_range", {"low": 1, "high": HIGHEST, "row": row, "column": side})
        if not isinstance(number, int):
            return AnswerError("not_a_step", {"step": 1, "row": row, "column": side})
        found[side] = number
    if len(found) == 1:
        return AnswerError("pair_incomplete", {"row": row})
    return found or None

"""Rows that are all answered in the same way: each row's answer is judged like a question of its own.

What stands in a cell is said by a `Cell`, a mapping the page gets as it is: {"kind": "single"} (a column),
{"kind": "multiple", "min", "max"} (columns), {"kind": "score", "low", "high"}, {"kind": "number", "min", "max", "step",
"decimals"} or {"kind": "text", "max_length", "min_length", "format", "pattern"}.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_order
from surveys.domain.questions.shapes.choice import take_option
from surveys.domain.questions.shapes.choices import take_options
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.number import read_number, take_number, take_score
from surveys.domain.questions.shapes.text import check_text_rules, take_text
from surveys.domain.questions.shapes.values import code_of, ids, is_object, parts, stranger
from surveys.domain.questions.shapes.words import LIST, NAMED, labels, number_words
from surveys.domain.texts import Problem

Cell = Mapping[str, Any]
LONGEST = 200
NUMBERS = frozenset({"score", "number"})


def take_cell(value: Any, cell: Cell, offered: Sequence[Choice], order: Sequence[Choice]) -> Any:
    """The cell as it is stored, an AnswerError, or None when it is empty."""
    if value is None or value in ("", []):
        return None
    kind = cell["kind"]
    if kind == "single":
        return take_option(value, ids(offered))
    if kind == "multiple":
        return take_options(value, offered, least=cell.get("min", 0), most=cell.get("max", 0), order=order)
    if kind == "score":
        return take_score(value, cell["low"], cell["high"])
    if kind == "number":
        return take_number(value, cell)
    return take_text(value, cell, LONGEST, one_line=True)


def read_cell(cell: Cell, field: str, data: Form) -> Any:
    """The value of one cell out of a form; None when it is empty."""
    if cell["kind"] == "multiple":
        return [chosen for chosen in data.getlist(field) if chosen] or None
    text = data.get(field)
    return read_number(text) if cell["kind"] in NUMBERS else text or None


def cell_words(value: Any, cell: Cell, named: Mapping[str, str]) -> str:
    if cell["kind"] == "multiple":
        return " / ".join(named.get(each, each) for each in value)
    if cell["kind"] == "single":
        return named.get(value, value)
    return str(value) if cell["kind"] == "text" else number_words(value)


def within(error: AnswerError, **place: str) -> AnswerError:
    """The error of a cell with the place where it stands."""
    return AnswerError(error.code, {**error.params, **place})


def check_no_open(path: str, raw: Mapping[str, Any], *names: str) -> Iterator[Problem]:
    """Rows and columns have no place for a text of one's own."""
    for name in names:
        choices = raw.get(name)
        for at, choice in enumerate(choices if isinstance(choices, list) else []):
            if isinstance(choice, Mapping) and choice.get("open"):
                yield Problem(f"{path}.{name}.{at}.open", "open_not_possible")


class Table(Defaults):
    """`{"r1": ..., "r2": ...}`. A required one is answered in every row in force, another one in some or all."""

    shape = "table"

    def cell(self, question: Question) -> Cell:
        """What stands in each row."""
        raise NotImplementedError

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from check_no_open(path, raw, "rows", "columns")
        yield from check_order(path, raw, "min", "max")
        yield from check_text_rules(path, raw)

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        rows = [row.id for row in in_force.rows]
        if error := stranger(value, rows, "unknown_row", "row"):
            return error
        cell, taken = self.cell(question), {}
        for row in rows:
            found = take_cell(value.get(row), cell, in_force.columns, question.columns)
            if isinstance(found, AnswerError):
                return within(found, row=row)
            if found is not None:
                taken[row] = found
        missing = [row for row in rows if row not in taken]
        if taken and missing and question.required:
            return AnswerError("rows_missing", {"rows": missing})
        return Taken(taken) if taken else None

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.ROW; several of one name where several columns may be ticked."""
        cell = self.cell(question)
        found = {row: read_cell(cell, field, data) for row, field in parts(data, name) if "." not in row}
        return {row: value for row, value in found.items() if value is not None} or None

    def words(self, question: Question, value: Any, language: str) -> str:
        cell, named = self.cell(question), self.labels(question, language)
        return named[LIST].join(
            f"{named[row.id]}{named[NAMED]}{cell_words(value[row.id], cell, named)}"
            for row in question.rows
            if row.id in value
        )

    def columns(self, question: Question, language: str) -> list[Column]:
        """A column for each row, and for each row and column where several may be ticked."""
        kind, named, title = self.cell(question)["kind"], labels(question, language), question.text("title", language)
        if kind == "multiple":
            return [
                Column(f"{question.key}_{row.key}_{column.key}", f"{named[row.id]}: {named[column.id]}", "number")
                for row in question.rows
                for column in question.columns
            ]
        codes = {column.key: named[column.id] for column in question.columns} if kind == "single" else {}
        shown = "code" if codes else "number" if kind in NUMBERS else "text"
        return [Column(f"{question.key}_{row.key}", f"{title}: {named[row.id]}", shown, codes) for row in question.rows]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        kind, found = self.cell(question)["kind"], dict[str, Any]()
        for row, inner in value.items():
            name = f"{question.key}_{code_of(question.rows, row)}"
            if kind == "multiple":
                found |= {f"{name}_{column.key}": int(column.id in inner) for column in question.columns}
            else:
                found[name] = code_of(question.columns, inner) if kind == "single" else inner
        return found

    def plan(self, question: Question) -> dict[str, Any]:
        return {"cell": dict(self.cell(question))}

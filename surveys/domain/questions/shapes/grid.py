"""Rows by columns, where each column is answered in a way of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_order
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.number import number_plan
from surveys.domain.questions.shapes.table import (
    LONGEST,
    NUMBERS,
    Cell,
    cell_words,
    check_no_open,
    read_cell,
    take_cell,
    within,
)
from surveys.domain.questions.shapes.text import check_text_rules, text_plan
from surveys.domain.questions.shapes.values import code_of, is_object, parts, stranger
from surveys.domain.questions.shapes.words import LIST, NAMED
from surveys.domain.texts import Problem, excerpt

KINDS = ("single", "dropdown", "rating", "number", "text")
SCALE = 5


class Grid(Defaults):
    """`{"r1": {"c1": ..., "c2": ...}}`.

    Setting: `kinds`, {column id: {"kind": "rating", "scale": 5}}. A single choice or dropdown offers the question's
    options, or those of them that its `options` names. A required question is answered in every cell.
    """

    shape = "grid"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from check_no_open(path, raw, "rows", "columns", "options")
        columns, options = _ids(raw, "columns"), _ids(raw, "options")
        kinds = raw.get("kinds")
        if not isinstance(kinds, Mapping):
            return
        for column in columns:
            if column not in kinds:
                yield Problem(f"{path}.kinds", "kind_missing", {"column": column})
        for column, kind in kinds.items():
            place = f"{path}.kinds.{excerpt(column)}"
            if column not in columns:
                yield Problem(place, "unknown_column", {"column": excerpt(column)})
            if isinstance(kind, Mapping):
                yield from _check_kind(place, kind, options)

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        rows = [row.id for row in in_force.rows]
        if error := stranger(value, rows, "unknown_row", "row"):
            return error
        taken: dict[str, Any] = {}
        missing: list[str] = []
        for row in rows:
            found = _take_row(question, value.get(row), in_force)
            if isinstance(found, AnswerError):
                return within(found, row=row)
            if found:
                taken[row] = found
            if len(found) < len(in_force.columns):
                missing.append(row)
        if taken and missing and question.required:
            return AnswerError("rows_missing", {"rows": missing})
        return Taken(taken) if taken else None

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.ROW.COLUMN."""
        cells = {column.id: cell_of(question, column.id) for column in question.columns}
        found: dict[str, Any] = {}
        for part, field in parts(data, name):
            row, _, column = part.partition(".")
            text = read_cell(cells[column], field, data) if column in cells else data.get(field)
            if column and text not in (None, ""):
                found.setdefault(row, {})[column] = text
        return found or None

    def words(self, question: Question, value: Any, language: str) -> str:
        named = self.labels(question, language)
        return named[LIST].join(
            f"{named[row.id]} / {named[column.id]}{named[NAMED]}"
            f"{cell_words(value[row.id][column.id], cell_of(question, column.id), named)}"
            for row in question.rows
            for column in question.columns
            if column.id in value.get(row.id, {})
        )

    def columns(self, question: Question, language: str) -> list[Column]:
        named = self.labels(question, language)
        found = []
        for row in question.rows:
            for column in question.columns:
                cell = cell_of(question, column.id)
                offered = _offered(cell, question.options) if cell["kind"] == "single" else []
                shown = "code" if offered else "number" if cell["kind"] in NUMBERS else "text"
                codes = {option.key: named[option.id] for option in offered}
                title = f"{named[row.id]}: {named[column.id]}"
                found.append(Column(f"{question.key}_{row.key}_{column.key}", title, shown, codes))
        return found

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        found = {}
        for row, inner in value.items():
            for column, one in inner.items():
                name = f"{question.key}_{code_of(question.rows, row)}_{code_of(question.columns, column)}"
                is_choice = cell_of(question, column)["kind"] == "single"
                found[name] = code_of(question.options, one) if is_choice else one
        return found

    def plan(self, question: Question) -> dict[str, Any]:
        return {"cells": {column.id: cell_of(question, column.id) for column in question.columns}}


def cell_of(question: Question, column: str) -> dict[str, Any]:
    """What stands in a column, as surveys.domain.questions.shapes.table has it."""
    kind = question.settings["kinds"].get(column, {})
    name = kind.get("kind", "text")
    if name in {"single", "dropdown"}:
        return {"kind": "single", **({"options": list(kind["options"])} if "options" in kind else {})}
    if name == "rating":
        return {"kind": "score", "low": 1, "high": kind.get("scale", SCALE)}
    if name == "number":
        return {"kind": name, **number_plan(kind)}
    return {"kind": name, "one_line": True, **text_plan(kind, LONGEST)}


def _offered(cell: Cell, options: tuple[Choice, ...]) -> list[Choice]:
    return [option for option in options if "options" not in cell or option.id in cell["options"]]


def _take_row(question: Question, value: Any, in_force: InForce) -> dict[str, Any] | AnswerError:
    if value is None:
        return {}
    if not is_object(value):
        return AnswerError("not_an_object")
    columns = [column.id for column in in_force.columns]
    if error := stranger(value, columns, "unknown_column", "column"):
        return error
    taken: dict[str, Any] = {}
    for column in columns:
        cell = cell_of(question, column)
        found = take_cell(value.get(column), cell, _offered(cell, in_force.options), ())
        if isinstance(found, AnswerError):
            return within(found, column=column)
        if found is not None:
            taken[column] = found
    return taken


def _ids(raw: Mapping[str, Any], name: str) -> list[str]:
    choices = raw.get(name)
    found = [choice.get("id") for choice in choices if isinstance(choice, Mapping)] if isinstance(choices, list) else []
    return [each for each in found if isinstance(each, str)]


def _check_kind(path: str, kind: Mapping[str, Any], options: list[str]) -> Iterator[Problem]:
    yield from check_order(path, kind, "min", "max")
    yield from check_text_rules(path, kind)
    if kind.get("kind") not in {"single", "dropdown"}:
        return
    if not options:
        yield Problem(path, "options_missing")
    named = kind.get("options")
    for at, option in enumerate(named if isinstance(named, list) else []):
        if isinstance(option, str) and option not in options:
            yield Problem(f"{path}.options.{at}", "unknown_option", {"option": excerpt(option)})

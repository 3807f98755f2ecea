"""Responses as a table: which columns a survey has over all of its versions, and the cells of one response."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.domain.questions import QUESTION_TYPES, Question
from surveys.domain.texts import clean_text, fill, pick
from surveys.domain.walk import Program

# A spreadsheet takes what begins so for a formula, and would carry it out.
# The wide forms count for some of them, where people write Chinese or Japanese.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# What a cell of XLSX can hold.
LONGEST_CELL = 32_000
NUMBER, CODE, TEXT = "number", "code", "text"


@dataclass(frozen=True)
class ExportColumn:
    """`name` is the heading; `instance` and `key` say which answer and which part of it stands in the column."""

    name: str
    instance: str
    key: str
    title: str
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)


def export_columns(
    programs: Sequence[Program], instances: Iterable[str], language: str, organization_name: str
) -> list[ExportColumn]:
    """The columns of a survey: those of the newest version (the first) in its order, then what older ones had besides.

    `instances` are the names of answers inside loops that occur in the responses. Questions are the same over the
    versions when their key is.
    """
    looped: dict[str, list[str]] = {}
    for name in sorted(instances):
        looped.setdefault(name.partition("@")[0], []).append(name)
    found: dict[tuple[str, str], ExportColumn] = {}
    taken: set[str] = set()
    for program in programs:
        for key, asked in program.by_key.items():
            names = _in_order(program, key, looped.get(key, [])) if asked.loop else [key]
            for name in names:
                for column in _columns(program, asked.question, name, language, organization_name):
                    if (name, column.key) not in found:
                        found[name, column.key] = _named_once(column, taken)
    return list(found.values())


def arm_columns(programs: Iterable[Program]) -> list[ExportColumn]:
    """A column for each experiment, in which the arm of a respondent stands."""
    names = dict.fromkeys(one.id for program in programs for one in program.definition.experiments)
    return [ExportColumn(f"_arm_{name}", "", name, name, CODE) for name in names]


def export_cells(program: Program, answers: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """{(instance name, column key): value} of one response, read as the version it answered."""
    cells: dict[tuple[str, str], Any] = {}
    for name, value in answers.items():
        asked = program.by_key.get(name.partition("@")[0])
        if asked is not None:
            found = QUESTION_TYPES[asked.question.type].cells(asked.question, value)
            cells |= {(name, key): cell for key, cell in found.items()}
    return cells


def in_words(column: ExportColumn, value: Any) -> Any:
    """The label of a code; anything else as it is."""
    return column.labels.get(str(value), value) if column.kind == CODE else value


def safe_cell(value: Any) -> Any:
    """A value as a spreadsheet may have it: numbers stay numbers, texts are never formulas, nothing is too long."""
    if value is None or isinstance(value, int | float):
        return int(value) if isinstance(value, bool) else value
    text = clean_text(str(value))[:LONGEST_CELL]
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _columns(
    program: Program, question: Question, name: str, language: str, organization_name: str
) -> Iterable[ExportColumn]:
    item = _item_text(program, question.key, name.partition("@")[2], language)
    # What is the same for everybody in the column; what differs from one to another stands for nothing.
    known = {"organization": organization_name, "loop.text": item}
    known |= {"loop.index": item} if item.isdecimal() else {}
    for column in QUESTION_TYPES[question.type].columns(question, language):
        title = fill(column.title, known)
        yield ExportColumn(
            name=name + column.key.removeprefix(question.key),
            instance=name,
            key=column.key,
            title=f"{title} [{item}]" if item else title,
            kind=column.kind,
            labels={code: fill(label, known) for code, label in column.labels.items()},
        )


def _in_order(program: Program, key: str, names: list[str]) -> list[str]:
    """Repetitions in the order of what they are about."""
    ids = [choice_id for choice_id, _text in _items(program, key, "")]
    order = {item: at for at, item in enumerate(ids)}

    def place(name: str) -> tuple[int, int, str]:
        item = name.partition("@")[2]
        return order.get(item, len(ids)), int(item) if item.isascii() and item.isdigit() else 0, item

    return sorted(names, key=place)


def _item_text(program: Program, key: str, item: str, language: str) -> str:
    if not item:
        return ""
    return next((text for choice_id, text in _items(program, key, language) if choice_id == item), "") or item


def _items(program: Program, key: str, language: str) -> list[tuple[str, str]]:
    loop = program.pages[program.by_key[key].page].page.loop
    origin = program.by_key.get(loop.question) if loop and loop.question else None
    if origin is None:
        return []
    question = origin.question
    return [
        (choice.id, pick(choice.text, language, question.language)) for choice in (*question.options, *question.rows)
    ]


def _named_once(column: ExportColumn, taken: set[str]) -> ExportColumn:
    """Two questions may come to the same heading: "sat" with the option "x", and "sat_x"."""
    name, number = column.name, 1
    while name in taken:
        number += 1
        name = f"{column.name}.{number}"
    taken.add(name)
    if name == column.name:
        return column
    return ExportColumn(name, column.instance, column.key, column.title, column.kind, column.labels)

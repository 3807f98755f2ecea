"""A record of named blanks, each a text, a number or a day."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_order, check_unique
from surveys.domain.questions.shapes.dates import check_period, period_plan, take_date
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.number import number_plan, read_number, take_number
from surveys.domain.questions.shapes.text import check_text_rules, take_text, text_plan
from surveys.domain.questions.shapes.values import stranger
from surveys.domain.questions.shapes.words import LIST, NAMED, marks, number_words, part_labels
from surveys.domain.texts import Problem

KINDS = ("text", "number", "date")
LONGEST = 200
Part = Mapping[str, Any]


def take_part(value: Any, part: Part, today: str) -> Any:
    """A blank as it is stored, an AnswerError that names it, or None when it is empty."""
    if value is None or value == "":
        return None
    kind = part.get("kind", "text")
    if kind == "number":
        taken: Any = take_number(value, part)
    elif kind == "date":
        taken = take_date(value, part, today)
    else:
        taken = take_text(value, part, LONGEST, one_line=True)
    return AnswerError(taken.code, {**taken.params, "part": part["id"]}) if isinstance(taken, AnswerError) else taken


def read_part(part: Part, name: str, data: Form) -> Any:
    text = data.get(f"{name}.{part['id']}")
    return read_number(text) if part.get("kind") == "number" else text or None


class Parts(Defaults):
    """`{"b1": "..."}`. Setting: `blanks`; those that are not `optional` must all be filled once one is."""

    shape = "parts"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        blanks = raw.get("blanks")
        yield from check_unique(f"{path}.blanks", blanks)
        yield from check_unique(f"{path}.blanks", blanks, "key")
        for at, part in enumerate(blanks if isinstance(blanks, list) else []):
            if isinstance(part, Mapping):
                yield from check_text_rules(f"{path}.blanks.{at}", part)
                yield from check_order(f"{path}.blanks.{at}", part, "min", "max")
                yield from check_period(f"{path}.blanks.{at}", part)

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            return AnswerError("not_an_object")
        blanks: Sequence[Part] = question.settings["blanks"]
        if error := stranger(value, (part["id"] for part in blanks), "unknown_part", "part"):
            return error
        taken: dict[str, Any] = {}
        for part in blanks:
            found = take_part(value.get(part["id"]), part, in_force.today)
            if isinstance(found, AnswerError):
                return found
            if found is not None:
                taken[part["id"]] = found
        missing = [part["id"] for part in blanks if part["id"] not in taken and not part.get("optional")]
        if taken and missing:
            return AnswerError("parts_missing", {"parts": missing})
        return Taken(taken) if taken else None

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """A field for each blank, NAME.BLANK."""
        found = {part["id"]: read_part(part, name, data) for part in question.settings["blanks"]}
        return {part: value for part, value in found.items() if value is not None} or None

    def labels(self, question: Question, language: str) -> dict[str, str]:
        return part_labels(question.settings["blanks"], language, question.language) | marks(language)

    def words(self, question: Question, value: Any, language: str) -> str:
        labelled = self.labels(question, language)
        return labelled[LIST].join(
            f"{labelled[part['id']]}{labelled[NAMED]}{part_words(value[part['id']])}"
            for part in question.settings["blanks"]
            if part["id"] in value
        )

    def columns(self, question: Question, language: str) -> list[Column]:
        title, labelled = question.text("title", language), self.labels(question, language)
        return [
            Column(f"{question.key}_{code(part)}", f"{title}: {labelled[part['id']]}", part.get("kind", "text"))
            for part in question.settings["blanks"]
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {
            f"{question.key}_{code(part)}": value[part["id"]]
            for part in question.settings["blanks"]
            if part["id"] in value
        }

    def plan(self, question: Question) -> dict[str, Any]:
        return {"blanks": [_part_plan(part) for part in question.settings["blanks"]]}


def part_words(value: Any) -> str:
    return value if isinstance(value, str) else number_words(value)


def code(part: Part) -> str:
    return str(part.get("key", part["id"]))


def _part_plan(part: Part) -> dict[str, Any]:
    plan = {name: part[name] for name in ("id", "kind", "optional") if name in part}
    kind = part.get("kind", "text")
    if kind == "number":
        return plan | number_plan(part)
    return plan | (period_plan(part) if kind == "date" else text_plan(part, LONGEST))

"""A place in China by the national division codes."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.domain import regions
from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import is_object, stranger

LEVELS = ("province", "city", "county")
_FORMS = {
    "province": re.compile(r"[1-9][0-9]"),
    "city": re.compile(r"[0-9]{4}"),
    # Four cities have no counties; their towns have nine figures.
    "county": re.compile(r"[0-9]{6}([0-9]{3})?"),
}


class RegionShape(Defaults):
    """`{"province": "31", "city": "3101", "county": "310115"}` down to the setting `level` (county).

    Where a province has no cities in the table (Taiwan, Hong Kong, Macao) it is the whole answer.
    """

    shape = "region"
    behaviour = "region"
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {level: {"type": "string", "pattern": f"^{form.pattern}$"} for level, form in _FORMS.items()},
        "required": ["province"],
        "additionalProperties": False,
    }

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        if error := stranger(value, LEVELS, "unknown_field", "field"):
            return error
        given = {level: value[level] for level in LEVELS if value.get(level) not in (None, "")}
        if not given:
            return None
        asked = LEVELS[: LEVELS.index(_level(question)) + 1]
        for level in LEVELS:
            if level in given and level not in asked:
                return AnswerError("unknown_field", {"field": level})
        found: dict[str, str] = {}
        within = ""
        for level in asked:
            if level not in given:
                is_gap = regions.has_parts(within) or len(found) < len(given)
                return AnswerError("region_incomplete", {"level": level}) if is_gap else Taken(found)
            code = given[level]
            if problem := _problem(code, level, within):
                return AnswerError(problem, {"level": level})
            found[level] = within = code
        return Taken(found)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.province, NAME.city, NAME.county; without script the last two are names, in full or short."""
        found: dict[str, str] = {}
        within = ""
        for level in LEVELS:
            text = (data.get(f"{name}.{level}") or "").strip()
            if text:
                found[level] = within = text if text.isascii() else regions.find(within, text) or text
        return _with_its_city(found) or None

    def words(self, question: Question, value: Any, language: str) -> str:
        return regions.full_name(value.get("county") or value.get("city") or value["province"])

    def columns(self, question: Question, language: str) -> list[Column]:
        title = question.text("title", language)
        asked = LEVELS[: LEVELS.index(_level(question)) + 1]
        return [
            column
            for level in asked
            for column in (
                Column(f"{question.key}_{level}", f"{title}: {level}", "code"),
                Column(f"{question.key}_{level}_name", f"{title}: {level}", "text"),
            )
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        for level in LEVELS:
            if level in value:
                cells[f"{question.key}_{level}"] = value[level]
                cells[f"{question.key}_{level}_name"] = regions.name(value[level])
        return cells

    def plan(self, question: Question) -> dict[str, Any]:
        return {"level": _level(question)}


def _problem(code: Any, level: str, within: str) -> str:
    if not isinstance(code, str) or not _FORMS[level].fullmatch(code) or not code.startswith(within):
        return "not_a_region"
    return "" if regions.is_known(code) else "unknown_region"


def _level(question: Question) -> str:
    return str(question.settings.get("level", "county"))


def _with_its_city(found: dict[str, str]) -> dict[str, str]:
    """A municipality has one city without a name of its own, so without script people write the county alone."""
    county = found.get("county", "")
    if "city" not in found and regions.is_known(county):
        return {**found, "city": county[: regions.CITY]}
    return found

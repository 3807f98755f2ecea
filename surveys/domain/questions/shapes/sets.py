"""Of each set of options the best and the worst."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_unique
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import code_of, is_object, named, parts, stranger
from surveys.domain.questions.shapes.words import LIST
from surveys.domain.texts import Problem, excerpt

ENDS = ("best", "worst")
# A choice between fewer is none.
FEWEST = 2


class Sets(Defaults):
    """`{"s1": {"best": "o1", "worst": "o3"}}`. Setting: `sets`, [{"id": "s1", "options": ["o1", "o2", "o3"]}].

    A set of which fewer than two options are in force is not asked.
    """

    shape = "sets"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        sets = raw.get("sets")
        yield from check_unique(f"{path}.sets", sets)
        options = raw.get("options")
        known = (
            [option.get("id") for option in options if isinstance(option, Mapping)] if isinstance(options, list) else []
        )
        for at, one in enumerate(sets if isinstance(sets, list) else []):
            named = one.get("options") if isinstance(one, Mapping) else None
            for number, option in enumerate(named if isinstance(named, list) and "options_from" not in raw else []):
                if isinstance(option, str) and option not in known:
                    yield Problem(f"{path}.sets.{at}.options.{number}", "unknown_option", {"option": excerpt(option)})

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not is_object(value):
            return AnswerError("not_an_object")
        asked = sets_in_force(question, in_force)
        if error := stranger(value, asked, "unknown_row", "row"):
            return error
        taken: dict[str, Any] = {}
        for name, options in asked.items():
            pick = _pick(name, value.get(name), options)
            if isinstance(pick, AnswerError):
                return pick
            if pick:
                taken[name] = pick
        missing = [name for name in asked if name not in taken]
        if taken and missing and question.required:
            return AnswerError("rows_missing", {"rows": missing})
        return Taken(taken) if taken else None

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.SET.best and NAME.SET.worst."""
        found: dict[str, Any] = {}
        for part, field in parts(data, name):
            row, _, end = part.partition(".")
            if end in ENDS and data.get(field):
                found.setdefault(row, {})[end] = data.get(field)
        return found or None

    def words(self, question: Question, value: Any, language: str) -> str:
        """Best / worst of each set."""
        named = self.labels(question, language)
        picks = [value[one["id"]] for one in question.settings["sets"] if one["id"] in value]
        return named[LIST].join(" / ".join(named.get(pick[end], pick[end]) for end in ENDS) for pick in picks)

    def columns(self, question: Question, language: str) -> list[Column]:
        title, texts = question.text("title", language), self.labels(question, language)
        codes = {option.key: texts[option.id] for option in question.options}
        return [
            Column(f"{question.key}_{one['id']}_{end}", f"{title} {one['id']}: {end}", "code", codes)
            for one in question.settings["sets"]
            for end in ENDS
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {
            f"{question.key}_{name}_{end}": code_of(question.options, pick[end])
            for name, pick in value.items()
            for end in ENDS
        }

    def plan(self, question: Question) -> dict[str, Any]:
        return {"sets": [[one["id"], list(one["options"])] for one in question.settings["sets"]]}


def sets_in_force(question: Question, in_force: InForce) -> dict[str, list[str]]:
    """The sets that are asked, {set id: option ids}."""
    known = {option.id for option in in_force.options}
    found = {one["id"]: [option for option in one["options"] if option in known] for one in question.settings["sets"]}
    return {name: options for name, options in found.items() if len(options) >= FEWEST}


def _pick(name: str, value: Any, options: list[str]) -> dict[str, str] | AnswerError | None:
    if value is None:
        return None
    if not is_object(value):
        return AnswerError("not_an_object", {"row": name})
    if error := stranger(value, ENDS, "unknown_column", "column"):
        return AnswerError(error.code, {**error.params, "row": name})
    found: dict[str, str] = {}
    for end in ENDS:
        option = value.get(end)
        if option is None:
            continue
        if not isinstance(option, str) or option not in options:
            return AnswerError("unknown_option", {"option": named(option), "row": name})
        found[end] = option
    if len(found) == 1:
        return AnswerError("pair_incomplete", {"row": name})
    if found and found["best"] == found["worst"]:
        return AnswerError("best_is_worst", {"row": name})
    return found or None

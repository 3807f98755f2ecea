"""The shared cases of tables, uploads, places, consents and known values, as both sides take them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from surveys.domain.definition.reading import read_question
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import AnswerError, Choice, InForce, Question, Taken

PATH = Path(__file__).resolve().parents[2] / "vectors" / "shapes2.json"
SETS = ("options", "rows", "columns")


@cache
def vectors() -> dict[str, Any]:
    return json.loads(PATH.read_text(encoding="utf-8"))


@cache
def question(name: str) -> Question:
    return read_question(vectors()["questions"][name], "zh-hans")


def in_force(name: str, only: dict[str, list[str]] | None) -> InForce:
    """All that the question has, or of some sets only these ids, in that order."""
    asked, chosen = question(name), only or {}
    sets = []
    for each in SETS:
        choices: tuple[Choice, ...] = getattr(asked, each)
        by_id = {choice.id: choice for choice in choices}
        sets.append(tuple(by_id[one] for one in chosen[each]) if each in chosen else choices)
    return InForce(*sets)


def judged(name: str, value: Any, only: dict[str, list[str]] | None = None) -> Any:
    """What Python makes of a value, in the form that the page's script gives."""
    asked = question(name)
    return as_script(QUESTION_TYPES[asked.type].check_answer(asked, value, in_force(name, only)))


def as_script(verdict: Taken | AnswerError | None) -> Any:
    if isinstance(verdict, AnswerError):
        return {"error": {"code": verdict.code, "params": dict(verdict.params)}}
    if verdict is None:
        return None
    return {"value": verdict.value} | ({} if verdict.private is None else {"private": verdict.private})


def expected(value: Any, said: Any) -> Any:
    if said == "=":
        return {"value": value}
    return {"error": {"code": said[0], "params": said[1]}} if isinstance(said, list) else said


def flat(name: str) -> dict[str, Any]:
    """The question as walk.js hands it to a shape."""
    asked = question(name)
    kind = QUESTION_TYPES[asked.type]
    sets = {each: [_choice(choice) for choice in getattr(asked, each)] for each in SETS}
    named = {"key": asked.key, "type": asked.type, "shape": kind.shape, "required": asked.required}
    return named | sets | kind.plan(asked)


def script_in_force(name: str, only: dict[str, list[str]] | None) -> dict[str, Any]:
    force = in_force(name, only)
    return {each: [_choice(choice) for choice in getattr(force, each)] for each in SETS} | {"today": ""}


def _choice(choice: Choice) -> dict[str, Any]:
    return {"id": choice.id, "exclusive": choice.is_exclusive, "open": choice.is_open}

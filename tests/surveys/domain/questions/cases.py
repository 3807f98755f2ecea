"""Questions made of their JSON, judged here and in the page, told in the same JSON so that both can be compared."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from surveys.domain.definition.reading import read_question
from surveys.domain.questions import QUESTION_TYPES, AnswerError
from surveys.domain.questions.base import Choice, InForce, Question

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
TODAY = "2026-03-31"
# What the page is asked to do with a list of [plan, in force, value]: the verdicts.
CHECK = """(module, cases) => cases.map(([question, inForce, value]) =>
  module.default[question.shape].check(question, value, inForce))"""


def question_of(raw: Mapping[str, Any]) -> Question:
    return read_question(raw, "zh-hans")


def in_force_of(question: Question, raw: Mapping[str, Any]) -> InForce:
    """`options` are the ids in the order shown; all of them when they are left out."""
    by_id = {option.id: option for option in question.options}
    ids = raw.get("options", list(by_id))
    return InForce(options=tuple(by_id[each] for each in ids), today=raw.get("today", TODAY))


def verdict(question: Question, value: Any, in_force: InForce) -> Any:
    taken = QUESTION_TYPES[question.type].check_answer(question, value, in_force)
    if taken is None:
        return None
    if isinstance(taken, AnswerError):
        return {"error": {"code": taken.code, "params": dict(taken.params)}}
    parts = {"private": taken.private, "proof": taken.proof or None}
    return {"value": taken.value} | {name: part for name, part in parts.items() if part is not None}


def page_case(question: Question, value: Any, in_force: InForce) -> list[Any]:
    """The same as the page's script takes it."""
    return [page_question(question), page_in_force(in_force), value]


def page_question(question: Question) -> dict[str, Any]:
    kind = QUESTION_TYPES[question.type]
    return {"key": question.key, "shape": kind.shape, "options": _choices(question.options), **kind.plan(question)}


def page_in_force(in_force: InForce) -> dict[str, Any]:
    return {"options": _choices(in_force.options), "today": in_force.today}


def vectors() -> Iterator[tuple[str, Question, InForce, Any, Any]]:
    """(name, question, in force, value, expected)."""
    for path in sorted(VECTORS.glob("shapes_*.json")):
        for number, group in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            question = question_of(group["question"])
            in_force = in_force_of(question, group.get("in_force", {}))
            for at, (value, expected) in enumerate(group["cases"]):
                yield f"{path.stem}-{number}-{question.type}-{at}", question, in_force, value, expected


def exactly(value: Any) -> str:
    """As JSON, where 7 and 7.0 or True and 1 differ."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True)


def _choices(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    return [{"id": each.id, "open": each.is_open, "exclusive": each.is_exclusive} for each in choices]

"""What stands on one screen: a page of the path, or with one question at a time a single question of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from surveys.domain.walk import Program
from surveys.domain.walk.results import CONFIRMED, Shown, Step, Walk


@dataclass(frozen=True)
class Screen:
    """`only` is the name of its one question, "" for all of its page. The same cut is made in screens.js."""

    step: Step
    only: str = ""

    @property
    def name(self) -> str:
        return f"{self.step.name}/{self.only}" if self.only else self.step.name

    @property
    def shown(self) -> tuple[Shown, ...]:
        return tuple(one for one in self.step.questions if self.only in {"", one.name})


def screens_of(walk: Walk, *, one_by_one: bool) -> list[Screen]:
    """The screens of a path in their order. A page without a question is a screen of its words."""
    if not one_by_one:
        return [Screen(step) for step in walk.steps]
    return [Screen(step, name) for step in walk.steps for name in ([shown.name for shown in step.questions] or [""])]


def seen_on(screen: Screen, data: QueryDict) -> list[str]:
    """The instance names that stood before somebody's eyes; the form says so, as far as they are of this page."""
    at = f"@{screen.step.item.id}" if screen.step.item else ""
    page = [f"{question.key}{at}" for question in screen.step.page.questions]
    given = data.get("_shown", "").split()
    return [name for name in page if name in given] or [shown.name for shown in screen.shown]


def read_names(program: Program, names: Iterable[str], data: QueryDict) -> dict[str, Any]:
    """What a posted form says to these questions, by instance name; None where it says nothing."""
    asked = ((name, program.by_key[name.partition("@")[0]]) for name in names)
    return {name: one.kind.read_form(one.question, name, data) for name, one in asked}


def is_private(program: Program, name: str) -> bool:
    return name.partition("@")[0] in program.private_keys


def says_nothing(value: Any) -> bool:
    """No text in any of the fields of a private answer, whatever is ticked."""
    if isinstance(value, Mapping):
        return not any(isinstance(part, str) and part.strip() for part in value.values())
    return value is None


def merged(kept: Mapping[str, Any], given: Mapping[str, Any], confirmed: list[str]) -> dict[str, Any]:
    """All answers so far: those kept, with those given in their place; what is confirmed stays confirmed."""
    found = {name: value for name, value in {**kept, **given}.items() if value is not None and name != CONFIRMED}
    names = sorted({*confirmed_in(kept), *confirmed})
    return {**found, CONFIRMED: names} if names else found


def confirmed_in(answers: Mapping[str, Any]) -> list[str]:
    """The names of the questions whose doubts were answered; what was saved may hold anything under that name."""
    names = answers.get(CONFIRMED)
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

"""What a respondent's page notes while it is filled in. Written by static/respondent/trajectory.js.

Nothing here holds what a person wrote: a text is known by its length, a choice by the id of its option.
"""

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """The numbers stand in stored trajectories and never change their meaning."""

    PAGE = 0
    FOCUS = 1
    CHOOSE = 2
    TEXT = 3
    PASTE = 4
    AWAY = 5
    RETURN = 6
    SCROLL = 7
    IDLE = 8
    TURN = 9
    BACK = 10
    POINTER = 11
    RESUME = 12
    SEND = 13
    # A box of several; CHOOSE puts one value in the place of another.
    TICK = 14


# How many numbers follow the time and the kind.
ARITY = {
    Kind.PAGE: 1, Kind.FOCUS: 1, Kind.CHOOSE: 3, Kind.TEXT: 4, Kind.PASTE: 2, Kind.AWAY: 0, Kind.RETURN: 0,
    Kind.SCROLL: 1, Kind.IDLE: 1, Kind.TURN: 1, Kind.BACK: 0, Kind.POINTER: 1, Kind.RESUME: 0, Kind.SEND: 0,
    Kind.TICK: 3,
}  # fmt: skip

# Events that belong to a question.
OF_QUESTIONS = frozenset({Kind.FOCUS, Kind.CHOOSE, Kind.TICK, Kind.TEXT, Kind.PASTE})
CHANGES = frozenset({Kind.CHOOSE, Kind.TICK, Kind.TEXT})


class Problem:
    """Why a trajectory cannot be read."""

    MISSING = "missing"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is in ms since the page was opened.

    `name` is the question (or the page of a PAGE), `field` the part of the question ("", or ".r1" for a row), `value`
    the option that was chosen. `number` is by kind: the length of a text, the characters pasted, percent scrolled,
    ms of idleness, 1 for landscape, 0..4 for unknown, mouse, touch, pen, keyboard. `inputs` counts the strokes of a
    TEXT since the one before; `is_off` marks a box that was cleared.
    """

    at: int
    kind: Kind
    name: str = ""
    field: str = ""
    value: str = ""
    number: int = 0
    inputs: int = 0
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Trajectory:
    """`level` tells how much detail was given up to keep a long session small: 0 none, 3 most."""

    events: tuple[Event, ...] = ()
    level: int = 0
    problem: str = ""

    @property
    def is_readable(self) -> bool:
        return not self.problem

    @property
    def total_ms(self) -> int:
        return self.events[-1].at if self.events else 0

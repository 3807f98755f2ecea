"""The life of a ticket: which step is possible from where, and what must be known for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


OPEN: Final = frozenset({State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.WAITING, State.REOPENED})
FINISHED: Final = frozenset({State.RESOLVED, State.CLOSED})

# Whoever called at once may resolve a new ticket in one step; closing always goes through resolving.
STEPS: Final[Mapping[State, tuple[State, ...]]] = MappingProxyType(
    {
        State.NEW: (State.ASSIGNED, State.IN_PROGRESS, State.WAITING, State.RESOLVED),
        State.ASSIGNED: (State.IN_PROGRESS, State.WAITING, State.RESOLVED),
        State.IN_PROGRESS: (State.ASSIGNED, State.WAITING, State.RESOLVED),
        State.WAITING: (State.ASSIGNED, State.IN_PROGRESS, State.RESOLVED),
        State.REOPENED: (State.ASSIGNED, State.IN_PROGRESS, State.WAITING, State.RESOLVED),
        State.RESOLVED: (State.CLOSED, State.REOPENED),
        State.CLOSED: (State.REOPENED,),
    }
)

# What a step needs to be told, by the state it leads to.
NEEDED: Final[Mapping[State, tuple[str, ...]]] = MappingProxyType(
    {State.RESOLVED: ("cause", "note"), State.REOPENED: ("note",), State.ASSIGNED: ("assignee",)}
)

UNKNOWN_STATE: Final = "unknown_state"
NOT_POSSIBLE: Final = "transition_not_possible"
INPUT_MISSING: Final = "input_missing"


@dataclass(frozen=True, slots=True)
class Decision:
    """`code` is empty when the step may be taken; `missing` names the inputs without which it may not."""

    code: str = ""
    missing: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return not self.code


def next_states(current: str) -> tuple[State, ...]:
    """The states that can follow `current`; raises ValueError for a word that is no state."""
    return STEPS[State(current)]


def decide(current: str, to: str, *, given: Mapping[str, str | None]) -> Decision:
    """May a ticket in `current` go to `to`?

    `given` holds "cause", "note" and "assignee" as far as they are known; blank counts as missing. Codes:
    unknown_state, transition_not_possible, input_missing. Raises ValueError when `current` is no state.
    """
    steps = next_states(current)
    if to not in STEPS:
        return Decision(UNKNOWN_STATE)
    if to not in steps:
        return Decision(NOT_POSSIBLE)
    missing = tuple(name for name in NEEDED.get(State(to), ()) if not (given.get(name) or "").strip())
    return Decision(INPUT_MISSING, missing) if missing else Decision()

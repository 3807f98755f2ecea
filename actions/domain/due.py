"""The clock of a ticket. Plain clock time: every hour counts, at night and on holidays too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(hours=4)


class Lateness(StrEnum):
    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Clock:
    """How a ticket stands against its due time: `amount` whole `unit`s ("minute", "hour", "day") before or past it."""

    lateness: Lateness
    amount: int
    unit: str


def due_at(opened_at: datetime, hours: int) -> datetime:
    """When a ticket must be resolved; raises ValueError unless `hours` is positive."""
    if hours <= 0:
        raise ValueError("a ticket needs at least one hour")
    return opened_at + timedelta(hours=hours)


def resumed_due_at(due: datetime, *, resolved_at: datetime, reopened_at: datetime) -> datetime:
    """The new due time of a reopened ticket: the clock stood still while it was resolved, and goes on where it was.

    A ticket that was resolved late comes back late by the same time.
    """
    return reopened_at + (due - resolved_at)


def clock(due: datetime, now: datetime) -> Clock:
    """`now` is the present for an open ticket, and the time of resolving for a finished one.

    From two days on in days, from one hour on in hours, below in minutes; parts of a unit are dropped.
    """
    left = due - now
    lateness = Lateness.LATE if left < timedelta(0) else Lateness.SOON if left <= SOON else Lateness.IN_TIME
    minutes = int(abs(left).total_seconds() // 60)
    if minutes >= 48 * 60:
        return Clock(lateness, minutes // (24 * 60), "day")
    if minutes >= 60:
        return Clock(lateness, minutes // 60, "hour")
    return Clock(lateness, minutes, "minute")

"""A span of days, and the one before it that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """`first` to `last`, both included. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the period ends before it begins")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Period | None:
        """The period of equal length that ends the day before this one; None where the calendar has no such days."""
        try:
            return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))
        except OverflowError:
            return None


def last_days(days: int, today: date) -> Period:
    """The `days` (at least 1) days that end with `today`."""
    return Period(today - timedelta(days=days - 1), today)

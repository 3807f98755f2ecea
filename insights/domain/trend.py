"""Daily NPS counts as a series by day, ISO week or month.

An empty period inside the span stays in the series as a gap (value None): a line chart must not bridge weeks
without answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from insights.domain.nps import NpsCounts, NpsFigure, nps

DAYS_SHOWN_DAILY: Final = 45  # the longest span, in days, still drawn day by day ...
DAYS_SHOWN_WEEKLY: Final = 366  # ... and week by week: at most 54 points


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


# pandas period aliases; W-SUN is the week that ends on Sunday, so that it begins on Monday as ISO 8601 has it.
_PERIODS: Final[Mapping[Grain, str]] = {Grain.DAY: "D", Grain.WEEK: "W-SUN", Grain.MONTH: "M"}


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """`start` is the first day of the whole period, also when the span begins later in it."""

    start: date
    figure: NpsFigure


def grain_for(first: date, last: date) -> Grain:
    """The grain that keeps a chart readable over first..last, both included. Raises ValueError when last < first."""
    if last < first:
        raise ValueError("the span ends before it begins")
    days = (last - first).days + 1
    if days <= DAYS_SHOWN_DAILY:
        return Grain.DAY
    return Grain.WEEK if days <= DAYS_SHOWN_WEEKLY else Grain.MONTH


def trend(daily: Mapping[date, NpsCounts], first: date, last: date, grain: Grain | None = None) -> list[TrendPoint]:
    """One point per period that touches first..last (both included), in order; days outside the span are left out.

    Counts are added within a period. Without `grain`, `grain_for` chooses it. Raises ValueError when last < first.
    """
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]  # slow to import

    chosen = grain or grain_for(first, last)
    if last < first:
        raise ValueError("the span ends before it begins")
    periods = pd.period_range(first, last, freq=_PERIODS[chosen])
    inside = {day: counts for day, counts in daily.items() if first <= day <= last}
    frame = pd.DataFrame(
        [(counts.promoters, counts.passives, counts.detractors) for counts in inside.values()],
        index=pd.PeriodIndex(list(inside), freq=_PERIODS[chosen]),
        columns=["promoters", "passives", "detractors"],
        dtype="int64",
    )
    sums = frame.groupby(level=0).sum().reindex(periods, fill_value=0)
    return [
        TrendPoint(period.start_time.date(), nps(NpsCounts(int(p), int(m), int(d))))
        for period, p, m, d in sums.itertuples(name=None)
    ]

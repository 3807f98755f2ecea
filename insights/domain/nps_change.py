"""Whether the Net Promoter Score of one period differs from that of another by more than chance explains."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

from insights.domain.nps import ADDED_EXTREME, ADDED_TOTAL, Z_95, NpsCounts


@dataclass(frozen=True, slots=True)
class NpsChange:
    """`points` = now - before, in points; `low`..`high` is the 95 % interval of the change, `p_value` two-sided.

    `beyond_chance` says that the interval leaves out 0, which is the same as p < 0.05.
    """

    points: float
    low: float
    high: float
    p_value: float
    beyond_chance: bool


def nps_change(now: NpsCounts, before: NpsCounts) -> NpsChange | None:
    """The change between two disjoint sets of answers; None when one of them is empty.

    `points` is the difference of the plain values. Interval and test are those of two independent samples, each
    adjusted as in `nps` (n + 3, + 3/4 promoters, + 3/4 detractors): the difference of the adjusted values plus or
    minus z sqrt(v1 / n1' + v2 / n2') with v = p + d - (p - d)^2, times 100, clipped to [-200, 200]. Without the
    adjustment two periods in which all answers fell into one group would have no variance, and any difference would
    look certain.
    """
    if now.n == 0 or before.n == 0:
        return None
    centre_now, variance_now = _adjusted(now)
    centre_before, variance_before = _adjusted(before)
    difference, error = centre_now - centre_before, sqrt(variance_now + variance_before)
    return NpsChange(
        points=_value(now) - _value(before),
        low=max(-200.0, 100 * (difference - Z_95 * error)),
        high=min(200.0, 100 * (difference + Z_95 * error)),
        p_value=erfc(abs(difference) / error / sqrt(2)),
        beyond_chance=abs(difference) > Z_95 * error,
    )


def _value(counts: NpsCounts) -> float:
    return 100 * (counts.promoters - counts.detractors) / counts.n


def _adjusted(counts: NpsCounts) -> tuple[float, float]:
    """Adjusted p - d, and its variance, both as shares. The variance is never 0: both groups hold a pseudo-answer."""
    n = counts.n + ADDED_TOTAL
    promoters, detractors = (counts.promoters + ADDED_EXTREME) / n, (counts.detractors + ADDED_EXTREME) / n
    centre = promoters - detractors
    return centre, (promoters + detractors - centre**2) / n

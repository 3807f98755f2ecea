"""Net Promoter Score from counts: value, sample size and a 95 % interval.

Scores are whole numbers 0..10 ("how likely are you to recommend us"): promoters 9-10, passives 7-8, detractors 0-6
(Reichheld 2003). A parent's figure is computed from the sum of its children's counts, never from the average of
their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

FORMULA: Final = "nps"
FORMULA_VERSION: Final = 1

LOWEST_SCORE: Final = 0
HIGHEST_SCORE: Final = 10
LOWEST_PASSIVE: Final = 7
LOWEST_PROMOTER: Final = 9

Z_95: Final = 1.959963984540054
ADDED_EXTREME: Final = 0.75  # pseudo-answers added to promoters and to detractors each
ADDED_TOTAL: Final = 3.0  # ... and to n; the remaining 1.5 fall to the passives


class NpsGroup(StrEnum):
    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


def group_of(score: int) -> NpsGroup:
    """The group of one score. Raises ValueError for anything but an int (bool is refused) in 0..10."""
    if type(score) is not int or not LOWEST_SCORE <= score <= HIGHEST_SCORE:
        raise ValueError(f"an NPS score is a whole number from {LOWEST_SCORE} to {HIGHEST_SCORE}, not {score!r}")
    if score >= LOWEST_PROMOTER:
        return NpsGroup.PROMOTER
    return NpsGroup.PASSIVE if score >= LOWEST_PASSIVE else NpsGroup.DETRACTOR


@dataclass(frozen=True, slots=True)
class NpsCounts:
    """How many answers fell into each group; counts of disjoint sets of answers add."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    def __post_init__(self) -> None:
        if min(self.promoters, self.passives, self.detractors) < 0:
            raise ValueError("counts are not negative")

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    def __add__(self, other: NpsCounts) -> NpsCounts:
        if not isinstance(other, NpsCounts):
            return NotImplemented
        return NpsCounts(
            self.promoters + other.promoters, self.passives + other.passives, self.detractors + other.detractors
        )

    @classmethod
    def from_scores(cls, scores: Iterable[int]) -> NpsCounts:
        """Count single scores. Raises ValueError as `group_of` does."""
        histogram: dict[int, int] = {}
        for score in scores:
            group_of(score)  # before counting: True and 9.0 would hide behind the equal keys 1 and 9
            histogram[score] = histogram.get(score, 0) + 1
        return cls.from_histogram(histogram)

    @classmethod
    def from_histogram(cls, histogram: Mapping[int, int]) -> NpsCounts:
        """Count a mapping of score -> number of answers. Raises ValueError for bad scores and negative numbers."""
        totals = dict.fromkeys(NpsGroup, 0)
        for score, answers in histogram.items():
            if answers < 0:
                raise ValueError("counts are not negative")
            totals[group_of(score)] += answers
        return cls(totals[NpsGroup.PROMOTER], totals[NpsGroup.PASSIVE], totals[NpsGroup.DETRACTOR])


@dataclass(frozen=True, slots=True)
class NpsFigure:
    """A figure ready to be shown. `value`, `low`, `high` are points in -100..100, None when there is nothing to show.

    `suppressed` is set by `shown`: there are answers, but too few of them to be published.
    """

    value: float | None
    n: int
    low: float | None
    high: float | None
    promoters: int
    passives: int
    detractors: int
    formula: str = FORMULA
    version: int = FORMULA_VERSION
    suppressed: bool = False


def nps(counts: NpsCounts) -> NpsFigure:
    """The figure of `counts`; value and interval are None when n = 0.

    value = 100 (p - d), unadjusted. Interval: adjusted Wald for NPS (Rocks 2016, The American Statistician 70(4)): with
    n' = n + 3, p' = (promoters + 3/4) / n', d' = (detractors + 3/4) / n', it is
    p' - d' +- z sqrt((p' + d' - (p' - d')^2) / n'), times 100, clipped to [-100, 100]. Its centre is p' - d', so that
    a small extreme sample may have a value on or outside its own interval (one promoter alone: value 100, high 98.5).
    """
    n = counts.n
    if n == 0:
        return NpsFigure(None, 0, None, None, 0, 0, 0)
    adjusted_n = n + ADDED_TOTAL
    promoters = (counts.promoters + ADDED_EXTREME) / adjusted_n
    detractors = (counts.detractors + ADDED_EXTREME) / adjusted_n
    centre = promoters - detractors
    half = Z_95 * sqrt((promoters + detractors - centre**2) / adjusted_n)
    return NpsFigure(
        value=100 * (counts.promoters - counts.detractors) / n,
        n=n,
        low=max(-100.0, 100 * (centre - half)),
        high=min(100.0, 100 * (centre + half)),
        promoters=counts.promoters,
        passives=counts.passives,
        detractors=counts.detractors,
    )


def shown(figure: NpsFigure, minimum_n: int) -> NpsFigure:
    """What may be published under a tenant's minimum n: the figure itself, or one that only says how many answers
    there are.

    A suppressed figure loses value, interval and group counts (from which the value could be computed again) and
    keeps n. With n = 0 there is nothing to suppress.
    """
    if figure.n == 0 or figure.n >= minimum_n:
        return figure
    return NpsFigure(None, figure.n, None, None, 0, 0, 0, figure.formula, figure.version, suppressed=True)

"""Too fast to have read: against the survey's own distribution, and before there is one, against reading speed."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from math import log
from statistics import median

from surveys.domain.quality.model import Asked, Evidence, Flag, Spread

# With fewer responses their spread says little.
LEAST_RESPONSES = 30
# Robust z of ln(time): below it, a question was answered in less time than some 6 in 1,000 of a normal ln(time) need.
FAST_Z = -2.5
# The spread of a survey that everybody answers alike is not taken as smaller than this.
LEAST_SPREAD = 0.2
# Consistent with a normal distribution.
MAD_TO_DEVIATION = 1.4826
# Nobody reads Chinese at 30 characters a second; 5 to 9 are usual, 15 is skimming.
CHARACTERS_PER_SECOND = 30
LEAST_MS = 400
ROW_MS = 250
LETTER = 0.4
# A part of the questions may be quick: known ones, obvious ones.
FAST_SHARE = 0.25


def reading_load(*texts: str) -> float:
    """What there is to read, in Chinese characters; a letter or digit of other scripts counts 0.4."""
    return sum(
        1.0 if unicodedata.east_asian_width(character) in "WF" else LETTER
        for text in texts
        for character in text
        if not character.isspace()
    )


def floor_ms(question: Asked) -> float:
    """The least time in ms in which the question can be read and answered at all."""
    return max(LEAST_MS, 1000 * question.characters / CHARACTERS_PER_SECOND) + ROW_MS * max(0, len(question.rows) - 1)


def spread_of(times: Iterable[int]) -> Spread:
    """Median and median absolute deviation of ln(ms) of all positive times."""
    logs = [log(ms) for ms in times if ms > 0]
    if not logs:
        return Spread(0, 0.0, 0.0)
    middle = median(logs)
    return Spread(len(logs), middle, median(abs(each - middle) for each in logs))


def robust_z(ms: float, spread: Spread) -> float:
    """(ln(ms) - median) / (1.4826 MAD); Iglewicz and Hoaglin (1993), with a least spread."""
    return (log(max(ms, 1)) - spread.median) / max(MAD_TO_DEVIATION * spread.mad, LEAST_SPREAD)


def speed_flags(evidence: Evidence) -> Iterator[Flag]:
    times = measured_times(evidence)
    answered = [question for question in evidence.answered if times.get(question.name, 0) > 0]
    fast = [each.name for each in answered if _is_fast(each, times[each.name], evidence.spreads.get(each.name))]
    share = len(fast) / len(answered) if answered else 0.0
    if fast and share >= FAST_SHARE and (len(fast) > 1 or len(answered) <= 2):
        weight = min(0.85, 0.2 + 0.75 * share) if len(answered) > 2 else 0.25
        yield Flag("too_fast", {"questions": fast, "n": len(fast), "of": len(answered)}, weight)
    floor = sum(floor_ms(question) for question in evidence.answered)
    age = evidence.key.age
    if age is not None and len(evidence.answered) > 1 and 1000 * age < 0.7 * floor:
        yield Flag("too_fast_overall", {"seconds": round(age), "least": round(0.7 * floor / 1000)}, 0.7)


def measured_times(evidence: Evidence) -> Mapping[str, int]:
    """ms by question: from the trajectory, else what the page itself has measured."""
    return evidence.reading.dwell if evidence.trajectory.events else evidence.timings


def _is_fast(question: Asked, ms: int, spread: Spread | None) -> bool:
    if ms < floor_ms(question):
        return True
    return spread is not None and spread.n >= LEAST_RESPONSES and robust_z(ms, spread) < FAST_Z

"""From evidence to a verdict."""

from collections.abc import Iterable
from math import prod

from surveys.domain.quality.automation import automation_flags
from surveys.domain.quality.duplicates import duplicate_flags
from surveys.domain.quality.model import LOOK_FROM, OK_FROM, Evidence, Flag, Level, Verdict
from surveys.domain.quality.patterns import pattern_flags
from surveys.domain.quality.speed import speed_flags

# Every code there is, in the order in which they are shown.
CODES = (
    "too_fast", "too_fast_overall", "straight_line", "contradiction", "reversed_pair", "trap_missed",
    "duplicate_text", "same_device", "same_address", "replayed_trajectory",
    "no_trajectory", "unreadable_trajectory", "no_focus", "no_hand", "impossible_times", "even_rhythm",
    "unlike_answers", "untraced_answers", "pasted_text", "text_at_once", "unsigned_key", "stale_key", "robot",
)  # fmt: skip


def judge(evidence: Evidence) -> Verdict:
    """Every reason for doubt with its weight, and a score.

    Score = 100 x product of (1 - weight): reasons are taken as independent, so that several small ones add up and no
    single one but the gravest makes a response bad by itself. Nothing is dropped; people decide.
    """
    flags = (
        *speed_flags(evidence),
        *pattern_flags(evidence),
        *duplicate_flags(evidence),
        *automation_flags(evidence),
    )
    score = score_of(flags)
    return Verdict(score=score, level=level_of(score), flags=tuple(sorted(flags, key=lambda flag: -flag.weight)))


def score_of(flags: Iterable[Flag]) -> int:
    return round(100 * prod(1 - flag.weight for flag in flags))


def level_of(score: int) -> Level:
    if score >= OK_FROM:
        return Level.OK
    return Level.LOOK if score >= LOOK_FROM else Level.BAD

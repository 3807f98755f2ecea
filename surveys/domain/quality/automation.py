"""Signs that no hand was at the form: no coherent trajectory, impossible times, a nonce that nobody signed."""

from collections.abc import Iterator
from itertools import pairwise
from math import log
from statistics import pstdev
from typing import Any

from surveys.domain.quality.model import Asked, Evidence, Flag
from surveys.domain.trajectory.events import CHANGES, Kind, Problem, Trajectory

# A trajectory may claim so much more than the server has seen pass: clocks are coarse.
CLOCK_MS = 5000
# Several answers to different questions within one blink.
BURST = 4
BURST_MS = 350
STROKES_PER_SECOND = 25
# The standard deviation of ln(pause). People: 0.5 and more.
EVEN_LIMITS = ((6, 0.15), (9, 0.3))
STALE_SECONDS = 30 * 24 * 3600
TEXT_AT_ONCE = 15
# Types whose stored answer holds the very values of the fields.
_ONE = frozenset({"single", "dropdown", "yes_no", "nps", "csat", "ces"})
_ROWS = frozenset({"matrix_single", "matrix_dropdown", "matrix_nps"})
_SEVERAL = frozenset({"multiple", "picture"})
_CLICKED = _ONE | _ROWS | _SEVERAL


def automation_flags(evidence: Evidence) -> Iterator[Flag]:
    yield from _key_flags(evidence)
    if evidence.is_robot:
        yield Flag("robot", {}, 0.8)
    trajectory = evidence.trajectory
    if not trajectory.is_readable:
        if trajectory.problem != Problem.MISSING:
            yield Flag("unreadable_trajectory", {"problem": trajectory.problem}, 0.7)
        elif evidence.expects_trajectory:
            yield Flag("no_trajectory", {}, 0.5)
        return
    yield from _hand_flags(evidence)
    yield from _time_flags(evidence)
    yield from _answer_flags(evidence)
    yield from _text_flags(evidence)


def _key_flags(evidence: Evidence) -> Iterator[Flag]:
    key = evidence.key
    if key.is_partner:
        return
    if not key.is_signed:
        yield Flag("unsigned_key", {}, 0.45)
    elif key.age is not None and key.age > STALE_SECONDS:
        yield Flag("stale_key", {"days": round(key.age / 86400)}, 0.25)


def _hand_flags(evidence: Evidence) -> Iterator[Flag]:
    """The page notes a touch before each change, and the hand that made it: without them, it was not the page."""
    trajectory = evidence.trajectory
    touched: set[str] = set()
    untouched: set[str] = set()
    for event in trajectory.events:
        if event.kind is Kind.FOCUS:
            touched.add(event.name)
        elif event.kind in CHANGES and event.name not in touched:
            untouched.add(event.name)
    if untouched:
        yield Flag("no_focus", {"questions": sorted(untouched), "n": len(untouched)}, 0.7)
    has_changes = any(event.kind in CHANGES for event in trajectory.events)
    # Thinned trajectories have given up who pointed.
    if has_changes and not trajectory.level and not evidence.reading.pointers - {0}:
        yield Flag("no_hand", {}, 0.55)


def _time_flags(evidence: Evidence) -> Iterator[Flag]:
    trajectory, reasons = evidence.trajectory, []
    age = evidence.key.age
    if age is not None and trajectory.total_ms > 1000 * age + CLOCK_MS:
        reasons.append("longer_than_session")
    if _has_burst(trajectory):
        reasons.append("several_at_once")
    if _types_too_fast(trajectory):
        reasons.append("typing")
    if reasons:
        yield Flag("impossible_times", {"reasons": reasons}, min(0.9, 0.55 + 0.2 * len(reasons)))
    deviation, pauses = evenness(trajectory)
    limit = next((limit for least, limit in reversed(EVEN_LIMITS) if pauses >= least), 0.0)
    if deviation < limit:
        yield Flag("even_rhythm", {"deviation": round(deviation, 2), "n": pauses}, 0.6)


def evenness(trajectory: Trajectory) -> tuple[float, int]:
    """The standard deviation of ln(pause in ms) between the first answers to different questions, and how many."""
    firsts: dict[str, int] = {}
    for event in trajectory.events:
        if event.kind in CHANGES:
            firsts.setdefault(event.name, event.at)
    pauses = [log(after - before) for before, after in pairwise(firsts.values()) if after > before]
    return (pstdev(pauses) if pauses else 0.0), len(pauses)


def _has_burst(trajectory: Trajectory) -> bool:
    changes = [(event.at, event.name) for event in trajectory.events if event.kind in CHANGES]
    for start in range(len(changes) - BURST + 1):
        window = changes[start : start + BURST]
        if len({name for _at, name in window}) == BURST and window[-1][0] - window[0][0] < BURST_MS:
            return True
    return False


def _types_too_fast(trajectory: Trajectory) -> bool:
    before: dict[str, int] = {}
    for event in trajectory.events:
        if event.kind is Kind.FOCUS:
            before[event.name] = event.at
        elif event.kind is Kind.TEXT:
            passed = event.at - before.get(event.name, event.at)
            if event.inputs > 12 and 1000 * event.inputs > STROKES_PER_SECOND * max(passed, 1):
                return True
            before[event.name] = event.at
    return False


def _answer_flags(evidence: Evidence) -> Iterator[Flag]:
    """What the events end with must be what was handed in."""
    clicked = [each for each in evidence.answered if each.type in _CLICKED]
    unlike = [each.name for each in evidence.answered if _is_unlike(each, evidence)]
    if unlike:
        share = len(unlike) / max(1, len(evidence.answered))
        yield Flag("unlike_answers", {"questions": unlike, "n": len(unlike)}, min(0.85, 0.45 + 0.5 * share))
    untraced = [each.name for each in clicked if each.name not in evidence.reading.questions]
    # Who goes on where an earlier visit stopped has answers that this trajectory does not tell of.
    if len(untraced) > len(clicked) / 2 and len(untraced) > 1 and not evidence.reading.resumes:
        yield Flag("untraced_answers", {"questions": untraced, "n": len(untraced), "of": len(clicked)}, 0.5)


def _is_unlike(question: Asked, evidence: Evidence) -> bool:
    reading = evidence.reading.questions.get(question.name)
    if reading is None:
        return False
    if question.is_text and isinstance(question.value, str) and "" in reading.lengths:
        # Spaces at the ends are not stored, and a pair of UTF-16 units is one character.
        length = len(question.value)
        return abs(reading.lengths[""] - length) > 8 + 0.3 * max(length, reading.lengths[""])
    held = {field.lstrip("."): {value for value in values if value} for field, values in reading.values.items()}
    if question.type in _ONE:
        return bool(held.get("")) and held[""] != {_plain(question.value)}
    if question.type in _SEVERAL and isinstance(question.value, list):
        # Exclusive options clear others without an event, so that one that fits is enough.
        return bool(held.get("")) and not held[""] & {_plain(each) for each in question.value}
    if question.type in _ROWS and isinstance(question.value, dict):
        return any(held.get(row) and held[row] != {_plain(value)} for row, value in question.value.items())
    return False


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("option", "")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _text_flags(evidence: Evidence) -> Iterator[Flag]:
    pasted, at_once = [], []
    for question in evidence.answered:
        reading = evidence.reading.questions.get(question.name)
        if not question.is_text or not isinstance(question.value, str) or reading is None:
            continue
        length = len(question.value)
        if reading.pasted >= max(TEXT_AT_ONCE, length / 2):
            pasted.append(question.name)
        elif length >= TEXT_AT_ONCE and reading.lengths and reading.typed <= 1:
            at_once.append(question.name)
    if pasted:
        yield Flag("pasted_text", {"questions": pasted, "n": len(pasted)}, 0.3)
    if at_once:
        # Dictation does this too.
        yield Flag("text_at_once", {"questions": at_once, "n": len(at_once)}, 0.3)

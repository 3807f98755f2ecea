"""Answers that follow the form instead of the questions: straight lines, diagonals, contradictions, traps."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import pvariance
from typing import Any

from surveys.domain.quality.model import Asked, Evidence, Flag

# Below so many rows, the same answer everywhere is an opinion.
LEAST_ROWS = 5
# Single questions of one kind in a row.
LEAST_SERIES = 6
# What of a table may break the line.
RUN_SHARE = 0.9
SCALES = frozenset({"nps", "csat", "ces", "rating", "slider"})


def pattern_flags(evidence: Evidence) -> Iterator[Flag]:
    yield from _straight_lines(evidence)
    yield from _contradictions(evidence)
    missed = [each.name for each in evidence.answered if each.expected is not None and not _is_expected(each)]
    if missed:
        yield Flag("trap_missed", {"questions": missed, "n": len(missed)}, min(0.9, 0.55 + 0.2 * (len(missed) - 1)))


def longest_run(values: Sequence[Any]) -> int:
    """The length of the longest row of equal values."""
    return max((len(list(group)) for _value, group in groupby(values)), default=0)


def is_diagonal(places: Sequence[int]) -> bool:
    """1 2 3 4 5, or 5 4 3 2 1, or 1 2 3 2 1: each answer one step beside the one before."""
    return len(places) >= LEAST_ROWS and all(abs(after - before) == 1 for before, after in pairwise(places))


def _straight_lines(evidence: Evidence) -> Iterator[Flag]:
    lines: list[dict[str, Any]] = []
    for question in evidence.answered:
        values = _row_values(question)
        if len(values) < LEAST_ROWS:
            continue
        places = [question.scale.index(value) for value in values if value in question.scale]
        run = longest_run(values)
        if run >= max(LEAST_ROWS, RUN_SHARE * len(values)) or is_diagonal(places):
            variance = round(pvariance(places), 2) if places else None
            lines.append({"question": question.name, "rows": len(values), "run": run, "variance": variance})
    lines += _series(evidence)
    if lines:
        rows = sum(line["rows"] for line in lines)
        # One short table is an opinion more often than carelessness; many rows are not.
        weight = min(0.6, 0.1 + 0.015 * rows + 0.08 * (len(lines) - 1))
        yield Flag("straight_line", {"lines": lines, "n": len(lines), "rows": rows}, round(weight, 2))


def _series(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Scales that stand one after the other and were all answered alike."""
    for kind, group in groupby(evidence.answered, key=lambda each: each.type):
        members = list(group)
        if kind not in SCALES or len(members) < LEAST_SERIES:
            continue
        run = longest_run([_scalar(each.value) for each in members])
        if run >= max(LEAST_SERIES, RUN_SHARE * len(members)):
            yield {"question": members[0].name, "rows": len(members), "run": run, "variance": None}


def _contradictions(evidence: Evidence) -> Iterator[Flag]:
    if evidence.warned:
        count = len(evidence.warned)
        yield Flag("contradiction", {"questions": list(evidence.warned), "n": count}, min(0.6, 0.2 + 0.15 * count))
    pairs = [
        {"question": question.name, "rows": list(pair)}
        for question in evidence.answered
        for pair in question.pairs
        if _agrees_with_both(question, pair)
    ]
    if pairs:
        yield Flag("reversed_pair", {"pairs": pairs, "n": len(pairs)}, min(0.7, 0.25 + 0.15 * len(pairs)))


def _agrees_with_both(question: Asked, pair: tuple[str, str]) -> bool:
    """Both rows, which say the opposite, lie in the same outer third of the scale."""
    if not isinstance(question.value, dict) or len(question.scale) < 3:
        return False
    values = [_scalar(question.value.get(row)) for row in pair]
    if any(value not in question.scale for value in values):
        return False
    shares = [question.scale.index(value) / (len(question.scale) - 1) for value in values]
    return min(shares) > 2 / 3 or max(shares) < 1 / 3


def _row_values(question: Asked) -> list[str]:
    """What each row holds, in the order shown; rows that hold several things do not count."""
    if not isinstance(question.value, dict) or not question.rows:
        return []
    found = [_scalar(question.value.get(row)) for row in question.rows]
    return [value for value in found if value]


def _scalar(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("option", value.get("score"))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _is_expected(question: Asked) -> bool:
    value, expected = question.value, question.expected
    if isinstance(value, list) and isinstance(expected, list):
        return sorted(map(_scalar, value)) == sorted(map(_scalar, expected))
    if isinstance(value, dict) and isinstance(expected, dict) and "option" not in value:
        return all(_scalar(value.get(row)) == _scalar(right) for row, right in expected.items())
    return _scalar(value) == _scalar(expected)

"""What is wrong with a rule before it is ever evaluated."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.domain.logic.pattern_syntax import PatternError
from surveys.domain.logic.patterns import compile_pattern
from surveys.domain.logic.registry import OPERATORS, Operator

DEEPEST = 20
# Operators, lists and values in one rule.
MOST_PARTS = 2000


@dataclass(frozen=True)
class LogicProblem:
    """Where in the rule ("and.1.==.0"; "" is the whole), which code, figures for the message."""

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class LogicError(ValueError):
    """A rule that is not sound was to be compiled."""

    def __init__(self, problems: Sequence[LogicProblem]) -> None:
        super().__init__("; ".join(f"{problem.path or 'rule'}: {problem.code}" for problem in problems))
        self.problems = tuple(problems)


def check_rule(rule: Any) -> list[LogicProblem]:
    """All problems of a rule, in its order; none: it can be compiled.

    Codes: not_json, rule_too_large {limit}, too_deep {limit}, not_an_operator {names}, unknown_operator {operator},
    argument_count {operator, least, most, count}, value_not_allowed {operator, value, allowed},
    pattern_not_constant, pattern_not_text, pattern_not_allowed {position}, pattern_unfinished {position},
    pattern_too_large {position}.
    """
    return list(_check(rule, "", 0, [MOST_PARTS]))


def arguments_of(rule: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The operator and its arguments; a single one need not stand in a list."""
    ((name, values),) = rule.items()
    return name, values if isinstance(values, list) else [values]


def _check(rule: Any, path: str, depth: int, left: list[int]) -> Iterator[LogicProblem]:
    left[0] -= 1
    if left[0] == 0:
        yield LogicProblem(path, "rule_too_large", {"limit": MOST_PARTS})
    if left[0] <= 0:
        return
    if not isinstance(rule, list | dict):
        if not _is_scalar(rule):
            yield LogicProblem(path, "not_json")
    elif depth >= DEEPEST:
        yield LogicProblem(path, "too_deep", {"limit": DEEPEST})
    elif isinstance(rule, list):
        for position, item in enumerate(rule):
            yield from _check(item, _join(path, position), depth + 1, left)
    elif len(rule) != 1:
        yield LogicProblem(path, "not_an_operator", {"names": ", ".join(str(name)[:40] for name in list(rule)[:5])})
    else:
        yield from _check_operator(rule, path, depth, left)


def _check_operator(rule: Mapping[str, Any], path: str, depth: int, left: list[int]) -> Iterator[LogicProblem]:
    name, values = arguments_of(rule)
    here = _join(path, str(name)[:40])
    known = OPERATORS.get(name)
    if known is None:
        yield LogicProblem(path, "unknown_operator", {"operator": str(name)[:40]})
    else:
        yield from _check_arguments(known, values, here)
    for position, value in enumerate(values):
        yield from _check(value, _join(here, position), depth + 1, left)


def _join(path: str, name: str | int) -> str:
    return f"{path}.{name}" if path else str(name)


def _is_scalar(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -1e308 < value < 1e308
    return value is None or (isinstance(value, str) and _is_text(value))


def _is_text(value: str) -> bool:
    """Half a character, or NUL, could not be stored."""
    return "\0" not in value and not any("\ud800" <= mark <= "\udfff" for mark in value)


def _check_arguments(known: Operator, values: list[Any], path: str) -> Iterator[LogicProblem]:
    count = len(values)
    if count < known.least or (known.most is not None and count > known.most):
        params = {"operator": known.name, "least": known.least, "most": known.most, "count": count}
        yield LogicProblem(path, "argument_count", params)
        return
    if known.allowed:
        position, allowed = known.allowed
        value = values[position]
        if not isinstance(value, dict) and not (isinstance(value, str) and value in allowed):
            params = {"operator": known.name, "value": str(value)[:40], "allowed": ", ".join(sorted(allowed))}
            yield LogicProblem(_join(path, position), "value_not_allowed", params)
    if known.pattern is not None:
        yield from _check_pattern(values[known.pattern], _join(path, known.pattern))


def _check_pattern(value: Any, path: str) -> Iterator[LogicProblem]:
    if isinstance(value, dict | list):
        yield LogicProblem(path, "pattern_not_constant")
        return
    try:
        compile_pattern(value)
    except PatternError as error:
        yield LogicProblem(path, error.code, {"position": error.position})

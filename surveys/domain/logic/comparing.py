"""Truth and comparison."""

import math
from collections.abc import Sequence
from typing import Any

from surveys.domain.logic.coercion import EXACT, is_object, less, less_equal, loose_equal, strict_equal, truthy
from surveys.domain.logic.registry import Part, Run, eager, operator

FAMILY = "Truth and comparison"


@operator(
    "if ?:",
    FAMILY,
    "condition?, value?, otherwise?, ...?",
    "The value after the first condition that is true; else the last one alone; else null.",
    ({"if": [{">": [{"var": "answers.nps"}, 8]}, "fan", "other"]}, {"answers": {"nps": 9}}, "fan"),
)
def if_(parts: Sequence[Part]) -> Run:
    runs = [part.run for part in parts]
    pairs = list(zip(runs[::2], runs[1::2], strict=False))
    last = runs[-1] if len(runs) % 2 else None

    def run(data: Any, root: Any) -> Any:
        for condition, value in pairs:
            if truthy(condition(data, root)):
                return value(data, root)
        return last(data, root) if last else None

    return run


@operator(
    "and",
    FAMILY,
    "value...",
    "The first value that is false, else the last.",
    ({"and": [{"var": "answers.a"}, {"var": "answers.b"}]}, {"answers": {"a": 1, "b": ""}}, ""),
)
def and_(parts: Sequence[Part]) -> Run:
    *runs, last = [part.run for part in parts]

    def run(data: Any, root: Any) -> Any:
        for each in runs:
            value = each(data, root)
            if value is False or (value is not True and not truthy(value)):
                return value
        return last(data, root)

    return run


@operator(
    "or",
    FAMILY,
    "value...",
    "The first value that is true, else the last.",
    ({"or": [{"var": "answers.a"}, "none"]}, {"answers": {}}, "none"),
)
def or_(parts: Sequence[Part]) -> Run:
    *runs, last = [part.run for part in parts]

    def run(data: Any, root: Any) -> Any:
        for each in runs:
            value = each(data, root)
            if value is True or (value is not False and truthy(value)):
                return value
        return last(data, root)

    return run


@operator("!", FAMILY, "value", "Whether the value is false.", ({"!": [{"var": "answers.a"}]}, {"answers": {}}, True))
def not_(parts: Sequence[Part]) -> Run:
    run = parts[0].run
    return lambda data, root: not truthy(run(data, root))


operator("!!", FAMILY, "value", "Whether the value is true.", ({"!!": [[]]}, {}, False))(eager(truthy))


@operator(
    "==",
    FAMILY,
    "a, b",
    'Equal as JavaScript\'s == has it: 1 equals "1".',
    ({"==": [{"var": "answers.q"}, "yes"]}, {"answers": {"q": "yes"}}, True),
)
def equal(parts: Sequence[Part]) -> Run:
    left, right = parts[0].run, parts[1].run
    constant = parts[1].value
    if type(constant) is str:

        def same_text(data: Any, root: Any) -> bool:
            value = left(data, root)
            return value == constant if type(value) is str else loose_equal(value, constant)

        return same_text
    if type(constant) is int and abs(constant) <= EXACT:

        def same_number(data: Any, root: Any) -> bool:
            value = left(data, root)
            if type(value) is int and -EXACT <= value <= EXACT:
                return value == constant
            return loose_equal(value, constant)

        return same_number
    return lambda data, root: loose_equal(left(data, root), right(data, root))


@operator(
    "!=",
    FAMILY,
    "a, b",
    "Not equal as == has it.",
    ({"!=": [{"var": "answers.q"}, "yes"]}, {"answers": {"q": "yes"}}, False),
)
def not_equal(parts: Sequence[Part]) -> Run:
    same = equal(parts)
    return lambda data, root: not same(data, root)


operator("===", FAMILY, "a, b", "Equal, and of the same kind.", ({"===": [1, "1"]}, {}, False))(eager(strict_equal))
operator("!==", FAMILY, "a, b", "Not equal, or of another kind.", ({"!==": [1, "1"]}, {}, True))(
    eager(lambda left, right: not strict_equal(left, right))
)
operator(">", FAMILY, "a, b", "Greater; two texts by their characters.", ({">": [{"var": "x"}, 2]}, {"x": "10"}, True))(
    eager(lambda left, right: less(right, left))
)
operator(">=", FAMILY, "a, b", "Greater or equal.", ({">=": [2, 2]}, {}, True))(
    eager(lambda left, right: less_equal(right, left))
)


@operator(
    "<",
    FAMILY,
    "a, b, c?",
    "Less; with three values, b lies between a and c.",
    ({"<": [0, {"var": "x"}, 10]}, {"x": 5}, True),
)
def less_chain(parts: Sequence[Part]) -> Run:
    return eager(less)(parts) if len(parts) == 2 else eager(_between)(parts)


@operator(
    "<=",
    FAMILY,
    "a, b, c?",
    "Less or equal; with three values, b lies from a to c.",
    ({"<=": [0, {"var": "x"}, 10]}, {"x": 10}, True),
)
def less_equal_chain(parts: Sequence[Part]) -> Run:
    return eager(less_equal)(parts) if len(parts) == 2 else eager(_within)(parts)


def _between(low: Any, value: Any, high: Any) -> bool:
    return less(low, value) and less(value, high)


def _within(low: Any, value: Any, high: Any) -> bool:
    return less_equal(low, value) and less_equal(value, high)


@operator(
    "within",
    FAMILY,
    "value, low, high",
    "Whether a value is there and lies from low to high; null on a side means: no limit there.",
    ({"within": [{"var": "answers.age"}, 18, None]}, {"answers": {"age": 40}}, True),
)
def within(parts: Sequence[Part]) -> Run:
    return eager(_inside)(parts)


def _inside(value: Any, low: Any, high: Any) -> bool:
    if (
        value is None
        or value == ""
        or isinstance(value, bool)
        or is_object(value)
        or (type(value) is float and math.isnan(value))
    ):
        return False
    return (low is None or less_equal(low, value)) and (high is None or less_equal(value, high))

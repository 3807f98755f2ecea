"""Numbers. What is not a number is NaN, which reaches the outside as null."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from surveys.domain.logic.coercion import EXACT, SPACES, leading_number, number, number_text, values_in_order
from surveys.domain.logic.registry import eager, operator

FAMILY = "Numbers"
MOST_PLACES = 10


def figure(value: Any) -> float:
    """A number, or a text that is one; NaN for anything else, also for nothing, true and lists."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    return math.nan if isinstance(value, str) and not value.strip(SPACES) else number(value)


def _register(name: str, arguments: str, doc: str, example: tuple[Any, Any, Any], function: Callable[..., Any]) -> None:
    operator(name, FAMILY, arguments, doc, example)(eager(function))


def add(*values: Any) -> float:
    total = 0.0
    for value in values:
        total += leading_number(value)
    return total


def multiply(*values: Any) -> Any:
    product, *rest = values
    for value in rest:
        product = leading_number(product) * leading_number(value)
    return product


def subtract(left: Any, *right: Any) -> float:
    return number(left) - number(right[0]) if right else -number(left)


def divide(left: Any, right: Any) -> float:
    above, below = number(left), number(right)
    if below:
        return above / below
    if above == 0 or math.isnan(above):
        return math.nan
    return math.copysign(math.inf, above) * math.copysign(1.0, below)


def remainder(left: Any, right: Any) -> float:
    above, below = number(left), number(right)
    if below == 0 or math.isinf(above):
        return math.nan
    return math.fmod(above, below)


def least(*values: Any) -> float:
    return -greatest(*[-number(value) for value in values])


def greatest(*values: Any) -> float:
    found = -math.inf
    for value in values:
        each = number(value)
        if math.isnan(each):
            return each
        if each > found or (each == found == 0 and math.copysign(1.0, each) > 0):
            found = each
    return found


def rounded(value: Any, places: Any = 0) -> float:
    """Halves go away from zero, judged by the digits one sees: 1.005 to two places is 1.01."""
    found, count = figure(value), figure(places)
    if not math.isfinite(found) or not (0 <= count <= MOST_PLACES and count == int(count)):
        return math.nan
    mantissa, _, exponent = number_text(abs(found)).partition("e")
    shifted = float(f"{mantissa}e{int(exponent or 0) + int(count)}")
    if shifted >= EXACT:
        return found
    below = math.floor(shifted)
    near = below + 1 if shifted - below >= 0.5 else below
    return math.copysign(float(f"{near}e-{int(count)}"), found)


def floor(value: Any) -> float:
    found = figure(value)
    return float(math.floor(found)) if math.isfinite(found) else found


def absolute(value: Any) -> float:
    return abs(figure(value))


def _figures(values: tuple[Any, ...]) -> Iterator[float]:
    """The numbers among the values, in the lists and in the objects given; what is no number is left out."""
    for value in values:
        if isinstance(value, Mapping):
            inner: Any = values_in_order(value)
        else:
            inner = value if isinstance(value, list | tuple) else [value]
        for each in inner:
            found = figure(each)
            if math.isfinite(found):
                yield found


def total(*values: Any) -> float:
    found = 0.0
    for each in _figures(values):
        found += each
    return found


def mean(*values: Any) -> float:
    figures = list(_figures(values))
    return divide(total(figures), len(figures))


_register("+", "value...?", "The sum; one text alone becomes its number.", ({"+": ["1", 2.5]}, {}, 3.5), add)
_register(
    "-", "a, b?", "The difference; of one value, its opposite.", ({"-": [{"var": "x"}, 2]}, {"x": 5}, 3), subtract
)
_register("*", "value...", "The product.", ({"*": [2, "3"]}, {}, 6), multiply)
_register("/", "a, b", "The quotient; null when b is 0.", ({"/": [1, 4]}, {}, 0.25), divide)
_register("%", "a, b", "What is left of a divided by b, with the sign of a.", ({"%": [-7, 3]}, {}, -1), remainder)
_register("min", "value...", "The least.", ({"min": [3, 1, 2]}, {}, 1), least)
_register("max", "value...", "The greatest.", ({"max": [3, 1, 2]}, {}, 3), greatest)
_register(
    "round",
    "value, places?",
    "Rounded to so many places (0 to 10; without them to a whole number); halves go away from zero.",
    ({"round": [-2.345, 2]}, {}, -2.35),
    rounded,
)
_register("floor", "value", "The next whole number below or equal.", ({"floor": [-1.5]}, {}, -2), floor)
_register("abs", "value", "The number without its sign.", ({"abs": [-3]}, {}, 3), absolute)
_register(
    "sum",
    "value...",
    "The sum of the numbers among the values, also of those in a list or an object; what is no number is left out.",
    ({"sum": [{"var": "answers.hours"}]}, {"answers": {"hours": {"work": 8, "way": 1.5}}}, 9.5),
    total,
)
_register(
    "mean",
    "value...",
    "Their mean; null when there is none.",
    ({"mean": [{"var": "answers.a"}, {"var": "answers.b"}]}, {"answers": {"a": 4}}, 4),
    mean,
)

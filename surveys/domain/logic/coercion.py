"""What JavaScript makes of a value: the conversions behind ==, <, + and cat, as ECMAScript 2018 defines them.

Values are those of JSON (None, bool, int, float, str, list, mapping). A float may be NaN or infinite between two
operators, as in JavaScript; `clean` turns it into None before it leaves a rule. static/respondent/logic.js is the twin.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

# Whole numbers beyond this are not exact in a double.
EXACT = 2**53
# WhiteSpace and LineTerminator of ECMAScript: what trim() and Number() ignore.
SPACES = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

_SCALARS = frozenset({str, int, float, bool, type(None)})
_NUMBERS = frozenset({int, float})
_DECIMAL = r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
_NUMBER = re.compile(_DECIMAL)
_RADIX = re.compile(r"0(?:[xX]([0-9a-fA-F]+)|[oO]([0-7]+)|[bB]([01]+))")


def truthy(value: Any) -> bool:
    """JsonLogic's own truth: null, false, 0, NaN, "" and the empty list are false; "0" and {} are true."""
    if value is True or value is False:
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value) or isinstance(value, Mapping)


def number(value: Any) -> float:
    """Number(value): NaN where there is none."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return whole(value)
    if value is None or kind is bool:
        return 1.0 if value else 0.0
    return _number_of_text(text(value))


def whole(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _number_of_text(value: str) -> float:
    digits = value.strip(SPACES)
    if not digits:
        return 0.0
    if _NUMBER.fullmatch(digits):
        return float(digits)
    found = _RADIX.fullmatch(digits)
    if found:
        return whole(next(int(part, base) for part, base in zip(found.groups(), (16, 8, 2), strict=True) if part))
    return math.nan


def leading_number(value: Any) -> float:
    """parseFloat(value): the number a text begins with; NaN for true, null and the like."""
    if type(value) is float:
        return value
    if type(value) is int:
        return whole(value)
    if value is None:
        return math.nan
    found = _NUMBER.match(text(value).lstrip(SPACES))
    return float(found[0]) if found else math.nan


def text(value: Any) -> str:
    """String(value), but the text of null is empty everywhere, as it is within a list."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list | tuple):
        return ",".join([text(item) for item in value])
    return "[object Object]"


def number_text(value: float) -> str:
    """A double as JavaScript prints it: the shortest digits that read back the same, with an exponent from 1e21."""
    if isinstance(value, int):
        if -EXACT <= value <= EXACT:
            return str(value)
        value = whole(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    before, _, after = mantissa.partition(".")
    if after == "0":
        after = ""
    # The value is 0.DIGITS times ten to the power of `point`.
    digits = (before + after).lstrip("0")
    point = len(before) + int(exponent or 0) - (len(before + after) - len(digits))
    digits = digits.rstrip("0")
    return ("-" if value < 0 else "") + _with_point(digits, point)


def _with_point(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def is_object(value: Any) -> bool:
    return type(value) not in _SCALARS and isinstance(value, list | tuple | Mapping)


def loose_equal(left: Any, right: Any) -> bool:
    """left == right. Two lists or objects are equal only when they are the same one."""
    if type(left) is str and type(right) is str:
        return left == right
    if left is None or right is None:
        return left is right
    if is_object(left):
        if is_object(right):
            return left is right
        left = text(left)
    elif is_object(right):
        right = text(right)
    if type(left) is str and type(right) is str:
        return left == right
    return number(left) == number(right)


def strict_equal(left: Any, right: Any) -> bool:
    """left === right."""
    if isinstance(left, bool) or isinstance(right, bool) or is_object(left):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return number(left) == number(right)
    return type(left) is type(right) and bool(left == right)


def less(left: Any, right: Any) -> bool:
    """left < right: two texts by their UTF-16 units, anything else as numbers."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS and abs(left) <= EXACT and abs(right) <= EXACT:
        return bool(left < right)
    left, right = _primitive(left), _primitive(right)
    if type(left) is str and type(right) is str:
        return _units(left) < _units(right)
    return number(left) < number(right)


def less_equal(left: Any, right: Any) -> bool:
    """left <= right."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS and abs(left) <= EXACT and abs(right) <= EXACT:
        return bool(left <= right)
    left, right = _primitive(left), _primitive(right)
    if type(left) is str and type(right) is str:
        return _units(left) <= _units(right)
    return number(left) <= number(right)


def _primitive(value: Any) -> Any:
    return text(value) if is_object(value) else value


def _units(value: str) -> bytes:
    return value.encode("utf-16-be", "surrogatepass")


def clean(value: Any) -> Any:
    """A value as it leaves a rule, deep: numbers that are not finite become None, whole numbers are ints."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int and -EXACT <= value <= EXACT:
        return value
    if kind is int or kind is float:
        double = number(value)
        if not math.isfinite(double):
            return None
        return int(double) if double == int(double) and abs(double) <= EXACT else double
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): clean(item) for key, item in value.items()}
    return None


def values_in_order(value: Mapping[str, Any]) -> list[Any]:
    """The values of an object as JavaScript goes through them, for the order of a sum changes its last digit."""
    return [value[key] for key in sorted(value, key=_place)]


def _place(key: Any) -> tuple[int, int]:
    """JavaScript goes through an object's whole-number keys first, in their order; the sort keeps the others."""
    is_index = isinstance(key, str) and key.isascii() and key.isdecimal() and len(key) <= 10
    if is_index and str(int(key)) == key and int(key) < 2**32 - 1:
        return (0, int(key))
    return (1, 0)

"""What JSON Schema cannot say of a definition: limits in their order, names used once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.domain.texts import Problem, excerpt


def check_order(path: str, raw: Mapping[str, Any], low: str, high: str) -> Iterator[Problem]:
    """The lower limit may not be above the upper one; both are numbers, or texts that sort like what they say."""
    least, most = raw.get(low), raw.get(high)
    if _are_alike(least, most) and least > most:  # type: ignore[operator]
        yield Problem(f"{path}.{high}", "below_lower_limit", {"low": least, "high": most})


def check_unique(path: str, parts: Any, name: str = "id") -> Iterator[Problem]:
    """Ids (or keys) of a list of objects, each one once; what is no object is left to the schema."""
    seen: set[str] = set()
    for at, part in enumerate(parts if isinstance(parts, list) else []):
        value = part.get(name) if isinstance(part, Mapping) else None
        if isinstance(value, str):
            if value in seen:
                yield Problem(f"{path}.{at}.{name}", f"duplicate_{name}", {name: excerpt(value)})
            seen.add(value)


def check_length(path: str, raw: Mapping[str, Any], name: str, expected: int) -> Iterator[Problem]:
    """A list with one member for each step of a scale."""
    found = raw.get(name)
    if isinstance(found, list) and len(found) != expected:
        yield Problem(f"{path}.{name}", "wrong_number", {"expected": expected, "found": len(found)})


def check_within(path: str, values: Any, allowed: Iterable[int]) -> Iterator[Problem]:
    """Scores named in a list must be scores of the scale."""
    known = set(allowed)
    for at, value in enumerate(values if isinstance(values, list) else []):
        if type(value) is int and value not in known:
            yield Problem(f"{path}.{at}", "out_of_range", {"low": min(known), "high": max(known)})


def _are_alike(least: Any, most: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (least, most))
    return numbers or (isinstance(least, str) and isinstance(most, str))

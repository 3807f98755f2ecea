"""How figures are written and drawn: numbers, signs, shares, small lines. Pure functions."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

MINUS = "−"


def figure(value: object, places: int = 1) -> str:
    """A number with thousands separators and a true minus sign; integers stay whole; None is a dash; text is kept."""
    if value is None:
        return "—"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    text = f"{abs(value):,}" if isinstance(value, int) else f"{abs(value):,.{places}f}"
    negative = value < 0 and any(digit in "123456789" for digit in text)
    return f"{MINUS}{text}" if negative else text


def signed(value: float | None, places: int = 1) -> str:
    """Like ``figure`` with a plus sign for gains."""
    text = figure(value, places)
    gain = value is not None and value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if gain else text


def direction(value: float | None) -> str:
    if not value:
        return "flat"
    return "up" if value > 0 else "down"


def delta_tone(value: float | None, better: str) -> str:
    """Is a change "good", "bad" or neither (""), given which direction is better."""
    if not value or better not in {"higher", "lower"}:
        return ""
    return "good" if (value > 0) == (better == "higher") else "bad"


def shares(segments: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Segments with their share of the whole in percent and their start, for a bar 100 wide."""
    listed = list(segments)
    whole = sum(float(segment["value"]) for segment in listed) or 1.0
    result, start = [], 0.0
    for segment in listed:
        share = 100 * float(segment["value"]) / whole
        # Coordinates as text: a template would write a comma in some languages.
        result.append({**segment, "share": share, "x": f"{start:.3f}", "width": f"{share:.3f}"})
        start += share
    return result


def polyline(values: Iterable[float | None], width: int = 100, height: int = 30) -> str:
    """Points of an SVG polyline, missing values left out."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    span, step = (high - low) or 1, width / max(len(listed) - 1, 1)
    return " ".join(
        f"{at * step:.1f},{height - (value - low) / span * height:.1f}"
        for at, value in enumerate(listed)
        if value is not None
    )

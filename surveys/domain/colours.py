"""Colours and how well they are read on each other (WCAG 2.2, success criteria 1.4.3 and 1.4.11)."""

from collections.abc import Iterable

WHITE, BLACK = "#ffffff", "#000000"
# What text needs, and what edges and marks need, against what they stand on.
TEXT_RATIO, MARK_RATIO = 4.5, 3.0
_STEPS = 40
# Of the definition of relative luminance.
_LINEAR_BELOW = 0.04045
_MIDDLE = 0.18


def channels(colour: str) -> tuple[int, int, int]:
    """ "#1b5e54" -> (27, 94, 84). Raises ValueError for anything but six hexadecimal digits after "#"."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"not a colour: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_dark(colour: str) -> bool:
    """Whether white is read better on it than black."""
    return luminance(colour) < _MIDDLE


def mix(one: str, other: str, share: float) -> str:
    """`share` 0 gives `one`, 1 gives `other`."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def on(colour: str) -> str:
    """White or nearly black, whichever is read better on the colour; one of them always reaches 4.5."""
    dark = mix(BLACK, colour, 0.12)
    best = max((WHITE, dark), key=lambda text: contrast(text, colour))
    return best if contrast(best, colour) >= TEXT_RATIO else BLACK if contrast(BLACK, colour) >= TEXT_RATIO else WHITE


def readable(colour: str, grounds: Iterable[str], ratio: float) -> str:
    """The colour, made darker or lighter no more than needed to reach the ratio on every ground.

    Where no shade does, black or white, whichever comes nearer.
    """
    grounds = list(grounds)
    goals = sorted((BLACK, WHITE), key=lambda goal: -min(contrast(goal, ground) for ground in grounds))
    for step in range(_STEPS + 1):
        shade = mix(colour, goals[0], step / _STEPS)
        if all(contrast(shade, ground) >= ratio for ground in grounds):
            return shade
    return goals[0]


def _linear(value: float) -> float:
    return value / 12.92 if value <= _LINEAR_BELOW else float(((value + 0.055) / 1.055) ** 2.4)

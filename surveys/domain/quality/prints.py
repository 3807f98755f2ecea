"""Finds responses that repeat each other, without comparing each with each.

Texts and trajectories become sets of small pieces; a MinHash (Broder 1997) of the set is cut into bands, and two sets
that share a band are worth comparing. What shares a band is then compared in full, so that a chance hit costs time but
makes no flag.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from math import log

from surveys.domain.trajectory.events import CHANGES, Event, Kind, Trajectory

# Bands, and the lowest hashes in each.
TEXT_BANDS = (6, 3)
RHYTHM_BANDS = (12, 4)
SHINGLE = 3
# Shorter texts ("very good", "nothing") are alike by chance.
LEAST_TEXT = 12
TEXT_ALIKE = 0.7
LEAST_MOMENTS = 6
LEAST_PAUSES = 5
# The more pauses there are, the less a likeness can be chance: with so many, this much difference of ln(pause) at the
# upper quartile is no likeness at all. Below, every single pause has to fit.
TOLERANCES = ((25, 1.0), (12, 0.5))
STRICT_TOLERANCE = 0.1
RHYTHM_ALIKE = 0.7

_PRIME = (1 << 61) - 1
_NOISE = re.compile(r"[\W_]+")
_MOMENTS = CHANGES | {Kind.PAGE, Kind.FOCUS}
# Pauses of a moment are those of the machine.
_SHORTEST_MS = 150


def plain_text(text: str) -> str:
    """Without spaces, punctuation and differences of width and case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def text_bands(text: str) -> tuple[int, ...]:
    """Signed 64-bit numbers; texts of which 70 of 100 pieces are the same share one of them 9 times out of 10.

    () for a text that is too short to be compared.
    """
    plain = plain_text(text)
    return _bands(_shingles(plain), TEXT_BANDS) if len(plain) >= LEAST_TEXT else ()


def text_likeness(one: str, other: str) -> float:
    """The share of the pieces of both texts that are in both (Jaccard), 0..1."""
    first, second = _shingles(plain_text(one)), _shingles(plain_text(other))
    return len(first & second) / len(first | second) if first and second else 0.0


def rhythm_bands(trajectory: Trajectory) -> tuple[int, ...]:
    """As `text_bands`, of what was touched after which pause; what was chosen does not matter."""
    moments = _moments(trajectory)
    if len(moments) < LEAST_MOMENTS:
        return ()
    pieces = {
        f"{place} {int(event.kind)} {event.name} {int(log(pause + 50) / 0.7)}"
        for place, (event, pause) in enumerate(moments)
    }
    return _bands(pieces, RHYTHM_BANDS)


def rhythm_likeness(one: Trajectory, other: Trajectory) -> float:
    """1 for the same trajectory, above RHYTHM_ALIKE for one that was replayed with some noise, 0 for different people.

    People who go the same way through a survey differ in their pauses by a factor of two in the middle; a replay with
    a quarter of noise does not.
    """
    first, second = _moments(one), _moments(other)
    longest = max(len(first), len(second))
    if min(len(first), len(second)) < LEAST_MOMENTS:
        return 0.0
    same = [
        (mine[1], theirs[1])
        for mine, theirs in zip(first, second, strict=False)
        if (mine[0].kind, mine[0].name) == (theirs[0].kind, theirs[0].name)
    ]
    fit = len(same) / longest
    if fit < 0.8:
        return 0.0
    apart = sorted(abs(log((a + 20) / (b + 20))) for a, b in same if max(a, b) > _SHORTEST_MS)
    return round(fit * _closeness(apart), 3)


def _closeness(apart: Sequence[float]) -> float:
    if len(apart) < LEAST_PAUSES:
        return 0.0
    for least, tolerance in TOLERANCES:
        if len(apart) >= least:
            return max(0.0, 1 - apart[3 * len(apart) // 4] / tolerance)
    return max(0.0, 1 - apart[-1] / STRICT_TOLERANCE)


def _moments(trajectory: Trajectory) -> list[tuple[Event, int]]:
    """Touches of questions and pages with the pause before each, in ms."""
    found, before = [], 0
    for event in trajectory.events:
        if event.kind in _MOMENTS:
            found.append((event, event.at - before))
            before = event.at
    return found


def _shingles(text: str) -> set[str]:
    return {text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1))} if text else set()


def _bands(pieces: Iterable[str], shape: tuple[int, int]) -> tuple[int, ...]:
    bands, rows = shape
    hashes = [int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "big") for piece in pieces]
    lowest = [min((a * each + b) % _PRIME for each in hashes) for a, b in _MIXERS[: bands * rows]]
    return tuple(_number(band, lowest[band * rows : (band + 1) * rows]) for band in range(bands))


def _number(band: int, rows: Sequence[int]) -> int:
    text = f"{band}:{rows}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def _mixer(place: int) -> tuple[int, int]:
    raw = blake2b(f"surveys.prints {place}".encode(), digest_size=16).digest()
    return int.from_bytes(raw[:8], "big") % (_PRIME - 1) + 1, int.from_bytes(raw[8:], "big") % _PRIME


_MIXERS = tuple(_mixer(place) for place in range(RHYTHM_BANDS[0] * RHYTHM_BANDS[1]))

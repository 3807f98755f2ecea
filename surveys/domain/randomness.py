"""Randomness that can be repeated: the same seed gives the same draw, here and in static/respondent/random.js.

Every draw has its own seed, made of the response's seed, what is drawn and for what: `Draw(f"{seed}:options:{key}")`.
So one draw more, or another order of drawing, changes no other.
"""

import re
from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")

_WORD = 0xFFFFFFFF
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def hash32(text: str) -> int:
    """32 bits of a text: FNV-1a over its UTF-8 bytes, then the finalizer of MurmurHash3, which spreads short texts.

    A lone surrogate counts as U+FFFD, as in the encoders of browsers.
    """
    value = 0x811C9DC5
    for byte in _LONE_SURROGATES.sub("\ufffd", text).encode():
        value = (value ^ byte) * 0x01000193 & _WORD
    value ^= value >> 16
    value = value * 0x85EBCA6B & _WORD
    value ^= value >> 13
    value = value * 0xC2B2AE35 & _WORD
    return value ^ value >> 16


class Draw:
    """A stream of numbers from a seed: mulberry32, which has a period of 2**32."""

    def __init__(self, seed: str) -> None:
        self._state = hash32(seed)

    def number(self) -> int:
        """The next whole number, 0 to 2**32 - 1."""
        self._state = (self._state + 0x6D2B79F5) & _WORD
        value = self._state
        value = (value ^ value >> 15) * (value | 1) & _WORD
        value ^= (value + ((value ^ value >> 7) * (value | 61) & _WORD)) & _WORD
        return value ^ value >> 14

    def below(self, limit: int) -> int:
        """A whole number, 0 to limit - 1, all but equally likely; the limit is at most 2**20."""
        return self.number() * limit >> 32

    def shuffle(self, items: Iterable[Item]) -> list[Item]:
        """The items in a drawn order (Fisher and Yates, from the end), as a new list."""
        drawn = list(items)
        for last in range(len(drawn) - 1, 0, -1):
            other = self.below(last + 1)
            drawn[last], drawn[other] = drawn[other], drawn[last]
        return drawn

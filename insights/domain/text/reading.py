"""What an analyser says about one text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` is 0 (negative) .. 1 (positive); `keywords` come most telling first.

    `truncated` says that the text was longer than the analyser reads and that only its beginning was looked at.
    """

    polarity: Polarity
    score: float
    keywords: tuple[str, ...] = ()
    truncated: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a score is between 0 and 1, not {self.score!r}")

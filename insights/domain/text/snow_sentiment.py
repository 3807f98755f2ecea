"""snownlp's sentiment probability: naive Bayes over words, with the weight of every word prepared."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log
from pathlib import Path
from typing import Any

_CLASSES = ("neg", "pos")


class Sentiment:
    """Equal to the package to the last bit: logarithms are added in word order, the two classes are compared in the
    model's order.
    """

    def __init__(self, model: dict[str, Any], stop_words: frozenset[str]) -> None:
        """`model` is the content of the package's sentiment file; raises ValueError when it has other classes than
        expected.
        """
        if tuple(model["d"]) != _CLASSES:
            raise ValueError(f"unexpected classes {tuple(model['d'])}")
        neg, pos = model["d"]["neg"], model["d"]["pos"]
        self._prior = tuple(log(part["total"]) - log(model["total"]) for part in (neg, pos))
        self._unseen = (_weight(neg, None), _weight(pos, None))
        self._weights = {
            word: (_weight(neg, word), _weight(pos, word))
            for word in {**neg["d"], **pos["d"]}
            if word not in stop_words
        }
        self._stop_words = stop_words

    def probability(self, words: Iterable[str]) -> float:
        """Probability 0..1 that the text of these words is positive."""
        neg, pos = self._prior
        for word in words:
            weights = self._weights.get(word)
            if weights is None:
                if word in self._stop_words:
                    continue
                weights = self._unseen
            neg += weights[0]
            pos += weights[1]
        is_neg = _share(_exp(0.0), _exp(pos - neg))
        is_pos = _share(_exp(neg - pos), _exp(0.0))
        return is_pos if is_pos > is_neg else 1 - is_neg


def _weight(part: dict[str, Any], word: str | None) -> float:
    count = part["none"] if word is None else part["d"].get(word, part["none"])
    return log(float(count) / part["total"])


def _exp(value: float) -> float | None:
    try:
        return exp(value)
    except OverflowError:
        return None


def _share(neg: float | None, pos: float | None) -> float:
    return 0.0 if neg is None or pos is None else 1 / (neg + pos)


def read_stop_words(path: Path) -> frozenset[str]:
    with path.open(encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)

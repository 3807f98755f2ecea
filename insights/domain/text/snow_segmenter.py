"""Word segmentation equal to snownlp's, for many texts at once.

Viterbi over pairs of tags (previous, current) with back pointers, run over all texts of a batch side by side in
numpy. Equal to the package to the last bit: the same additions in the same order, and of equal scores the first one
in tag order wins, as there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from insights.domain.text.snow_tables import BEGIN, FIRST_CHAR, Bytes, Floats, Ints, SnowTables, Transitions

CHINESE_RUN: Final = re.compile("([\u4e00-\u9fa5]+)")
BATCH_CHARS: Final = 20_000  # characters decoded together; a batch takes about 1 kB of memory per character
_BEGIN_TAG, _END_TAG, _SINGLE_TAG = 0, 2, 3


class Segmenter:
    def __init__(self, tables: SnowTables) -> None:
        self._tables = tables

    def words(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """The words of each text, in order. Text outside the range of Chinese characters is split at white space."""
        batch: list[str] = []
        waiting = 0
        for text in texts:
            batch.append(text)
            waiting += len(text)
            if waiting >= BATCH_CHARS:
                yield from self._batch(batch)
                batch, waiting = [], 0
        yield from self._batch(batch)

    def _batch(self, texts: list[str]) -> Iterator[list[str]]:
        pieces = [CHINESE_RUN.split(text) for text in texts]  # odd places are Chinese
        runs = [run for parts in pieces for run in parts[1::2]]
        segmented = iter(self._segment(runs))
        for parts in pieces:
            words: list[str] = []
            for place, part in enumerate(parts):
                words += next(segmented) if place % 2 else part.split()
            yield words

    def _segment(self, runs: list[str]) -> Iterator[list[str]]:
        if not runs:
            return
        text = "".join(runs)
        lengths = np.array([len(run) for run in runs])
        firsts = np.cumsum(lengths) - lengths
        tags = self._decode(text, lengths, firsts)
        begins = (tags == _BEGIN_TAG) | (tags == _SINGLE_TAG)
        begins[1:] |= tags[:-1] == _END_TAG
        begins[firsts] = True
        starts = np.flatnonzero(begins)
        bounds = [*starts.tolist(), len(text)]
        words = [text[start:end] for start, end in pairwise(bounds)]
        of_run = [*np.searchsorted(starts, firsts).tolist(), len(words)]
        for place in range(len(runs)):
            yield words[of_run[place] : of_run[place + 1]]

    def _decode(self, text: str, lengths: Ints, firsts: Ints) -> Bytes:
        """The tag of every character of the joined runs."""
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64) - FIRST_CHAR
        chars = self._tables.char_index[points]
        order = np.argsort(-lengths, kind="stable")  # longest first: at each step the runs still going are a prefix
        firsts, lengths = firsts[order], lengths[order]
        steps = int(lengths[0])
        alive = np.searchsorted(-lengths, -np.arange(steps), side="left")  # runs longer than the step
        places = [firsts[: alive[step]] + step for step in range(steps)]
        logs = self._transitions(chars, firsts, np.concatenate(places))

        scores = np.full((len(lengths), 4, 4), -np.inf)  # by previous and current tag
        scores[:, 0, 0] = 0.0  # the two marks
        pointers: list[Bytes] = []
        row = 0
        for step, place in enumerate(places):
            count = len(place)
            best, pointer = _advance(scores[:count], logs[row : row + count])
            missing = np.flatnonzero(chars[place] == self._tables.unknown)
            if len(missing):
                # A character the model never saw keeps the score of the last history there is.
                last = 0 if step < 2 else 3
                best[missing] = scores[missing, last, :, None]
                pointer[missing] = last
            scores[:count] = best
            pointers.append(pointer)
            row += count
        return _walk_back(scores, pointers, places, len(text))

    def _transitions(self, chars: Ints, firsts: Ints, places: Ints) -> Floats:
        """Log probabilities (P, 4, 4, 4) of the tags of the two characters before and of the character itself, for
        P places.
        """
        size = self._tables.size
        before = np.concatenate([[BEGIN], chars[:-1]])
        before[firsts] = BEGIN
        earlier = np.concatenate([[BEGIN], before[:-1]])
        earlier[firsts] = BEGIN
        third, second, first = chars[places], before[places], earlier[places]
        known = np.minimum(third, self._tables.unknown - 1)  # the value of an unknown one is not used
        logs = np.repeat(self._tables.unigrams[known], 16, axis=0).reshape(-1, 4, 4, 4)
        rows, slots, values = _matches(self._tables.bigrams, second * size + third)
        logs.reshape(-1, 4, 16)[rows, :, slots] = values[:, None]
        rows, slots, values = _matches(self._tables.trigrams, (first * size + second) * size + third)
        logs.reshape(-1, 64)[rows, slots] = values
        return logs


def _matches(table: Transitions, keys: Ints) -> tuple[Ints, Bytes, Floats]:
    """Rows of `keys` that the table knows, once per entry, with the entry's slot and value."""
    group = np.minimum(np.searchsorted(table.keys, keys), len(table.keys) - 1)
    found = np.flatnonzero(table.keys[group] == keys)
    starts = table.offsets[group[found]]
    counts = table.offsets[group[found] + 1] - starts
    ends = np.cumsum(counts)
    entries = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
    return np.repeat(found, counts), table.slots[entries], table.logs[entries]


def _advance(scores: Floats, logs: Floats) -> tuple[Floats, Bytes]:
    """One step: the best score (A, 4, 4) by (previous, current) tag and the tag before the previous one that it
    came from.
    """
    best = scores[:, 0, :, None] + logs[:, 0]
    pointer = np.zeros(best.shape, np.uint8)
    for tag in (1, 2, 3):
        candidate = scores[:, tag, :, None] + logs[:, tag]
        better = candidate > best
        np.copyto(best, candidate, where=better)
        pointer[better] = tag
    return best, pointer


def _walk_back(scores: Floats, pointers: list[Bytes], places: list[Ints], length: int) -> Bytes:
    tags = np.empty(length, np.uint8)
    # The package compares final states with the current tag as the slower index.
    final = scores.transpose(0, 2, 1).reshape(-1, 16).argmax(axis=1)
    current, previous = final // 4, final % 4
    for pointer, place in zip(reversed(pointers), reversed(places), strict=True):
        count = len(place)
        tags[place] = current[:count]
        earlier = pointer[np.arange(count), previous[:count], current[:count]]
        current[:count], previous[:count] = previous[:count].copy(), earlier
    return tags

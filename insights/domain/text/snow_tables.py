"""The segmentation model that the `snownlp` package ships, as compact sorted arrays.

The package stores the counts of a character trigram model (Wang, Zong & Su 2009: a character-based generative
model; tags b, m, e, s for begin, middle, end of a word and single) in dictionaries that take some 300 MB. Here
every transition that occurs in them is turned into its log probability once and kept in arrays of about 20 MB.
Importing `snownlp` is avoided: it would load all its other models.
"""

from __future__ import annotations

import gc
import gzip
import marshal
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from math import log
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

TAGS: Final = "bmes"
FIRST_CHAR: Final = 0x4E00
LAST_CHAR: Final = 0x9FA5  # the package segments this range only
BEGIN: Final = 0  # index of the mark that stands twice before each run of Chinese characters

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Transitions:
    """Sparse log probabilities by character group: group g owns entries offsets[g] : offsets[g + 1].

    keys (G,) sorted; offsets (G + 1,); slots (E,) hold the tags as digits in base 4; logs (E,).
    """

    keys: Ints
    offsets: Ints
    slots: Bytes
    logs: Floats


@dataclass(frozen=True, slots=True)
class SnowTables:
    """char_index (LAST - FIRST + 1,): index of a character, `unknown` for one the model never saw; unigrams (C, 4);
    size is C + 1.
    """

    char_index: Ints
    unigrams: Floats
    bigrams: Transitions
    trigrams: Transitions

    @property
    def unknown(self) -> int:
        return len(self.unigrams)

    @property
    def size(self) -> int:
        return len(self.unigrams) + 1


def package_path() -> Path:
    """Directory of the installed package, found without importing it. Raises ModuleNotFoundError."""
    spec = find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("snownlp is not installed")
    return Path(spec.submodule_search_locations[0])


def read_model(path: Path) -> dict[str, Any]:
    """A model file of the package (gzip around marshal, written by its own `save`; marshal trusts its input, as an
    import does).
    """
    with gzip.open(path, "rb") as stream:
        content = stream.read()
    was_enabled = gc.isenabled()
    gc.disable()  # millions of small tuples: the collector would walk them again and again
    try:
        model: dict[str, Any] = marshal.loads(content)  # noqa: S302 - a file of an installed package
    finally:
        if was_enabled:
            gc.enable()
    return model


def build_tables(model: dict[str, Any]) -> SnowTables:
    """Tables from the counts. The order of the floating point operations is the package's, so that every value is
    equal to the last bit.
    """
    uni, bi, tri = model["uni"]["d"], model["bi"]["d"], model["tri"]["d"]
    chars = sorted({char for char, _ in uni if len(char) == 1 and FIRST_CHAR <= ord(char) <= LAST_CHAR})
    char_index = np.full(LAST_CHAR - FIRST_CHAR + 1, len(chars) + 1, np.int64)
    char_index[[ord(char) - FIRST_CHAR for char in chars]] = np.arange(1, len(chars) + 1)
    size = len(chars) + 2

    code = dict.fromkeys(uni, -1)  # every state of the model; those of other scripts are dropped below
    code.update(
        {(char, tag): index * 4 + digit for index, char in enumerate(chars, 1) for digit, tag in enumerate(TAGS)}
    )
    code["", "BOS"] = BEGIN
    codes = np.fromiter(map(code.__getitem__, uni), np.int64, len(uni))
    counts = np.zeros(4 * (size - 1))
    counts[codes[codes >= 0]] = np.fromiter(uni.values(), np.float64, len(uni))[codes >= 0]
    unigrams = model["l1"] * (counts / model["uni"]["total"])
    unigrams[:4] = 0  # nothing leads back to the mark

    pairs, pair_counts = _entries(bi, 2, code)
    pair_keys = pairs[:, 0] * 4 * size + pairs[:, 1]
    order = np.argsort(pair_keys)
    pairs, pair_counts, pair_keys = pairs[order], pair_counts[order], pair_keys[order]
    pair_probs = model["l2"] * pair_counts / counts[pairs[:, 0]]

    triples, triple_counts = _entries(tri, 3, code)
    tail = np.searchsorted(pair_keys, triples[:, 1] * 4 * size + triples[:, 2])
    head = np.searchsorted(pair_keys, triples[:, 0] * 4 * size + triples[:, 1])
    triple_probs = model["l3"] * triple_counts / pair_counts[head]
    return SnowTables(
        char_index,
        _logs(unigrams).reshape(-1, 4),
        _grouped(pairs, _logs(unigrams[pairs[:, 1]] + pair_probs), size),
        _grouped(triples, _logs(unigrams[triples[:, 2]] + pair_probs[tail] + triple_probs), size),
    )


def _entries(counts: dict[Any, int], width: int, code: dict[tuple[str, str], int]) -> tuple[Ints, Floats]:
    """State codes (E, width) and counts (E,) of the entries that consist of Chinese characters and marks only."""
    states = np.fromiter(map(code.__getitem__, chain.from_iterable(counts)), np.int64, width * len(counts))
    states = states.reshape(-1, width)
    usable = (states >= 0).all(axis=1) & (states[:, -1] != BEGIN)
    if width == 3:
        return states[usable], np.fromiter(counts.values(), np.float64, len(counts))[usable]
    begins = (states == BEGIN).all(axis=1)  # the pair of two marks is needed as the history of a first character
    return states[usable | begins], np.fromiter(counts.values(), np.float64, len(counts))[usable | begins]


def _logs(values: Floats) -> Floats:
    # math.log, not numpy's: the two may differ in the last bit, and a tie would then break differently.
    logs = np.full(values.shape, -np.inf)
    positive = values[values > 0]
    logs[values > 0] = np.fromiter(map(log, positive.tolist()), np.float64, len(positive))
    return logs


def _grouped(states: Ints, logs: Floats, size: int) -> Transitions:
    chars, tags = states // 4, states % 4
    keys, slots = chars[:, 0], tags[:, 0]
    for column in range(1, states.shape[1]):
        keys, slots = keys * size + chars[:, column], slots * 4 + tags[:, column]
    order = np.argsort(keys, kind="stable")
    unique, starts = np.unique(keys[order], return_index=True)
    offsets = np.append(starts, len(keys)).astype(np.int64)
    return Transitions(unique, offsets, slots[order].astype(np.uint8), logs[order])

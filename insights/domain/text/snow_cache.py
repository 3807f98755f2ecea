"""Keeps the prepared segmentation tables in a directory, so that only the first process pays for reading the
package's model.

Building takes seconds and some 500 MB for a moment; reading the prepared file takes milliseconds and the 23 MB that
it holds.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from zlib import crc32

import numpy as np

from insights.domain.text.snow_tables import SnowTables, Transitions, build_tables, package_path, read_model

_LAYOUT = 1  # raise when the tables change their meaning
_PARTS = ("keys", "offsets", "slots", "logs")


def load_tables(cache_dir: Path | None) -> SnowTables:
    """Tables of the installed package, from `cache_dir` where they were kept before. A damaged or unwritable cache
    is no error.
    """
    source = package_path() / "seg" / "seg.marshal.3"
    if cache_dir is None:
        return build_tables(read_model(source))
    kept = cache_dir / f"snownlp-seg-{_LAYOUT}-{crc32(source.read_bytes()):08x}.npz"
    tables = read_tables(kept)
    if tables is None:
        tables = build_tables(read_model(source))
        write_tables(kept, tables)
    return tables


def read_tables(path: Path) -> SnowTables | None:
    """None when there is no readable file."""
    try:
        # Opened here: numpy leaves a file open that it cannot read.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            bigrams, trigrams = (Transitions(*(kept[f"{name}_{part}"] for part in _PARTS)) for name in ("bi", "tri"))
            return SnowTables(kept["char_index"], kept["unigrams"], bigrams, trigrams)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def write_tables(path: Path, tables: SnowTables) -> None:
    """Write whole or not at all: other processes may read or write the same file."""
    arrays = {"char_index": tables.char_index, "unigrams": tables.unigrams}
    for name, transitions in (("bi", tables.bigrams), ("tri", tables.trigrams)):
        arrays |= {f"{name}_{part}": getattr(transitions, part) for part in _PARTS}
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as stream:
            temporary = stream.name
            np.savez(stream, allow_pickle=False, **arrays)
        Path(temporary).replace(path)
    except OSError:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)

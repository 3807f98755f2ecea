"""Catalogues as tables (TSV or CSV) for translators: text, translation and, where there is one, the context."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages import Catalog

from cem.ui.catalogue.store import as_list, entries, singular

ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"))


@dataclass
class Merged:
    """What came of an import: how many texts were set, and the texts that the catalogue does not have."""

    changed: int = 0
    unknown: list[str] = field(default_factory=list)


def export(catalog: Catalog, path: Path) -> int:
    rows = [[singular(entry), as_list(entry.string or "")[0], entry.context or ""] for entry in entries(catalog)]
    rows.sort()
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        lines = ["\t".join(_escape(cell) for cell in (row if row[2] else row[:2])) for row in rows]
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(rows)


def merge(catalog: Catalog, path: Path) -> Merged:
    """Set the translations that a table gives. Empty ones are passed over."""
    merged = Merged()
    known = {(entry.context or "", singular(entry)): entry for entry in entries(catalog)}
    for text, translation, context in _rows(path):
        entry = known.get((context, text))
        if entry is None:
            merged.unknown.append(text)
        elif translation and as_list(entry.string or "")[0] != translation:
            entry.string = translation if isinstance(entry.id, str) else (translation,)
            entry.flags.discard("fuzzy")
            merged.changed += 1
    return merged


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                if row:
                    yield row[0], (row[1] if len(row) > 1 else ""), (row[2] if len(row) > 2 else "")
        return
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if line.strip():
            cells = [_unescape(cell) for cell in line.split("\t")] + ["", ""]
            yield cells[0], cells[1], cells[2]


def _escape(cell: str) -> str:
    for plain, escaped in ESCAPES:
        cell = cell.replace(plain, escaped)
    return cell


def _unescape(cell: str) -> str:
    parts = cell.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\t", "\t") for part in parts)

"""A CSV or XLSX file as a header and a stream of rows of text, in bounded memory (an XLSX keeps its shared strings).

Rows count as spreadsheets do: the header is row 1, blank rows are passed over and still counted.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import BinaryIO, Final

from insights.domain.intake.csv_file import csv_records
from insights.domain.intake.errors import RowError, TableError
from insights.domain.intake.xlsx_file import xlsx_records

MAX_COLUMNS: Final = 200
_ZIP_START: Final = b"PK\x03\x04"
_OLE_START: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class TableRow:
    number: int
    cells: dict[str, str]


class Table:
    """An opened file: `headers` is known, `rows()` may be walked any number of times, one walk at a time.

    `stream` is binary and seekable, stays open and belongs to the caller. Raises TableError, at once for what the
    header shows.
    """

    def __init__(self, stream: BinaryIO, *, max_rows: int | None = None) -> None:
        self._stream = stream
        self._max_rows = max_rows
        stream.seek(0)
        start = stream.read(4)
        if start == _OLE_START:
            raise TableError("file.old_excel")
        self.is_workbook = start == _ZIP_START
        with closing(self._records()) as records:
            header = next(records, None)
        if header is None:
            raise TableError("file.empty")
        self._header_row = header[0]
        self.headers = _checked_headers(header[1])

    def rows(self) -> Iterator[TableRow | RowError]:
        """Rows in order; one whose cells do not fit the header is an error, not an end. Raises TableError for a
        broken file.
        """
        width = len(self.headers)
        passed = 0
        with closing(self._records()) as records:
            for number, cells in records:
                if number == self._header_row:
                    continue
                passed += 1
                if self._max_rows is not None and passed > self._max_rows:
                    raise TableError("table.too_many_rows", limit=self._max_rows)
                if len(cells) < width and not self.is_workbook:
                    yield RowError(number, None, "row.too_short", {"cells": len(cells), "columns": width})
                elif any(cell.strip() for cell in cells[width:]):
                    yield RowError(number, None, "row.too_long", {"cells": len(cells), "columns": width})
                else:
                    # A workbook does not store empty cells at the end of a row.
                    yield TableRow(number, dict(zip_longest(self.headers, cells[:width], fillvalue="")))

    def _records(self) -> Generator[tuple[int, list[str]], None, None]:
        return xlsx_records(self._stream) if self.is_workbook else csv_records(self._stream)


def _checked_headers(cells: Sequence[str]) -> tuple[str, ...]:
    """Header names without surrounding space. Nameless columns at the end are dropped: spreadsheets leave them
    behind.
    """
    headers = [cell.replace("\0", "").strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise TableError("file.empty")
    if len(headers) > MAX_COLUMNS:
        raise TableError("table.too_many_columns", columns=len(headers), limit=MAX_COLUMNS)
    for place, header in enumerate(headers, 1):
        if not header:
            raise TableError("table.header_empty", column=place)
        if header in headers[: place - 1]:
            raise TableError("table.header_duplicate", header=header)
    return tuple(headers)

"""Records of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO, Final, TextIO

from insights.domain.intake.encoding import detect_encoding
from insights.domain.intake.errors import TableError

MAX_LINE: Final = 1_000_000  # characters; a file without line breaks must not be read into memory whole
DELIMITERS: Final = (",", ";", "\t")


def csv_records(stream: BinaryIO) -> Generator[tuple[int, list[str]], None, None]:
    """(row number, cells) of each row that is not blank. Raises TableError: as `detect_encoding`, and
    table.cell_too_long.
    """
    encoding = detect_encoding(stream)
    text = io.TextIOWrapper(io.BufferedReader(_Unclosed(stream)), encoding=encoding, newline="")
    delimiter = _delimiter(text.readline(MAX_LINE))
    text.seek(0)
    number = 0
    reader = csv.reader(_lines(text), delimiter=delimiter)
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except (csv.Error, _LineTooLongError) as error:
            # A cell over csv's limit of 131,072 characters; after it the reader has lost its place.
            raise TableError("table.cell_too_long", row=number) from error
        if cells is None:
            return
        if any(cell and not cell.isspace() for cell in cells):
            yield number, cells


class _LineTooLongError(Exception):
    pass


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise _LineTooLongError
        yield line


def _delimiter(line: str) -> str:
    """The candidate that cuts the first line into most cells; the comma where none does."""
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([line[:100_000]], delimiter=delimiter), [])))


class _Unclosed(io.RawIOBase):
    """Reads from the caller's stream and leaves it open when the text wrapper around it is collected."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        block = self._stream.read(len(view))
        view[: len(block)] = block
        return len(block)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

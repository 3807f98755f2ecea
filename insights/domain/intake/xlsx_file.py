"""Records of the first visible sheet of an XLSX workbook."""

from __future__ import annotations

import zipfile
from collections.abc import Generator
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from insights.domain.intake.errors import TableError

MAX_UNPACKED: Final = 200_000_000  # bytes; 100,000 rows of ordinary comments take about 60 MB
MAX_PARTS: Final = 2_000
_PROLOGUE: Final = 1_024


def xlsx_records(stream: BinaryIO) -> Generator[tuple[int, list[str]], None, None]:
    """(row number, cells) of each row that is not blank. Raises TableError: file.broken_workbook,
    file.workbook_too_large.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped, unused-ignore]  # slow to import

    check_archive(stream)
    stream.seek(0)
    try:
        workbook = load_workbook(stream, read_only=True, data_only=True)
        sheet = next(sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()  # some programs store a wrong extent; what is there is read
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [cell_text(value) for value in values]
            if any(cell and not cell.isspace() for cell in cells):
                yield number, cells
    except Exception as error:  # openpyxl lets every kind of error through from a malformed file
        raise TableError("file.broken_workbook") from error


def check_archive(stream: BinaryIO, *, max_unpacked: int = MAX_UNPACKED) -> None:
    """Refuse archives that grow too much, and parts with a document type (entities could grow inside the XML parser).

    The sizes stand in the archive's directory; zipfile never unpacks a part beyond its stated size. Raises TableError.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > max_unpacked or len(parts) > MAX_PARTS:
                raise TableError("file.workbook_too_large", size=size, limit=max_unpacked)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!DOCTYPE" in content.read(_PROLOGUE):
                            raise TableError("file.broken_workbook")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise TableError("file.broken_workbook") from error


def cell_text(value: Any) -> str:
    """A cell's value as text: dates as ISO with a space, numbers as Excel shows them in a wide enough cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    return str(value)

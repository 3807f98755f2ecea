"""What can be wrong with a file or a row: stable codes with parameters. The words are the app's, which translates
the codes.

`MESSAGES` holds an English template for each code; `%(name)s` takes the parameter of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MESSAGES: Final[Mapping[str, str]] = {
    # The whole file is refused.
    "file.empty": "The file is empty.",
    "file.binary": "The file is not a text file.",
    "file.encoding": "The text encoding is not supported. Save the file as UTF-8 or GB18030.",
    "file.old_excel": "Old Excel files (.xls) are not supported. Save the file as .xlsx.",
    "file.broken_workbook": "The workbook cannot be read.",
    "file.workbook_too_large": "The workbook is too large when unpacked: %(size)s bytes, at most %(limit)s are read.",
    "table.header_empty": "Column %(column)s has no name.",
    "table.header_duplicate": "The column name “%(header)s” stands more than once.",
    "table.too_many_columns": "The table has %(columns)s columns; at most %(limit)s are read.",
    "table.too_many_rows": "The table has more than %(limit)s rows.",
    "table.cell_too_long": "A cell near row %(row)s is too long. A quotation mark may be missing.",
    # The choice of columns is refused.
    "mapping.text_missing": "Choose the column that holds the text.",
    "mapping.unknown_column": "There is no column “%(header)s”.",
    "mapping.column_twice": "The column “%(header)s” is chosen more than once.",
    # One row is refused.
    "row.too_short": "The row has %(cells)s cells, the header has %(columns)s.",
    "row.too_long": "The row has %(cells)s cells, the header has %(columns)s.",
    "text.missing": "The text is empty.",
    "text.too_long": "The text has %(length)s characters; at most %(limit)s are accepted.",
    "value.too_long": "The value has %(length)s characters; at most %(limit)s are accepted.",
    "date.format": "“%(value)s” is not a date. Write it as 2026-01-31 or 2026-01-31 14:30.",
    "date.out_of_range": "The date “%(value)s” is too long ago.",
    "date.future": "The date “%(value)s” lies in the future.",
    "rating.format": "“%(value)s” is not a rating.",
    "rating.out_of_range": "The rating “%(value)s” is not between 0 and %(limit)s.",
    "rating_scale.format": "“%(value)s” is not the top of a rating scale (2 to 10).",
    "kind.unknown": "“%(value)s” is not a known kind of feedback.",
    "language.format": "“%(value)s” is not a language code such as zh or en-GB.",
}

Params = Mapping[str, str | int]


class TableError(Exception):
    """The file cannot be imported at all. `code` is a key of MESSAGES."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(MESSAGES[code] % params)
        self.code = code
        self.params: Params = params


@dataclass(frozen=True, slots=True)
class RowError:
    """Why one row is refused. `row` counts as spreadsheets do (the header is row 1); `column` is a header, None for
    the whole row.
    """

    row: int
    column: str | None
    code: str
    params: Params = field(default_factory=dict)

    @property
    def message(self) -> str:
        """In English, for logs."""
        return MESSAGES[self.code] % self.params


_FORMULA_STARTS: Final = frozenset("=+-@\t\r\n＝＋－＠")


def spreadsheet_safe(value: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): an apostrophe before a dangerous
    first character.
    """
    return "'" + value if value[:1] in _FORMULA_STARTS else value

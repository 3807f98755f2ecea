"""What is wrong with a file or row, in the reader's language. The intake domain gives codes; the words stand here."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from insights.domain.intake.errors import RowError
from insights.enums import OWN_SURVEYS

TEXTS: Final = {
    "file.empty": _("The file is empty."),
    "file.binary": _("The file is not a text file."),
    "file.encoding": _("The text encoding is not supported. Save the file as UTF-8 or GB18030."),
    "file.old_excel": _("Old Excel files (.xls) are not supported. Save the file as .xlsx."),
    "file.broken_workbook": _("The workbook cannot be read."),
    "file.workbook_too_large": _(
        "The workbook is too large when unpacked: %(size)s bytes, at most %(limit)s are read."
    ),
    "table.header_empty": _("Column %(column)s has no name."),
    "table.header_duplicate": _("The column name “%(header)s” stands more than once."),
    "table.too_many_columns": _("The table has %(columns)s columns; at most %(limit)s are read."),
    "table.too_many_rows": _("The table has more than %(limit)s rows."),
    "table.cell_too_long": _("A cell near row %(row)s is too long. A quotation mark may be missing."),
    "mapping.text_missing": _("Choose the column that holds the text."),
    "mapping.unknown_column": _("There is no column “%(header)s”."),
    "mapping.column_twice": _("The column “%(header)s” is chosen more than once."),
    "row.too_short": _("The row has %(cells)s cells, the header has %(columns)s."),
    "row.too_long": _("The row has %(cells)s cells, the header has %(columns)s."),
    "text.missing": _("The text is empty."),
    "text.too_long": _("The text has %(length)s characters; at most %(limit)s are accepted."),
    "value.too_long": _("The value has %(length)s characters; at most %(limit)s are accepted."),
    "date.format": _("“%(value)s” is not a date. Write it as 2026-01-31 or 2026-01-31 14:30."),
    "date.out_of_range": _("The date “%(value)s” is too long ago."),
    "date.future": _("The date “%(value)s” lies in the future."),
    "rating.format": _("“%(value)s” is not a rating."),
    "rating.out_of_range": _("The rating “%(value)s” is not between 0 and %(limit)s."),
    "rating_scale.format": _("“%(value)s” is not the top of a rating scale (2 to 10)."),
    "kind.unknown": _("“%(value)s” is not a known kind of feedback."),
    "language.format": _("“%(value)s” is not a language code such as zh or en-GB."),
    # What only the organisation's own data can tell.
    "file.no_rows": _("The file has a header and no rows."),
    "file.too_large": _("The file has %(size)s bytes; at most %(limit)s are accepted."),
    "file.gone": _("The uploaded file is not there any more. Please upload it again."),
    "department.unknown": _("There is no department with the code or name “%(value)s”."),
    "department.ambiguous": _("Several departments are named “%(value)s”. Use the code instead."),
    "row.not_yours": _("This feedback is known already and belongs to a department outside your part."),
}


def problem_text(code: str, params: Mapping[str, str | int] | None = None) -> str:
    """The sentence of a code; the code itself where an older job used one that is gone."""
    text = TEXTS.get(code)
    return str(text) % (params or {}) if text is not None else code


def row_problem(error: RowError) -> str:
    """With the column it stands in: "评分: “好” is not a rating."."""
    text = problem_text(error.code, error.params)
    return f"{error.column}: {text}" if error.column else text


def reserved_source_text() -> str:
    text = _("“%(source)s” stands for the answers to your own surveys. Choose another name for the source.")
    return str(text) % {"source": OWN_SURVEYS}

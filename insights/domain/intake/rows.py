"""One row of a file as feedback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from hashlib import sha256
from typing import Final, TypeVar

from insights.domain.intake.errors import RowError
from insights.domain.intake.kinds import Kind, kind_of
from insights.domain.intake.mapping import ColumnMapping, Field
from insights.domain.intake.validity import is_customer_voice
from insights.domain.intake.values import RefusedError, clean, parse_language, parse_moment, parse_rating, parse_scale

MAX_TEXT: Final = 20_000
MAX_VALUE: Final[Mapping[Field, int]] = {
    Field.SOURCE_ID: 120,
    Field.AUTHOR: 120,
    Field.DEPARTMENT: 120,
    Field.PRODUCT: 120,
    Field.TOUCHPOINT: 80,
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """`occurred_at` is in UTC, None when the file does not say; `rating` is 0..`rating_scale` (0..10 where that is
    None).
    """

    number: int
    source_id: str
    text: str
    occurred_at: datetime | None
    rating: float | None
    rating_scale: int | None
    author: str
    department: str
    product: str
    touchpoint: str
    kind: Kind
    language: str
    is_voice: bool


def parse_row(
    number: int, cells: Mapping[str, str], mapping: ColumnMapping, timezone: tzinfo, now: datetime
) -> FeedbackRow | list[RowError]:
    """The row as feedback, or everything that is wrong with it. `cells` are by header; an empty cell is a missing
    value.

    Times without zone are read in `timezone`; `now` is aware.
    """
    reader = _Reader(number, cells, mapping)
    text = (
        reader.read(Field.TEXT, partial(_limited, limit=MAX_TEXT, code="text.too_long"), None, required="text.missing")
        or ""
    )
    occurred_at = reader.read(Field.OCCURRED_AT, lambda value: parse_moment(value, timezone, now), None)
    scale = reader.read(Field.RATING_SCALE, parse_scale, mapping.default_rating_scale)
    rating = reader.read(Field.RATING, lambda value: parse_rating(value, scale), None)
    kind = reader.read(Field.KIND, _kind, mapping.default_kind) or mapping.default_kind
    language = reader.read(Field.LANGUAGE, parse_language, "") or ""
    source_id, author, department, product, touchpoint = (
        reader.read(wanted, partial(_limited, limit=limit, code="value.too_long"), "") or ""
        for wanted, limit in MAX_VALUE.items()
    )
    if reader.errors:
        return reader.errors
    return FeedbackRow(
        number=number,
        source_id=source_id or content_id(occurred_at, author, department, text),
        text=text,
        occurred_at=occurred_at,
        rating=rating,
        rating_scale=scale,
        author=author,
        department=department,
        product=product,
        touchpoint=touchpoint,
        kind=kind,
        language=language,
        is_voice=is_customer_voice(kind, text),
    )


def content_id(occurred_at: datetime | None, author: str, department: str, text: str) -> str:
    """The id of a row that has none of its own: the same time, author, department and text are the same voice, sent
    again.

    So two equal rows of one file are one piece of feedback, and a file may be imported twice without doubling
    anything.
    """
    moment = occurred_at.isoformat() if occurred_at else ""
    parts = (part.encode() for part in (moment, author, department, text))
    content = b"".join(
        len(part).to_bytes(4, "big") + part for part in parts
    )  # lengths keep ("ab", "c") and ("a", "bc") apart
    return "content-" + sha256(content).hexdigest()[:32]


class _Reader:
    """Reads cell by cell and gathers the errors."""

    def __init__(self, number: int, cells: Mapping[str, str], mapping: ColumnMapping) -> None:
        self._number = number
        self._cells = cells
        self._mapping = mapping
        self.errors: list[RowError] = []

    def read(self, wanted: Field, parse: Callable[[str], T], default: T | None, required: str = "") -> T | None:
        """The parsed cell; `default` for an empty cell, a missing column or an error. `required` is the code of a
        missing value.
        """
        column = self._mapping.column(wanted)
        value = clean(self._cells.get(column, "")) if column else ""
        if value:
            try:
                return parse(value)
            except RefusedError as refused:
                self.errors.append(RowError(self._number, column, refused.code, refused.params))
        elif required:
            self.errors.append(RowError(self._number, column, required))
        return default


def _limited(value: str, limit: int, code: str) -> str:
    if len(value) > limit:
        raise RefusedError(code, length=len(value), limit=limit)
    return value


def _kind(value: str) -> Kind:
    kind = kind_of(value)
    if kind is None:
        raise RefusedError("kind.unknown", value=value[:50])
    return kind

"""Single cells as values. Each function returns the value, or raises Refused with a code and parameters."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from typing import Final

from insights.domain.intake.errors import Params

FIRST_YEAR: Final = 1990
HIGHEST_RATING: Final = 10
LONGEST_LANGUAGE: Final = 10  # zh-Hans-CN


class RefusedError(ValueError):
    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params


_DATE: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
    r"(?:[T\s]*(\d{1,2})(?:[:时](\d{1,2})(?:[:分](?:(\d{1,2})(?:\.(\d{1,6})\d*)?秒?)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_RATING: Final = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*(?:星|颗星|星级|分|stars?|points?)?", re.IGNORECASE)
_SCALE: Final = re.compile(r"(\d{1,2})\s*(?:分制|星制|分|星)?")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LANGUAGE_NAMES: Final = {
    "中文": "zh",
    "汉语": "zh",
    "简体中文": "zh-Hans",
    "繁体中文": "zh-Hant",
    "英文": "en",
    "英语": "en",
}
# Not kept: controls but tab and line feed, surrogates, marks that turn the direction of text, zero-width spaces and
# byte order marks. Zero-width joiners stay, emoji are built with them.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


def clean(text: str) -> str:
    """Text without control characters, line breaks as \\n, without surrounding space."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def parse_moment(value: str, timezone: tzinfo, now: datetime) -> datetime:
    """An aware datetime in UTC: 2026-01-31, 2026/1/31, 2026.1.31 or 2026年1月31日, with or without a time, ISO with
    a zone too.

    Without a zone it is local time of `timezone`; without a time it is midnight. `now` is aware. Refused:
    date.format, date.out_of_range (before 1990), date.future.
    """
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if not match:
        raise RefusedError("date.format", value=value[:50])
    year, *days, hour, minute, second, fraction, zone = match.groups()
    month, day = (int(part) for part in days if part)
    clock = (int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "").ljust(6, "0")))
    try:
        # The zone's notation (Z, +08:00, +0800) is left to the library.
        offset = datetime.fromisoformat(f"2000-01-01T00:00{zone.upper()}").tzinfo if zone else timezone
        moment = datetime(int(year), month, day, *clock, tzinfo=offset).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RefusedError("date.format", value=value[:50]) from error
    if int(year) < FIRST_YEAR:
        raise RefusedError("date.out_of_range", value=value[:50])
    if moment > now:
        raise RefusedError("date.future", value=value[:50])
    return moment


def parse_rating(value: str, scale: int | None) -> float:
    """A rating from 0 to the top of its scale (10 when not known); full-width digits and a unit (5星, 4.5分) are
    understood.

    Refused: rating.format, rating.out_of_range.
    """
    match = _RATING.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if not match:
        raise RefusedError("rating.format", value=value[:50])
    rating = round(float(match[1]), 2)
    limit = scale or HIGHEST_RATING
    if rating > limit:
        raise RefusedError("rating.out_of_range", value=value[:50], limit=limit)
    return rating


def parse_scale(value: str) -> int:
    """The top of a rating scale, 2..10 (5, 10分制). Refused: rating_scale.format."""
    match = _SCALE.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if not match or not 2 <= int(match[1]) <= HIGHEST_RATING:
        raise RefusedError("rating_scale.format", value=value[:50])
    return int(match[1])


def parse_language(value: str) -> str:
    """A BCP 47 tag as written, or the tag of a language named in Chinese. Refused: language.format."""
    if value in _LANGUAGE_NAMES:
        return _LANGUAGE_NAMES[value]
    tag = value.replace("_", "-")
    if len(tag) > LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(tag):
        raise RefusedError("language.format", value=value[:50])
    return tag

"""Dates are texts, "YYYY-MM-DD", of the years 1 to 9999; a time of day after them is ignored. Wrong ones give null."""

import math
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from surveys.domain.logic.arithmetic import figure
from surveys.domain.logic.reading import look
from surveys.domain.logic.registry import eager, operator, rooted

FAMILY = "Dates"
TODAY = {"context": {"today": "2024-02-29"}}
UNITS = frozenset({"days", "weeks", "months", "years"})
DATE_PARTS = frozenset({"year", "month", "day"})

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?")


def read(value: Any) -> date | None:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def date_add(value: Any, count: Any, unit: Any) -> str | None:
    day, steps = read(value), figure(count)
    if day is None or not math.isfinite(steps) or steps != int(steps) or abs(steps) > 1e7:
        return None
    try:
        if unit in ("days", "weeks"):
            return (day + timedelta(days=steps * (7 if unit == "weeks" else 1))).isoformat()
        return _add_months(day, int(steps) * (12 if unit == "years" else 1)) if unit in ("months", "years") else None
    except (ValueError, OverflowError):
        return None


def _add_months(day: date, months: int) -> str:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1])).isoformat()


def days_between(start: Any, end: Any) -> int | None:
    first, last = read(start), read(end)
    return None if first is None or last is None else (last - first).days


def weekday(value: Any) -> int | None:
    day = read(value)
    return day.isoweekday() if day else None


def date_part(value: Any, part: Any) -> int | None:
    day = read(value)
    return getattr(day, part) if day and isinstance(part, str) and part in DATE_PARTS else None


def today(root: Any) -> str | None:
    day = read(look(root, "context.today"))
    return day.isoformat() if day else None


def age(root: Any, value: Any) -> int | None:
    born, now = read(value), read(look(root, "context.today"))
    if born is None or now is None or born > now:
        return None
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def _register(
    name: str, arguments: str, doc: str, example: tuple[Any, Any, Any], function: Callable[..., Any], **more: Any
) -> None:
    operator(name, FAMILY, arguments, doc, example, **more)(
        rooted(function) if function in (today, age) else eager(function)
    )


_register(
    "date_add",
    "date, number, unit",
    "The date so many days, weeks, months or years later; months end at their last day.",
    ({"date_add": ["2024-01-31", 1, "months"]}, {}, "2024-02-29"),
    date_add,
    allowed=(2, UNITS),
)
_register(
    "days_between",
    "from, to",
    "The days from one date to another; negative when the second is earlier.",
    ({"days_between": ["2024-02-28", "2024-03-01"]}, {}, 2),
    days_between,
)
_register("weekday", "date", "1 for Monday to 7 for Sunday.", ({"weekday": [{"today": []}]}, TODAY, 4), weekday)
_register(
    "date_part",
    "date, part",
    "Its year, month or day.",
    ({"date_part": ["2024-02-29", "month"]}, {}, 2),
    date_part,
    allowed=(1, DATE_PARTS),
)
_register(
    "today",
    "",
    "The day on which it is answered.",
    ({"today": []}, TODAY, "2024-02-29"),
    today,
    reads=lambda values: iter(["context.today"]),
)
_register(
    "age",
    "date",
    "Whole years from a date of birth to today; null for one to come. Who was born on 29 February is older on 1 March.",
    ({"age": ["2000-03-01"]}, TODAY, 23),
    age,
    reads=lambda values: iter(["context.today"]),
)

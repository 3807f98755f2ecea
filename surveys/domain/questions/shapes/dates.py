"""Days, times of the day, and spans of days. Limits are days, or "today" with so many days, weeks, months, years."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.logic.dates import date_add, days_between, read
from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_order
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.texts import Problem, clean_text

DAY = "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"
DAY_OR_RELATIVE = "^([12][0-9]{3}-[0-9]{2}-[0-9]{2}|today([+-][0-9]{1,3}[dwmy])?)$"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"

# Also as it is written by hand, for browsers without a calendar: 2025/1/31, 2025年1月31日.
_DAY = re.compile(r"([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_RELATIVE = re.compile(r"today(?:([+-][0-9]{1,3})([dwmy]))?")
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
# Of what is not cleaned yet.
_LONGEST = 40
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::[0-5][0-9])?")


def take_date(value: Any, rules: Mapping[str, Any], today: str) -> str | AnswerError | None:
    """The day as "YYYY-MM-DD". Rules: `earliest`, `latest`."""
    if not isinstance(value, str):
        return AnswerError("not_a_date")
    text = _plain(value)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        return AnswerError("not_a_date")
    written = _written(found)
    if read(written) is None:
        return AnswerError("not_a_date")
    return out_of_period(written, bound(rules.get("earliest"), today), bound(rules.get("latest"), today)) or written


def out_of_period(value: str, earliest: str, latest: str) -> AnswerError | None:
    """Days and times sort as they are written; an empty limit is none."""
    if earliest and value < earliest:
        return AnswerError("too_early", {"low": earliest})
    if latest and value > latest:
        return AnswerError("too_late", {"high": latest})
    return None


def bound(limit: str | None, today: str) -> str:
    """A limit as a day; "" when there is none, or today is not known."""
    found = _RELATIVE.fullmatch(limit or "")
    if not found:
        return limit or ""
    if not found[1]:
        return today
    return date_add(today, int(found[1]), _UNITS[found[2]]) or ""


def take_time(value: Any, rules: Mapping[str, Any]) -> str | AnswerError | None:
    """The time as "HH:MM". Rules: `earliest`, `latest`, `step` in minutes from midnight."""
    if not isinstance(value, str):
        return AnswerError("not_a_time")
    text = _plain(value)
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if not found:
        return AnswerError("not_a_time")
    hour, minute, step = int(found[1]), int(found[2]), rules.get("step", 1)
    written = f"{hour:02}:{minute:02}"
    if error := out_of_period(written, rules.get("earliest", ""), rules.get("latest", "")):
        return error
    return AnswerError("not_a_step", {"step": step}) if (hour * 60 + minute) % step else written


def take_span(value: Any, rules: Mapping[str, Any], today: str) -> dict[str, str] | AnswerError | None:
    """Both days of a span. Rules: those of a day, `min_days`, `max_days`; the first and the last day count."""
    if not isinstance(value, dict) or not set(value) <= {"from", "to"}:
        return AnswerError("not_an_object")
    days: dict[str, str] = {}
    for end in ("from", "to"):
        taken = take_date(value[end], rules, today) if value.get(end) is not None else None
        if isinstance(taken, AnswerError):
            return AnswerError(taken.code, {**taken.params, "part": end})
        if taken:
            days[end] = taken
    if not days:
        return None
    if len(days) == 1:
        return AnswerError("parts_missing", {"parts": ["to" if "from" in days else "from"]})
    if days["to"] < days["from"]:
        return AnswerError("span_reversed")
    length = (days_between(days["from"], days["to"]) or 0) + 1
    least, most = rules.get("min_days", 0), rules.get("max_days", 0)
    if length < least:
        return AnswerError("span_too_short", {"limit": least})
    return AnswerError("span_too_long", {"limit": most}) if most and length > most else days


def _written(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def _plain(value: str) -> str:
    return clean_text(unicodedata.normalize("NFKC", value)) if len(value) <= _LONGEST else "?"


def check_period(path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Limits that are days must be days that exist, in their order."""
    for name in ("earliest", "latest"):
        limit = raw.get(name)
        found = _DAY.fullmatch(limit) if isinstance(limit, str) else None
        if found and read(_written(found)) is None:
            yield Problem(f"{path}.{name}", "not_a_date")
    if not any(str(raw.get(name, "")).startswith("today") for name in ("earliest", "latest")):
        yield from check_order(path, raw, "earliest", "latest")


class Day(Defaults):
    shape = "date"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        return check_period(path, raw)

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        taken = take_date(value, question.settings, in_force.today)
        return Taken(taken) if isinstance(taken, str) else taken

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return data.get(name) or None

    def columns(self, question: Question, language: str) -> list[Column]:
        return [Column(question.key, question.text("title", language), "date")]

    def plan(self, question: Question) -> dict[str, Any]:
        return period_plan(question.settings)


def period_plan(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rules[name] for name in ("earliest", "latest", "step", "min_days", "max_days") if name in rules}


class TimeOfDay(Day):
    shape = "time"

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        taken = take_time(value, question.settings)
        return Taken(taken) if isinstance(taken, str) else taken

    def columns(self, question: Question, language: str) -> list[Column]:
        return [Column(question.key, question.text("title", language), "text")]


class Span(Day):
    shape = "span"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from super().check_definition(path, raw)
        yield from check_order(path, raw, "min_days", "max_days")

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        taken = take_span(value, question.settings, in_force.today)
        return Taken(taken) if isinstance(taken, dict) else taken

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.from and NAME.to."""
        found = {end: data.get(f"{name}.{end}") or "" for end in ("from", "to")}
        return {end: day for end, day in found.items() if day} or None

    def words(self, question: Question, value: Any, language: str) -> str:
        return f"{value['from']} – {value['to']}"

    def columns(self, question: Question, language: str) -> list[Column]:
        title = question.text("title", language)
        return [Column(f"{question.key}_{end}", f"{title}: {end}", "date") for end in ("from", "to")]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {f"{question.key}_{end}": day for end, day in value.items()}

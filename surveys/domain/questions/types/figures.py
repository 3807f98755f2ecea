"""Numbers and days: an amount, a place on a line, a date, a time, a span of days."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.fragments import NUMBER, Schema, an_object, whole
from surveys.domain.questions.shapes.bounds import check_order
from surveys.domain.questions.shapes.dates import DAY, DAY_OR_RELATIVE, TIME, Day, Span, TimeOfDay
from surveys.domain.questions.shapes.number import MOST_DECIMALS
from surveys.domain.questions.shapes.number import Number as NumberShape
from surveys.domain.texts import Problem, TextField

_STEP: Schema = {**NUMBER, "exclusiveMinimum": 0}
_PERIOD: Schema = {
    name: {
        "type": "string",
        "pattern": DAY_OR_RELATIVE,
        "description": "A day, or “today” with so many days (d), weeks (w), months (m) or years (y): “today-30d”.",
    }
    for name in ("earliest", "latest")
}
_DAY: Schema = {"type": "string", "pattern": DAY}


class Number(NumberShape):
    name = "number"
    texts = (TextField("unit", 20, required=False), TextField("placeholder", 80, required=False))
    fields: Mapping[str, Any] = {
        "min": NUMBER,
        "max": NUMBER,
        "step": _STEP,
        "decimals": {**whole(0, MOST_DECIMALS), "description": "The most decimal places; 6 when it is left out."},
    }
    answer_schema: Mapping[str, Any] = {"type": "number"}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "spent",
        "type": "number",
        "title": {"zh-hans": "这次消费了多少？", "en": "How much did you spend?"},
        "unit": {"zh-hans": "元", "en": "yuan"},
        "min": 0,
        "max": 100000,
        "decimals": 2,
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from check_order(path, raw, "min", "max")


class Slider(NumberShape):
    name = "slider"
    usual: Mapping[str, Any] = {"step": 1}
    texts = (TextField("low", 40, required=False), TextField("high", 40, required=False))
    fields: Mapping[str, Any] = {"min": NUMBER, "max": NUMBER, "step": _STEP}
    needs = ("min", "max")
    answer_schema: Mapping[str, Any] = {"type": "number"}
    behaviour = "slider"
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "confidence",
        "type": "slider",
        "title": {"zh-hans": "您有多大把握？", "en": "How sure are you?"},
        "low": {"zh-hans": "没有把握", "en": "Not at all"},
        "high": {"zh-hans": "完全确定", "en": "Completely"},
        "min": 0,
        "max": 100,
        "step": 5,
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from check_order(path, raw, "min", "max")
        if type(raw.get("min")) in (int, float) and raw.get("min") == raw.get("max"):
            yield Problem(f"{path}.max", "below_lower_limit", {"low": raw["min"], "high": raw["max"]})


class Date(Day):
    name = "date"
    fields: Mapping[str, Any] = _PERIOD
    answer_schema: Mapping[str, Any] = _DAY
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "bought_on",
        "type": "date",
        "title": {"zh-hans": "您是哪天购买的？", "en": "When did you buy it?"},
        "earliest": "today-1y",
        "latest": "today",
    }


class Time(TimeOfDay):
    name = "time"
    fields: Mapping[str, Any] = {
        "earliest": {"type": "string", "pattern": TIME},
        "latest": {"type": "string", "pattern": TIME},
        "step": {**whole(1, 720), "description": "Minutes, counted from midnight."},
    }
    answer_schema: Mapping[str, Any] = {"type": "string", "pattern": TIME}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "call_at",
        "type": "time",
        "title": {"zh-hans": "几点回电方便？", "en": "When may we call back?"},
        "earliest": "09:00",
        "latest": "18:00",
        "step": 30,
    }


class DateRange(Span):
    name = "date_range"
    fields: Mapping[str, Any] = {
        **_PERIOD,
        "min_days": {**whole(1, 3660), "description": "The first and the last day count."},
        "max_days": whole(1, 3660),
    }
    answer_schema: Mapping[str, Any] = an_object({"from": _DAY, "to": _DAY}, "from", "to")
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "stay",
        "type": "date_range",
        "title": {"zh-hans": "您的入住日期？", "en": "When did you stay?"},
        "latest": "today",
        "max_days": 60,
    }

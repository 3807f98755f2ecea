"""Against the calendar of the standard library, day by day."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.logic import compile_rule

ADD = compile_rule({"date_add": [{"var": "d"}, {"var": "n"}, {"var": "u"}]})
BETWEEN = compile_rule({"days_between": [{"var": "a"}, {"var": "b"}]})
AGE = compile_rule({"age": [{"var": "born"}]})


def shifted(day: date, number: int, unit: str) -> Any:
    return ADD({"d": day.isoformat(), "n": number, "u": unit})


@given(st.dates(), st.integers(-5000, 5000))
def test_days_come_back(day: date, number: int) -> None:
    try:
        expected = (day + timedelta(days=number)).isoformat()
    except OverflowError:
        assert shifted(day, number, "days") is None
    else:
        assert shifted(day, number, "days") == expected
        assert BETWEEN({"a": day.isoformat(), "b": expected}) == number


@given(st.dates(date(100, 1, 1), date(9000, 1, 1)), st.integers(-1000, 1000))
def test_months_keep_the_day_or_take_the_last(day: date, number: int) -> None:
    made = date.fromisoformat(shifted(day, number, "months"))
    assert made.year * 12 + made.month == day.year * 12 + day.month + number
    assert made.day == day.day or (made.day < day.day and (made + timedelta(days=1)).day == 1)


@given(st.dates(date(100, 1, 1), date(9000, 1, 1)), st.integers(-90, 900))
def test_a_year_is_twelve_months_and_a_week_seven_days(day: date, number: int) -> None:
    assert shifted(day, number, "years") == shifted(day, 12 * number, "months")
    assert shifted(day, number, "weeks") == shifted(day, 7 * number, "days")


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 40_000))
def test_age_grows_on_the_birthday(born: date, days: int) -> None:
    today = born + timedelta(days=days)
    age = AGE({"born": born.isoformat(), "context": {"today": today.isoformat()}})
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    assert age == today.year - born.year - (0 if had_birthday else 1)

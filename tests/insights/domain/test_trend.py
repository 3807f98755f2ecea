from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.nps import NpsCounts, nps
from insights.domain.trend import Grain, grain_for, trend

DAILY = {
    date(2025, 12, 28): NpsCounts(9, 9, 9),  # a Sunday, before the span
    date(2025, 12, 31): NpsCounts(1, 0, 1),
    date(2026, 1, 1): NpsCounts(2, 1, 0),
    date(2026, 1, 4): NpsCounts(0, 0, 1),  # the Sunday of that ISO week
    date(2026, 1, 12): NpsCounts(3, 0, 0),
    date(2026, 2, 1): NpsCounts(0, 5, 0),
}
FIRST, LAST = date(2025, 12, 30), date(2026, 2, 1)


def test_trend_by_day_keeps_days_without_answers():
    points = trend(DAILY, date(2025, 12, 31), date(2026, 1, 4), Grain.DAY)
    assert [point.start for point in points] == [date(2025, 12, 31) + timedelta(days=day) for day in range(5)]
    assert [point.figure.n for point in points] == [2, 3, 0, 0, 1]
    assert [point.figure.value for point in points] == [0.0, pytest.approx(200 / 3), None, None, -100.0]
    assert points[1].figure == nps(NpsCounts(2, 1, 0))


def test_trend_by_week_begins_on_monday():
    points = trend(DAILY, FIRST, LAST, Grain.WEEK)
    mondays = [date(2025, 12, 29), date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26)]
    assert [point.start for point in points] == mondays
    assert [point.figure for point in points] == [
        nps(some) for some in (NpsCounts(3, 1, 2), NpsCounts(), NpsCounts(3, 0, 0), NpsCounts(), NpsCounts(0, 5, 0))
    ]


def test_trend_by_month():
    points = trend(DAILY, FIRST, LAST, Grain.MONTH)
    assert [(point.start, point.figure.n) for point in points] == [
        (date(2025, 12, 1), 2),
        (date(2026, 1, 1), 7),
        (date(2026, 2, 1), 5),
    ]


def test_trend_without_any_answers():
    points = trend({}, date(2026, 1, 1), date(2026, 1, 2))
    assert [(point.start.day, point.figure.value) for point in points] == [(1, None), (2, None)]


@pytest.mark.parametrize(
    ("days", "grain"),
    [(1, Grain.DAY), (45, Grain.DAY), (46, Grain.WEEK), (366, Grain.WEEK), (367, Grain.MONTH)],
)
def test_grain_for_a_span(days, grain):
    assert grain_for(FIRST, FIRST + timedelta(days=days - 1)) is grain


def test_span_that_ends_before_it_begins():
    with pytest.raises(ValueError, match="ends before"):
        grain_for(LAST, FIRST)
    with pytest.raises(ValueError, match="ends before"):
        trend(DAILY, LAST, FIRST, Grain.DAY)


some_days = st.dictionaries(
    st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.builds(NpsCounts, *[st.integers(0, 50)] * 3), max_size=20
)


@given(some_days, st.sampled_from(Grain))
def test_trend_loses_and_invents_nothing(daily, grain):
    points = trend(daily, date(2025, 1, 1), date(2026, 12, 31), grain)
    assert sum(point.figure.n for point in points) == sum(some.n for some in daily.values())
    assert [point.start for point in points] == sorted({point.start for point in points})

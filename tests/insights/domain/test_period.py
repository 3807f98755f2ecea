from datetime import date

import pytest

from insights.domain.period import Period, last_days


def test_last_days_include_today() -> None:
    assert last_days(7, date(2026, 3, 3)) == Period(date(2026, 2, 25), date(2026, 3, 3))
    assert last_days(7, date(2026, 3, 3)).days == 7
    assert last_days(1, date(2026, 3, 3)) == Period(date(2026, 3, 3), date(2026, 3, 3))


def test_period_before_is_as_long_and_touches() -> None:
    assert Period(date(2026, 3, 1), date(2026, 3, 31)).before() == Period(date(2026, 1, 29), date(2026, 2, 28))


def test_period_before_the_first_day_of_the_calendar_is_none() -> None:
    assert Period(date(1, 1, 5), date(1, 1, 9)).before() is None


def test_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 3, 2), date(2026, 3, 1))

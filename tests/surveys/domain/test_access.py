from datetime import UTC, datetime, time, timedelta

import pytest

from surveys.domain.access import Access, Closed, judge, next_opening, since_when

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("access", "code"),
    [
        (Access(), None),
        (Access(opens_at=NOW), None),
        (Access(opens_at=NOW + HOUR), "not_open_yet"),
        (Access(closes_at=NOW + HOUR), None),
        (Access(closes_at=NOW), "survey_ended"),
        (Access(daily_from=time(9), daily_until=time(18)), None),
        (Access(daily_from=time(9), daily_until=time(12)), "outside_hours"),
        (Access(daily_from=time(12), daily_until=time(13)), None),
        (Access(daily_from=time(22), daily_until=time(6)), "outside_hours"),
        (Access(daily_from=time(22), daily_until=time(13)), None),
        (Access(daily_from=time(9), daily_until=time(9)), None),
        (Access(daily_from=time(9), daily_until=time(18), time_zone="America/New_York"), "outside_hours"),
        (Access(response_limit=10, taken=9), None),
        (Access(response_limit=10, taken=10), "limit_reached"),
        (Access(password="hash"), "password_needed"),
        (Access(password="hash", closes_at=NOW), "survey_ended"),
    ],
)
def test_judge(access: Access, code: str | None):
    found = judge(access, NOW, is_unlocked=False)
    assert (found.code if found else None) == code


def test_judge_lets_in_who_has_the_password():
    assert judge(Access(password="hash"), NOW, is_unlocked=True) is None


def test_judge_counts_as_it_is_told():
    assert judge(Access(response_limit=10, taken=3), NOW, taken=10) == Closed("limit_reached")


def test_next_opening_is_today_or_tomorrow():
    evening = Access(daily_from=time(20), daily_until=time(22))
    morning = Access(daily_from=time(9), daily_until=time(10))
    assert next_opening(evening, NOW) == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert next_opening(morning, NOW) == datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert next_opening(Access(), NOW) is None
    assert next_opening(Access(daily_from=time(9), closes_at=NOW + HOUR), NOW) is None


def test_since_when():
    assert since_when(Access(once_days=0), NOW) is None
    assert since_when(Access(once_days=2), NOW) == NOW - timedelta(days=2)

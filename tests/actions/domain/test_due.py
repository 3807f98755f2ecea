from datetime import UTC, datetime, timedelta

import pytest

from actions.domain.due import Clock, Lateness, clock, due_at, resumed_due_at

NOW = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def test_due_counts_every_hour():
    assert due_at(NOW, 48) == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("hours", [0, -1])
def test_due_without_hours_raises(hours):
    with pytest.raises(ValueError, match="at least one hour"):
        due_at(NOW, hours)


def test_reopened_ticket_gets_the_time_that_was_left():
    resolved, reopened = NOW - timedelta(hours=10), NOW
    assert resumed_due_at(NOW - timedelta(hours=7), resolved_at=resolved, reopened_at=reopened) == NOW + timedelta(
        hours=3
    )


def test_reopened_ticket_that_was_late_stays_late():
    resolved = NOW - timedelta(hours=10)
    assert resumed_due_at(NOW - timedelta(hours=12), resolved_at=resolved, reopened_at=NOW) == NOW - timedelta(hours=2)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(days=3, hours=5), Clock(Lateness.IN_TIME, 3, "day")),
        (timedelta(hours=48), Clock(Lateness.IN_TIME, 2, "day")),
        (timedelta(hours=47, minutes=59), Clock(Lateness.IN_TIME, 47, "hour")),
        (timedelta(hours=4, seconds=1), Clock(Lateness.IN_TIME, 4, "hour")),
        (timedelta(hours=4), Clock(Lateness.SOON, 4, "hour")),
        (timedelta(minutes=59, seconds=59), Clock(Lateness.SOON, 59, "minute")),
        (timedelta(0), Clock(Lateness.SOON, 0, "minute")),
        (timedelta(seconds=-1), Clock(Lateness.LATE, 0, "minute")),
        (timedelta(minutes=-61), Clock(Lateness.LATE, 1, "hour")),
        (timedelta(days=-2), Clock(Lateness.LATE, 2, "day")),
    ],
)
def test_clock_says_how_long(left, expected):
    assert clock(NOW + left, NOW) == expected

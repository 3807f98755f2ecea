"""Whether a survey takes an answer now, as its owner has set it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Access:
    """The rules of one survey. Times carry a zone; `daily_from` and `daily_until` are local to `time_zone`.

    `password` is the hash, "" for none. `once_days` 0 means for ever.
    """

    password: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    daily_from: time | None = None
    daily_until: time | None = None
    time_zone: str = "Asia/Shanghai"
    response_limit: int | None = None
    taken: int = 0
    once_per: str = "none"
    once_days: int = 0
    close_text: Mapping[str, str] = field(default_factory=dict)
    is_test_open: bool = False


@dataclass(frozen=True)
class Closed:
    """Why nobody, or not this one, may answer: a stable code, and since or until when where that is known.

    Codes: not_open_yet, survey_ended, outside_hours, limit_reached, password_needed.
    """

    code: str
    opens_at: datetime | None = None


def judge(access: Access, now: datetime, *, taken: int | None = None, is_unlocked: bool = True) -> Closed | None:
    """None when an answer is taken. `taken` counts the responses so far, by default as the access row has it."""
    if access.opens_at is not None and now < access.opens_at:
        return Closed("not_open_yet", access.opens_at)
    if access.closes_at is not None and now >= access.closes_at:
        return Closed("survey_ended")
    if not _in_hours(access, now):
        return Closed("outside_hours", next_opening(access, now))
    if access.response_limit is not None and (access.taken if taken is None else taken) >= access.response_limit:
        return Closed("limit_reached")
    if access.password and not is_unlocked:
        return Closed("password_needed")
    return None


def next_opening(access: Access, now: datetime) -> datetime | None:
    """When the daily hours begin next; None without daily hours, or when the survey has ended by then."""
    if access.daily_from is None:
        return None
    local = now.astimezone(ZoneInfo(access.time_zone))
    today = datetime.combine(local.date(), access.daily_from, local.tzinfo)
    begins = today if today > local else today + timedelta(days=1)
    return None if access.closes_at is not None and begins >= access.closes_at else begins


def since_when(access: Access, now: datetime) -> datetime | None:
    """An earlier answer of the same one counts from this moment on; None: however old it is."""
    return now - timedelta(days=access.once_days) if access.once_days else None


def _in_hours(access: Access, now: datetime) -> bool:
    start, end = access.daily_from, access.daily_until
    if start is None or end is None or start == end:
        return True
    clock = now.astimezone(ZoneInfo(access.time_zone)).time()
    # An end before the start lies on the next morning.
    return start <= clock < end if start < end else clock >= start or clock < end

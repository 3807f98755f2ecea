"""From the token of a link to the survey behind it, in one global and one tenant query."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from cem.accounts.models import Organization
from cem.tenancy.context import FirstQuery, tenant_context
from surveys.domain.access import Access
from surveys.domain.definition import Definition
from surveys.enums import SurveyStatus
from surveys.models import BrandKit, Collector, Survey, SurveyAccess, SurveyLink, SurveyVersion
from surveys.selectors.definitions import published_definition

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True)
class Door:
    """What stands behind a link right now."""

    organization_id: UUID
    organization_name: str
    collector_id: UUID
    department_id: UUID
    survey_id: UUID
    survey_status: str
    is_open: bool
    version_id: UUID | None
    version_number: int | None
    token: str = ""
    channel: str = ""
    time_zone: str = ""
    # None where the owner has set nothing: open to everybody who has the link.
    access: Access | None = None
    # The brand kit of the organisation.
    brand: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def takes_answers(self) -> bool:
        return self.is_open and self.survey_status == SurveyStatus.PUBLISHED

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the definition decides what somebody sees who opens the page now."""
        return self.takes_answers and self.access is None and not self.definition.quotas

    @property
    def definition(self) -> Definition:
        """Only where there is a version."""
        assert self.version_id is not None  # noqa: S101  # for the type checker
        return published_definition(self.version_id)


def find_link(token: str) -> SurveyLink | None:
    """The organisation and collector of a token; asked before an organisation is in force.

    What a token stands for never changes, so that no query is needed when this process has met it before.
    """
    if not _TOKEN.fullmatch(token):
        return None
    try:
        return _known_link(token)
    except SurveyLink.DoesNotExist:
        return None


@lru_cache(maxsize=10_000)
def _known_link(token: str) -> SurveyLink:
    """Raises for an unknown token, which is therefore not remembered."""
    return SurveyLink.objects.get(pk=token)


# Written out, for every respondent passes here twice and building this query costs more than answering it.
_DOOR = f"""
SELECT c.department_id, c.survey_id, s.status, c.is_open, o.name, v.id, v.number, c.channel, o.time_zone,
    a.id IS NOT NULL, a.password, a.opens_at, a.closes_at, a.daily_from, a.daily_until, a.time_zone, a.response_limit,
    a.taken, a.once_per, a.once_days, a.close_text::text, a.is_test_open,
    b.theme::text
FROM {Collector._meta.db_table} c
JOIN {Survey._meta.db_table} s ON s.organization_id = c.organization_id AND s.id = c.survey_id
JOIN {Organization._meta.db_table} o ON o.id = c.organization_id
LEFT JOIN {SurveyAccess._meta.db_table} a ON a.organization_id = c.organization_id AND a.survey_id = c.survey_id
LEFT JOIN {BrandKit._meta.db_table} b ON b.organization_id = c.organization_id
LEFT JOIN LATERAL (
    SELECT id, number FROM {SurveyVersion._meta.db_table}
    WHERE organization_id = c.organization_id AND survey_id = c.survey_id
    ORDER BY number = %s DESC, number DESC LIMIT 1
) v ON true
WHERE c.organization_id = %s AND c.id = %s
"""  # noqa: S608  # names of our own tables


@contextmanager
def entered_door(link: SurveyLink, *, version: int | None = None) -> Iterator[Door | None]:
    """Enter the organisation of a link and look at its door, in one round trip.

    `version` is the number the respondent has before their eyes; without one, or when there is no such version, it is
    the newest.
    """
    asked = _question(link, version)
    with tenant_context(link.organization_id, first=asked):
        yield _door(link, asked.row) if asked.row else None


def door_detail(link: SurveyLink, *, version: int | None = None) -> Door | None:
    """The same from inside an organisation; None where the link is not of it."""
    asked = _question(link, version)
    asked.run()
    return _door(link, asked.row) if asked.row else None


def _question(link: SurveyLink, version: int | None) -> FirstQuery:
    return FirstQuery(_DOOR, [version or 0, link.organization_id, link.collector_id])


def _door(link: SurveyLink, row: tuple[Any, ...]) -> Door:
    department_id, survey_id, status, is_open, organization_name, version_id, number, channel, time_zone = row[:9]
    return Door(
        organization_id=link.organization_id,
        organization_name=organization_name,
        collector_id=link.collector_id,
        department_id=department_id,
        survey_id=survey_id,
        survey_status=status,
        is_open=is_open,
        version_id=version_id,
        version_number=number,
        token=link.token,
        channel=channel,
        time_zone=time_zone,
        access=_access(row[9:-1], time_zone),
        brand=json.loads(row[-1]) if row[-1] else {},
    )


def _access(row: Sequence[Any], time_zone: str) -> Access | None:
    """The rules of the survey; its times are local to the organisation unless they name a zone of their own."""
    is_there, *values = row
    if not is_there:
        return None
    names = (
        "password", "opens_at", "closes_at", "daily_from", "daily_until", "time_zone", "response_limit", "taken",
        "once_per", "once_days", "close_text", "is_test_open",
    )  # fmt: skip
    found = dict(zip(names, values, strict=True))
    return Access(
        **{**found, "close_text": json.loads(found["close_text"]), "time_zone": found["time_zone"] or time_zone}
    )


# {(organisation, token): (when, door)} of doors that were looked at a moment ago.
_recent: dict[tuple[UUID, str], tuple[float, Door]] = {}
MOST_RECENT = 2_000


def recent_door(link: SurveyLink) -> Door | None:
    """The door as this process saw it within RESPONDENT_DOOR_SECONDS, where it is plain; for looking, not for answers.

    Whoever opens a survey in the moment in which it is closed still sees it; an answer is refused all the same.
    """
    when, door = _recent.get((link.organization_id, link.token), (0.0, None))
    return door if time.monotonic() - when < settings.RESPONDENT_DOOR_SECONDS else None


def remember_door(door: Door) -> None:
    if not settings.RESPONDENT_DOOR_SECONDS or not door.is_plain:
        return
    if len(_recent) >= MOST_RECENT:
        _recent.clear()
    _recent[door.organization_id, door.token] = (time.monotonic(), door)


def link_address(token: str) -> str:
    """The full address that is given to respondents."""
    return settings.BASE_URL.rstrip("/") + reverse("respondent:page", args=[token])


def token_of(link: str) -> str:
    """The token in a token or in a full address of a respondent's page; "" when there is none."""
    text = link.strip()
    if "/" not in text:
        return text
    parts = urlsplit(text).path.strip("/").split("/")
    return parts[parts.index("s") + 1] if "s" in parts[:-1] else ""

"""From the token of a link to the survey behind it, in one global and one tenant query."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from cem.accounts.models import Organization
from surveys.domain.definition import Definition
from surveys.enums import SurveyStatus
from surveys.models import Collector, Survey, SurveyLink, SurveyVersion
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

    @property
    def takes_answers(self) -> bool:
        return self.is_open and self.survey_status == SurveyStatus.PUBLISHED

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
SELECT c.department_id, c.survey_id, s.status, c.is_open, o.name, v.id, v.number
FROM {Collector._meta.db_table} c
JOIN {Survey._meta.db_table} s ON s.organization_id = c.organization_id AND s.id = c.survey_id
JOIN {Organization._meta.db_table} o ON o.id = c.organization_id
LEFT JOIN LATERAL (
    SELECT id, number FROM {SurveyVersion._meta.db_table}
    WHERE organization_id = c.organization_id AND survey_id = c.survey_id
    ORDER BY number = %s DESC, number DESC LIMIT 1
) v ON true
WHERE c.organization_id = %s AND c.id = %s
"""  # noqa: S608  # names of our own tables


def door_detail(link: SurveyLink, *, version: int | None = None) -> Door | None:
    """The door of a link, inside its organisation. `version` is the number the respondent has before their eyes;
    without one, or when there is no such version, it is the newest."""
    with connection.cursor() as cursor:
        cursor.execute(_DOOR, [version or 0, link.organization_id, link.collector_id])
        row = cursor.fetchone()
    if row is None:
        return None
    department_id, survey_id, status, is_open, organization_name, version_id, number = row
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
    )


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

"""From the token of a link to the survey behind it, in one global and one tenant query."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from surveys.domain.definition import Definition
from surveys.enums import SurveyStatus
from surveys.models import Collector, SurveyLink, SurveyVersion
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
    """The organisation and collector of a token; asked before an organisation is in force."""
    if not _TOKEN.fullmatch(token):
        return None
    return SurveyLink.objects.filter(pk=token).first()


def door_detail(link: SurveyLink, *, version: int | None = None) -> Door | None:
    """The door of a link, inside its organisation. `version` is the number the respondent has before their eyes;
    without one, or when there is no such version, it is the newest."""
    versions = SurveyVersion.objects.filter(survey=OuterRef("survey"))
    newest = versions.order_by("-number")
    chosen = newest.values("id")[:1]
    number = newest.values("number")[:1]
    seen = versions.filter(number=version if version is not None else -1)
    row = (
        Collector.objects.filter(pk=link.collector_id)
        .values("id", "department_id", "survey_id", "is_open")
        .annotate(
            status=F("survey__status"),
            organization_name=F("organization__name"),
            version_id=Coalesce(Subquery(seen.values("id")[:1]), Subquery(chosen)),
            version_number=Coalesce(Subquery(seen.values("number")[:1]), Subquery(number)),
        )
        .first()
    )
    if row is None:
        return None
    return Door(
        organization_id=link.organization_id,
        organization_name=row["organization_name"],
        collector_id=row["id"],
        department_id=row["department_id"],
        survey_id=row["survey_id"],
        survey_status=row["status"],
        is_open=row["is_open"],
        version_id=row["version_id"],
        version_number=row["version_number"],
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

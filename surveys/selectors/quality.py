"""Reads of judged responses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cem.accounts.access import Actor
from surveys.domain.quality import CODES, Level
from surveys.enums import Outcome
from surveys.models import Response
from surveys.selectors.responses import response_list

# What the list shows by itself: whatever deserves a look.
DOUBTED = "doubted"
EXCLUDED = "excluded"
LEVELS = (DOUBTED, Level.LOOK.value, Level.BAD.value, Level.OK.value, EXCLUDED)


@dataclass(frozen=True)
class QualityFilters:
    """`level` is one of LEVELS; `flag` a code of the judge, "" for any."""

    level: str = DOUBTED
    flag: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "QualityFilters":
        """What of a query string is known; the rest is left out."""
        level, flag = given.get("level", ""), given.get("flag", "")
        return cls(level if level in LEVELS else DOUBTED, flag if flag in CODES else "")


@dataclass(frozen=True)
class QualityCounts:
    """Judged responses by level; `excluded` are counted apart, whatever their level."""

    ok: int = 0
    look: int = 0
    bad: int = 0
    excluded: int = 0
    waiting: int = 0


def judged_list(actor: Actor, survey_id: UUID, filters: QualityFilters) -> QuerySet[Response]:
    """Complete responses of a survey that the actor may see, the newest first."""
    rows = _complete(actor, survey_id)
    if filters.level == EXCLUDED:
        rows = rows.filter(excluded_at__isnull=False)
    elif filters.level == DOUBTED:
        rows = rows.filter(excluded_at__isnull=True, quality__level__in=[Level.LOOK.value, Level.BAD.value])
    else:
        rows = rows.filter(excluded_at__isnull=True, quality__level=filters.level)
    if filters.flag:
        rows = rows.filter(quality__flags__contains=[{"code": filters.flag}])
    return rows.order_by("-submitted_at", "-id")


def quality_counts(actor: Actor, survey_id: UUID) -> QualityCounts:
    """One query."""
    counted = Q(excluded_at__isnull=True)

    def level(name: Level) -> Count:
        return Count("pk", filter=counted & Q(quality__level=name.value))

    found = _complete(actor, survey_id).aggregate(
        ok=level(Level.OK),
        look=level(Level.LOOK),
        bad=level(Level.BAD),
        excluded=Count("pk", filter=~counted),
        waiting=Count("pk", filter=counted & Q(quality__level__isnull=True)),
    )
    return QualityCounts(**found)


def _complete(actor: Actor, survey_id: UUID) -> QuerySet[Response]:
    return response_list(actor).filter(survey_id=survey_id, outcome=Outcome.COMPLETE, is_test=False)

"""Reads of surveys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cem.accounts.access import Actor, Rule
from cem.audit.models import AuditEntry
from surveys import policies
from surveys.models import Response, Survey, SurveyVersion


@dataclass(frozen=True)
class LastChange:
    by: str
    at: datetime


def survey_list(actor: Actor, *, search: str = "", status: str = "") -> QuerySet[Survey]:
    """Newest change first."""
    surveys = policies.VIEW.filter(actor, Survey.objects.defer("draft"))
    if search:
        surveys = surveys.filter(title__icontains=search)
    if status:
        surveys = surveys.filter(status=status)
    return surveys.order_by("-updated_at", "-id")


def with_version(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Annotated with `version_number`, None before the first publication."""
    newest = SurveyVersion.objects.filter(survey=OuterRef("pk")).order_by("-number")
    return surveys.annotate(version_number=Subquery(newest.values("number")[:1], output_field=IntegerField()))


def with_response_stats(surveys: QuerySet[Survey], actor: Actor) -> QuerySet[Survey]:
    """Annotated with `response_count` and `last_response_at` of the responses that the actor may see."""
    mine = policies.VIEW_RESPONSES.filter(actor, Response.objects.filter(survey=OuterRef("pk")))
    grouped = mine.order_by().values("survey")
    count: Any = grouped.annotate(n=Count("pk")).values("n")
    last: Any = grouped.annotate(last=Max("submitted_at")).values("last")
    return surveys.annotate(
        response_count=Coalesce(Subquery(count, output_field=IntegerField()), 0),
        last_response_at=Subquery(last, output_field=DateTimeField()),
    )


def survey_detail(actor: Actor, *, rule: Rule = policies.VIEW) -> QuerySet[Survey]:
    """To look one survey up by id, for what the rule is about: a key may write that may not read."""
    return with_version(rule.filter(actor, Survey.objects.all()))


def last_change(survey: Survey) -> LastChange | None:
    """Who saved the survey last, out of the audit log."""
    entry = (
        AuditEntry.objects.filter(target_id=survey.pk, action__in=["survey.created", "survey.edited"])
        .order_by("-at")
        .values_list("actor_label", "at")
        .first()
    )
    return LastChange(*entry) if entry else None

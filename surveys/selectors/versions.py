"""Reads of published versions."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from surveys.domain.checker import Report, check_document
from surveys.domain.definition import Definition, read_definition
from surveys.domain.texts import Problem
from surveys.models import Response, Survey, SurveyVersion


def version_list(survey: Survey) -> QuerySet[SurveyVersion]:
    """The versions of a survey that the caller may see, newest first; without their definitions."""
    return SurveyVersion.objects.filter(survey=survey).defer("definition").order_by("-number")


def with_response_count(versions: QuerySet[SurveyVersion]) -> QuerySet[SurveyVersion]:
    """Annotated with `response_count` of the whole organisation; tests do not count."""
    mine = Response.objects.filter(version=OuterRef("pk"), is_test=False).order_by().values("version")
    count: Any = mine.annotate(n=Count("pk")).values("n")
    return versions.annotate(response_count=Coalesce(Subquery(count, output_field=IntegerField()), 0))


def answered_versions(survey: Survey) -> list[Definition]:
    """The definitions to which there are answers, oldest first."""
    answered = Exists(Response.objects.filter(version=OuterRef("pk"), is_test=False))
    versions = SurveyVersion.objects.filter(Q(answered), survey=survey).order_by("number")
    return [read_definition(raw) for raw in versions.values_list("definition", flat=True)]


def check_draft(survey: Survey) -> tuple[list[Problem], Report | None]:
    """What the static checker says of the draft, the versions that were answered considered."""
    return check_document(survey.draft, answered_versions(survey))

"""Reads of the recommendation scores, from the daily rollups."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import root_department
from insights.domain.nps import HIGHEST_SCORE, LOWEST_SCORE, NpsCounts
from insights.models import DailyRollup
from insights.policies import VIEW_DASHBOARD

METRIC = "nps"
SCORES = range(LOWEST_SCORE, HIGHEST_SCORE + 1)


@dataclass(frozen=True)
class ScoreFilters:
    """Which answers count; None leaves a side open. `department_ids` is a department with everything below it."""

    first: date | None = None
    last: date | None = None
    survey_id: UUID | None = None
    department_ids: frozenset[UUID] | None = None


def is_department_view(actor: Actor, department_ids: frozenset[UUID] | None) -> bool:
    """Whether figures of these departments, as far as the actor sees them, are those of less than the organisation.

    They are then held back below the organisation's minimum n. At most one query, beside the actor's departments.
    """
    seen = actor.department_ids if department_ids is None else department_ids
    return seen is not None and root_department().id not in seen


def rollup_list(actor: Actor, filters: ScoreFilters) -> QuerySet[DailyRollup]:
    """The rollup rows of the filters that lie in the actor's part of the organisation."""
    rows = VIEW_DASHBOARD.filter(actor, DailyRollup.objects.filter(metric=METRIC))
    if filters.first is not None:
        rows = rows.filter(day__gte=filters.first)
    if filters.last is not None:
        rows = rows.filter(day__lte=filters.last)
    if filters.survey_id is not None:
        rows = rows.filter(survey_id=filters.survey_id)
    if filters.department_ids is not None:
        rows = rows.filter(department__in=filters.department_ids)
    return rows


def score_histogram(actor: Actor, filters: ScoreFilters) -> dict[int, int]:
    """How often each score 0..10 was given. One query, which costs several times what `score_counts` does."""
    given = {f"score_{score}": Coalesce(Sum(_times(score)), 0) for score in SCORES}
    row = rollup_list(actor, filters).aggregate(**given)
    return {score: row[f"score_{score}"] for score in SCORES}


def score_counts(actor: Actor, filters: ScoreFilters) -> NpsCounts:
    """One query."""
    row = rollup_list(actor, filters).aggregate(**_sums())
    return NpsCounts(row["p"] or 0, row["m"] or 0, row["d"] or 0)


def counts_by_day(actor: Actor, filters: ScoreFilters) -> dict[date, NpsCounts]:
    """Days without an answer are left out. One query."""
    return _grouped(rollup_list(actor, filters), "day")


def counts_by_department(actor: Actor, filters: ScoreFilters) -> dict[UUID, NpsCounts]:
    """What each department collected itself, without those below it. One query."""
    return _grouped(rollup_list(actor, filters), "department_id")


def first_day(actor: Actor, filters: ScoreFilters) -> date | None:
    """The day of the first answer of the filters. One query."""
    return rollup_list(actor, filters).order_by("day").values_list("day", flat=True).first()


def _grouped(rows: QuerySet[DailyRollup], key: str) -> dict[Any, NpsCounts]:
    found = rows.order_by().values(key).annotate(**_sums())
    return {row[key]: NpsCounts(row["p"], row["m"], row["d"]) for row in found}


def _sums() -> dict[str, Sum]:
    return {"p": Sum("promoters"), "m": Sum("passives"), "d": Sum("detractors")}


def _times(score: int) -> Cast:
    """How often a score was given in a rollup row."""
    # Not Django's key lookup: it would take "7" for the seventh place of an array.
    text = Func(F("histogram"), Value(str(score)), template="(%(expressions)s)", arg_joiner=" ->> ")
    return Cast(text, IntegerField())

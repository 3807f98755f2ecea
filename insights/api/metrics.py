"""The organisation's metrics for programs."""

from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cem.accounts.access import Actor, Rule
from cem.accounts.models import Department
from cem.accounts.selectors.departments import subtree_ids
from cem.api.schema import problems
from cem.api.views import ApiView
from insights.api.metric_serializers import LONGEST_DAYS, MetricQuery, NpsOutput, TrendOutput, TrendQuery
from insights.domain.nps import FORMULA, FORMULA_VERSION, NpsFigure, nps, shown
from insights.domain.period import last_days
from insights.domain.trend import Grain, grain_for, trend
from insights.policies import VIEW_DASHBOARD
from insights.selectors.dashboard import today_of
from insights.selectors.scores import ScoreFilters, counts_by_day, is_department_view, score_counts
from surveys.facade import survey_title

TREND_DAYS = 30


class NpsView(ApiView):
    """The figure of all answers that the filters let through."""

    rules: ClassVar[dict[str, Rule]] = {"GET": VIEW_DASHBOARD}

    @extend_schema(
        operation_id="metrics_nps",
        tags=["metrics"],
        summary="The Net Promoter Score of the answers chosen",
        parameters=[MetricQuery],
        responses={200: NpsOutput, **problems(404)},
    )
    def get(self, request: Request) -> Response:
        query = self.read_query(MetricQuery)
        filters = find_filters(self.actor, query)
        figure = shown(nps(score_counts(self.actor, filters)), minimum_of(self.actor, filters))
        return Response(NpsOutput({**_figure(figure), **_definition(self.actor, query)}).data)


class NpsTrendView(ApiView):
    """One figure for each day, ISO week or month; those without answers are in the list with a null value."""

    rules: ClassVar[dict[str, Rule]] = {"GET": VIEW_DASHBOARD}

    @extend_schema(
        operation_id="metrics_nps_trend",
        tags=["metrics"],
        summary="The Net Promoter Score by day, week or month",
        parameters=[TrendQuery],
        responses={200: TrendOutput, **problems(404)},
    )
    def get(self, request: Request) -> Response:
        query = self.read_query(TrendQuery)
        first, last = _span(query, today_of(self.actor))
        query |= {"from": first, "to": last}
        filters = find_filters(self.actor, query)
        grain = Grain(query["grain"]) if "grain" in query else grain_for(first, last)
        minimum = minimum_of(self.actor, filters)
        points = [
            {"start": point.start, **_figure(shown(point.figure, minimum))}
            for point in trend(counts_by_day(self.actor, filters), first, last, grain)
        ]
        return Response(TrendOutput({**_definition(self.actor, query), "grain": grain.value, "points": points}).data)


def find_filters(actor: Actor, query: dict[str, Any]) -> ScoreFilters:
    """What the query names; raises Http404 for a survey or department that is not there or not the actor's to see."""
    survey_id, department_id = query.get("survey"), query.get("department")
    if survey_id is not None and not survey_title(survey_id):
        raise Http404
    return ScoreFilters(
        first=query.get("from"),
        last=query.get("to"),
        survey_id=survey_id,
        department_ids=_subtree(actor, department_id) if department_id else None,
    )


def minimum_of(actor: Actor, filters: ScoreFilters) -> int:
    """From how many answers on the figure is shown: members see departments' figures only from minimum n on.

    A key of the organisation is a program that reads everything anyway; it is given plain figures.
    """
    held_back = actor.kind == "member" and is_department_view(actor, filters.department_ids)
    return actor.organization.minimum_n if held_back else 0


def _subtree(actor: Actor, department_id: UUID) -> frozenset[UUID]:
    if actor.department_ids is not None and department_id not in actor.department_ids:
        raise Http404
    if not Department.objects.filter(pk=department_id).exists():
        raise Http404
    return subtree_ids(department_id)


def _span(query: dict[str, Any], today: date) -> tuple[date, date]:
    """First and last day of a trend; raises ValidationError (400) for one that is too long."""
    last = query.get("to") or max(today, query.get("from") or today)
    first = query.get("from")
    if first is None:
        if last.toordinal() < TREND_DAYS:
            raise ValidationError({"to": [_("This day lies too far back.")]})
        first = last_days(TREND_DAYS, last).first
    if last - first >= timedelta(days=LONGEST_DAYS):
        raise ValidationError({"from": [_("A trend covers at most ten years.")]})
    return first, last


def _figure(figure: NpsFigure) -> dict[str, Any]:
    interval = None if figure.low is None or figure.high is None else [round(figure.low, 2), round(figure.high, 2)]
    return {
        "value": None if figure.value is None else round(figure.value, 2),
        "n": figure.n,
        "interval": interval,
        "promoters": figure.promoters,
        "passives": figure.passives,
        "detractors": figure.detractors,
        "suppressed": figure.suppressed,
    }


def _definition(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    return {
        "formula": FORMULA,
        "formula_version": FORMULA_VERSION,
        "minimum_n": actor.organization.minimum_n,
        "filters": {name: query.get(name) for name in ("survey", "department", "from", "to")},
    }

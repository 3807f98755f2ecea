"""The product's first page: how are we doing, what changed, where, and what do customers say."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cem.accounts.access import Actor, requires
from insights import charts
from insights.domain.nps import NpsCounts, NpsFigure, group_of
from insights.domain.nps_change import NpsChange
from insights.forms.filters import DashboardFilterForm
from insights.policies import IMPORT_FEEDBACK, MANAGERS, VIEW_DASHBOARD
from insights.selectors.dashboard import (
    Comment,
    Dashboard,
    LeagueRow,
    dashboard_detail,
    dashboard_live,
    today_of,
    visible_tree,
)
from surveys.facade import survey_choices


@require_safe
@requires(VIEW_DASHBOARD)
def dashboard(request: HttpRequest) -> HttpResponse:
    form = _filters(request)
    found = dashboard_detail(request.actor, form.view)
    return render(request, "insights/dashboard.html", {"form": form, **_context(found, form, request.actor)})


@require_safe
@requires(VIEW_DASHBOARD)
def dashboard_live_part(request: HttpRequest) -> HttpResponse:
    """The figures again, or 204 where the page has seen (`seen`: a stamp) all there is."""
    form = _filters(request)
    live = dashboard_live(request.actor, form.view)
    if request.GET.get("seen") == live.stamp:
        return HttpResponse(status=204)
    found = dashboard_detail(request.actor, form.view, live)
    response = render(request, "insights/_dashboard_live.html", _context(found, form, request.actor))
    # The fragment brings its own frame, whose address holds the new stamp.
    response["HX-Reswap"] = "outerHTML"
    return response


def _filters(request: HttpRequest) -> DashboardFilterForm:
    actor: Actor = request.actor
    return DashboardFilterForm(
        request.GET,
        today=today_of(actor),
        surveys=[(choice.id, choice.title) for choice in survey_choices(actor)],
        nodes=visible_tree(actor),
    )


def _context(found: Dashboard, form: DashboardFilterForm, actor: Actor) -> dict[str, Any]:
    figure = found.figure
    return {
        "found": found,
        "view": found.view,
        "figure": figure,
        "interval": None if figure.value is None else (figure.low, figure.high),
        "change": found.change,
        "change_sentence": change_sentence(found.change, figure, found.before),
        "before_period": found.view.period.before(),
        "groups": _groups(found.live.counts) if figure.value is not None else [],
        "trend": charts.trend_figure(found.points) if figure.value is not None else None,
        "trend_table": charts.trend_table(found.points, found.grain),
        "grain": found.grain,
        "histogram": charts.histogram_figure(found.histogram) if figure.value is not None else None,
        "histogram_table": charts.histogram_table(found.histogram),
        "league": [_league_entry(row, form.query) for row in found.league],
        "comments": [_comment_entry(comment) for comment in found.live.comments],
        "query": form.query,
        "stamp": found.live.stamp,
        "minimum_n": actor.organization.minimum_n,
        "has_surveys": len(form.fields["survey"].choices) > 1,
        "may_create": actor.role in MANAGERS,
        "may_import": IMPORT_FEEDBACK.allows(actor),
        "without_department": actor.department_ids is not None and not found.view.nodes,
        "updated_at": timezone.now(),
    }


def change_sentence(change: NpsChange | None, figure: NpsFigure, before: NpsFigure | None) -> str:
    """What became of the figure since the period before, and whether chance alone can explain it."""
    if figure.value is None:
        return ""
    if change is None:
        if before is not None and before.suppressed:
            return _("Too few answers in the period before to compare with.")
        return _("No answers in the period before to compare with.")
    points = f"{abs(change.points):.1f}"
    if points == "0.0":
        return _("Unchanged against the period before.")
    if change.beyond_chance:
        if change.points > 0:
            return _("Rose by %(points)s points against the period before: more than chance.") % {"points": points}
        return _("Fell by %(points)s points against the period before: more than chance.") % {"points": points}
    if change.points > 0:
        return _("Rose by %(points)s points against the period before, within chance.") % {"points": points}
    return _("Fell by %(points)s points against the period before, within chance.") % {"points": points}


def _groups(counts: NpsCounts) -> list[dict[str, Any]]:
    """The three groups with their counts and shares in percent; the order is that of the bar."""
    groups = [
        (_("Promoters"), "9–10", counts.promoters, "promoter"),
        (_("Passives"), "7–8", counts.passives, "passive"),
        (_("Detractors"), "0–6", counts.detractors, "detractor"),
    ]
    return [
        {"label": label, "range": scores, "value": value, "share": 100 * value / counts.n, "tone": tone}
        for label, scores, value, tone in groups
    ]


def _league_entry(row: LeagueRow, query: str) -> dict[str, Any]:
    """`address` opens the dashboard of that department, with the other filters as they are."""
    counts = NpsCounts(row.figure.promoters, row.figure.passives, row.figure.detractors)
    kept = QueryDict(query, mutable=True)
    kept["department"] = str(row.department_id)
    segments = _groups(counts) if row.figure.value is not None else []
    return {"row": row, "segments": segments, "address": f"?{kept.urlencode()}"}


def _comment_entry(comment: Comment) -> dict[str, Any]:
    """A survey comment's rating is a recommendation score and takes its group's colour; other ratings stay plain."""
    score = int(comment.rating) if comment.response_id is not None and comment.rating is not None else None
    tone = group_of(score).value if score is not None else "neutral"
    return {"comment": comment, "score": score, "tone": tone}

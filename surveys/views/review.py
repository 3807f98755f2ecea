"""Responses that deserve a look: why, and out of the figures with those that do not count."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from surveys import policies
from surveys.domain.quality import CODES
from surveys.models import Response
from surveys.selectors.quality import DOUBTED, EXCLUDED, LEVELS, QualityFilters, judged_list, quality_counts
from surveys.selectors.responses import answers_in_words
from surveys.selectors.surveys import survey_detail
from surveys.selectors.trajectories import readings_of
from surveys.services.quality import MOST_AT_ONCE, exclude_responses, include_responses
from surveys.services.quality_wording import LEVELS as LEVEL_LABELS
from surveys.services.quality_wording import flag_label, flag_reason
from surveys.views.publishing import survey_tabs

PAGE_SIZE = 25
TONES = {"ok": "success", "look": "warning", "bad": "danger"}


@requires(policies.VIEW_RESPONSES)
@require_safe
def quality(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    filters = QualityFilters.read(request.GET)
    page = Paginator(judged_list(request.actor, survey.pk, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    readings = readings_of(page.object_list)
    counts = quality_counts(request.actor, survey.pk)
    context = {
        "survey_row": survey,
        "tabs": survey_tabs(request, survey, "quality"),
        "page": page,
        "rows": [_row(request, response, readings.get(response.pk)) for response in page],
        "filters": filters,
        "levels": [(name, label) for name, label in _level_choices().items()],
        "codes": sorted(((code, flag_label(code)) for code in CODES), key=lambda choice: choice[1]),
        "counts": counts,
        "is_filtered": filters != QualityFilters(),
        "is_excluded_list": filters.level == EXCLUDED,
        "may_exclude": policies.EXCLUDE_RESPONSES.allows(request.actor),
        "query": _query(filters),
    }
    return render(request, "surveys/review.html", context)


@requires(policies.EXCLUDE_RESPONSES)
@require_POST
def exclude(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """Takes out the responses that are ticked, or with `all` every one of the list."""
    count = exclude_responses(actor=request.actor, responses=_chosen(request, survey_id), reason=_reason(request))
    message = ngettext(
        "%(n)s response no longer counts.", "%(n)s responses no longer count. They can be brought back.", count
    )
    return _back(request, survey_id, message % {"n": count}, count)


@requires(policies.EXCLUDE_RESPONSES)
@require_POST
def include(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    count = include_responses(actor=request.actor, responses=_chosen(request, survey_id), reason=_reason(request))
    message = ngettext("%(n)s response counts again.", "%(n)s responses count again.", count)
    return _back(request, survey_id, message % {"n": count}, count)


def _row(request: HttpRequest, response: Response, reading: Any) -> dict[str, Any]:
    level = response.quality.get("level", "")
    return {
        "response": response,
        "score": response.quality.get("score"),
        "level": LEVEL_LABELS.get(level, level),
        "tone": TONES.get(level, "neutral"),
        "flags": [
            {"label": flag_label(flag["code"]), "reason": flag_reason(flag["code"], flag.get("params", {}))}
            for flag in response.quality.get("flags", [])
        ],
        "answers": answers_in_words(response, organization_name=request.organization.name),
        "path": [step[0] for step in response.path],
        "reading": reading,
        "seconds": round(reading.active_ms / 1000) if reading else response.seconds,
    }


def _chosen(request: HttpRequest, survey_id: UUID) -> Any:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    if request.POST.get("all"):
        rows = judged_list(request.actor, survey.pk, QualityFilters.read(request.POST))
        return Response.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE]))
    ids = []
    for text in request.POST.getlist("response")[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return Response.objects.filter(survey_id=survey.pk, pk__in=ids)


def _reason(request: HttpRequest) -> str:
    return str(request.POST.get("reason", ""))


def _back(request: HttpRequest, survey_id: UUID, message: str, count: int) -> HttpResponse:
    if count:
        messages.success(request, message)
    else:
        messages.info(request, _("Nothing was chosen, so nothing has changed."))
    address = reverse("surveys:quality", args=[request.organization.slug, survey_id])
    query = _query(QualityFilters.read(request.POST))
    return redirect(f"{address}?{query}" if query else address)


def _query(filters: QualityFilters) -> str:
    kept = {"level": filters.level if filters.level != DOUBTED else "", "flag": filters.flag}
    return urlencode({name: value for name, value in kept.items() if value})


def _level_choices() -> dict[str, str]:
    labels = {DOUBTED: _("Worth a look or doubtful"), EXCLUDED: _("Excluded")}
    return {name: str(labels.get(name) or LEVEL_LABELS[name]) for name in LEVELS}

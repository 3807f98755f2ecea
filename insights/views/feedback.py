"""The list of voices."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cem.accounts.access import requires
from cem.accounts.selectors.departments import department_tree
from insights import policies
from insights.enums import Polarity
from insights.forms.feedback import FeedbackFilterForm
from insights.models import Feedback
from insights.selectors import feedback as selectors
from surveys.facade import survey_choices

TONES = {Polarity.POSITIVE: "positive", Polarity.NEUTRAL: "neutral", Polarity.NEGATIVE: "negative"}


@require_safe
@requires(policies.VIEW_FEEDBACK)
def feedback_list(request: HttpRequest) -> HttpResponse:
    form = FeedbackFilterForm(
        request.GET,
        sources=selectors.feedback_sources(),
        nodes=department_tree(request.actor.department_ids),
        surveys=[(choice.id, choice.title) for choice in survey_choices(request.actor)],
    )
    filters = form.filters
    rows = selectors.feedback_list(request.actor, filters)
    page = selectors.feedback_page(rows, _cursor(request))
    counts = selectors.feedback_counts(rows)
    context = {
        "form": form,
        "voices": [_voice(row) for row in page.rows],
        "counts": counts,
        "segments": [
            {"label": label, "value": getattr(counts, name), "tone": TONES[Polarity(name)]}
            for name, label in Polarity.choices
        ],
        "has_split": not filters.polarity and bool(counts.positive or counts.neutral or counts.negative),
        "older": _address(request, "before", page.older),
        "newer": _address(request, "after", page.newer),
        "is_filtered": any(value for name, value in request.GET.items() if name not in {"before", "after"}),
        "may_import": policies.IMPORT_FEEDBACK.allows(request.actor),
    }
    return render(request, "insights/feedback.html", context)


def _cursor(request: HttpRequest) -> selectors.FeedbackCursor | None:
    if after := request.GET.get("after"):
        return selectors.read_cursor(after, backwards=True)
    return selectors.read_cursor(request.GET.get("before", ""))


def _address(request: HttpRequest, name: str, cursor: selectors.FeedbackCursor | None) -> str:
    if cursor is None:
        return ""
    kept = {key: value for key, value in request.GET.items() if value and key not in {"before", "after"}}
    return "?" + urlencode({**kept, name: str(cursor)})


def _voice(row: Feedback) -> dict[str, Any]:
    polarity = Polarity(row.polarity) if row.polarity else None
    return {
        "row": row,
        "polarity": polarity.label if polarity else "",
        "tone": TONES[polarity] if polarity else "neutral",
        "share": None if row.score is None else f"{round(100 * row.score)}%",
        "source": selectors.source_label(row.source),
        "is_demo": selectors.is_demo_source(row.source),
    }

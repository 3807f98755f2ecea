"""The living style guide: every token and component with the code to use it. Development only."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TONES = [
    "neutral",
    "brand",
    "accent",
    "success",
    "warning",
    "danger",
    "info",
    "promoter",
    "passive",
    "detractor",
    "mixed",
]
COLOURS = [
    "canvas",
    "surface",
    "raised",
    "sunken",
    "line",
    "line-strong",
    "ink",
    "ink-2",
    "ink-3",
    "brand",
    "brand-soft",
    "accent",
    "accent-soft",
    "promoter",
    "passive",
    "detractor",
    "success",
    "warning",
    "danger",
    "info",
    "mixed",
]
ART = ["inbox", "survey", "chart", "search", "done", "people", "journey", "lock", "lost", "broken"]


class SampleForm(forms.Form):
    """Shows what crispy prints: a label, help, a required mark, an error, a box to tick."""

    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("Respondents see it at the top of the page.")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[("link", gettext_lazy("Link")), ("qr", gettext_lazy("QR code"))]
    )
    agree = forms.BooleanField(label=gettext_lazy("Send a reminder after three days"), required=False)


def sample_figure() -> dict[str, Any]:
    weeks = [
        f"2026-{month:02d}-{day:02d}"
        for month, day in ((7, 6), (7, 13), (7, 20), (7, 27), (8, 3), (8, 10), (8, 17), (8, 24))
    ]
    middle = [31.2, 33.0, 32.1, 36.4, 35.2, 39.8, 41.5, 42.3]
    low, high = [value - 5.5 for value in middle], [value + 5.5 for value in middle]
    edge = {"width": 0}
    return {
        "data": [
            {"x": weeks, "y": low, "mode": "lines", "line": edge, "hoverinfo": "skip", "showlegend": False},
            {
                "x": weeks,
                "y": high,
                "mode": "lines",
                "line": edge,
                "fill": "tonexty",
                "fillcolor": "token:brand/0.14",
                "hoverinfo": "skip",
                "name": _("95% interval"),
            },
            {
                "x": weeks,
                "y": middle,
                "mode": "lines+markers",
                "line": {"color": "token:brand", "width": 2.5},
                "marker": {"size": 7},
                "name": "NPS",
                "hovertemplate": "%{y:.1f}<extra></extra>",
            },
        ],
        "layout": {"yaxis": {"range": [20, 52]}},
    }


def sample_bars() -> dict[str, Any]:
    names = [_("Delivery"), _("Packaging"), _("Service"), _("Price")]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": names,
                "x": [62, 48, 71, 35],
                "name": _("Positive"),
                "marker": {"color": "token:positive"},
            },
            {
                "type": "bar",
                "orientation": "h",
                "y": names,
                "x": [-21, -30, -9, -44],
                "name": _("Negative"),
                "marker": {"color": "token:negative"},
            },
        ],
        "layout": {"barmode": "relative", "hovermode": "closest"},
    }


def samples() -> dict[str, Any]:
    now = timezone.now()
    return {
        "tones": TONES,
        "colours": COLOURS,
        "art": ART,
        "form": SampleForm({"title": "", "email": "li.na"}),
        "page": Paginator(range(1248), 25).page(4),
        "interval": (36.8, 47.8),
        "trend": [31.2, 33.0, 32.1, 36.4, 35.2, 39.8, 41.5, 42.3],
        "segments": [
            {"label": _("Promoters"), "value": 612, "tone": "promoter"},
            {"label": _("Passives"), "value": 390, "tone": "passive"},
            {"label": _("Detractors"), "value": 246, "tone": "detractor"},
        ],
        "figure": sample_figure(),
        "figure_table": {"columns": [_("Week"), "NPS"], "rows": [["2026-08-17", 41.5], ["2026-08-24", 42.3]]},
        "bars": sample_bars(),
        "tab_list": [
            {"label": _("Overview"), "url": "?", "active": True, "icon": "speedometer2"},
            {"label": _("Answers"), "url": "?", "count": 1248},
            {"label": _("Settings"), "url": "?"},
        ],
        "pairs": [(_("Customer"), "王小雨"), (_("Touchpoint"), _("Delivery")), (_("Due"), now + timedelta(hours=5))],
        "history": sample_history(now),
    }


def sample_history(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "title": _("Solved: a new parcel is on its way"),
            "actor": "陈晨",
            "at": now,
            "icon": "check2",
            "tone": "success",
        },
        {
            "title": _("Called the customer"),
            "actor": "陈晨",
            "at": now - timedelta(hours=2),
            "icon": "telephone",
            "tone": "brand",
            "body": _("The box was crushed on arrival. Wants a replacement before Friday."),
        },
        {
            "title": _("Ticket opened by a rule"),
            "at": now - timedelta(hours=5),
            "icon": "lightning-charge",
            "tone": "accent",
        },
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.SHOW_STYLEGUIDE:
        raise Http404
    return render(request, "styleguide.html", samples())

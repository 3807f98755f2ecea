"""Component tags for templates: ``{% load ui %}``. The style guide at /styleguide shows each with the code to use it.

Values in, HTML out; no database, no business words. Templates live in ``templates/components``.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cem.ui import figures

register = template.Library()

register.filter("figure", figures.figure)
register.filter("signed", figures.signed)


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A symbol of ``static/icons.svg``. Decorative unless ``label`` is given. ``size``: "" or "lg"."""
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    css = f"icon icon-{size}" if size else "icon"
    return format_html('<svg class="{}" {}><use href="{}#{}"></use></svg>', css, role, static("icons.svg"), name)


draw_icon = icon  # Tags below have a parameter of the name ``icon``.


@register.simple_tag
def illustration(name: str, css: str = "empty-art") -> SafeString:
    """A drawing of ``static/img/illustrations.svg``: inbox survey chart search done people journey lock lost broken."""
    markup = '<svg class="{}" viewBox="0 0 200 140" aria-hidden="true"><use href="{}#{}"></use></svg>'
    return format_html(markup, css, static("img/illustrations.svg"), name)


@register.simple_tag
def badge(label: object, tone: str = "neutral", icon: str = "", *, dot: bool = False) -> SafeString:
    """A state or class in a pill. Tones: neutral brand accent success warning danger info promoter passive detractor
    positive negative mixed."""
    mark = draw_icon(icon) if icon else ""
    return format_html('<span class="tag tone-{}{}">{}{}</span>', tone, " tag-dot" if dot else "", mark, label)


@register.inclusion_tag("components/delta.html")
def delta(value: float | None, unit: str = "", better: str = "higher", note: str = "") -> dict[str, Any]:
    """A change since before. ``better``: "higher", "lower" or "" when neither is good."""
    tone = figures.delta_tone(value, better)
    return {"value": value, "unit": unit, "note": note, "tone": tone, "direction": figures.direction(value)}


@register.inclusion_tag("components/tile.html")
def tile(label: str, value: object = None, **options: Any) -> dict[str, Any]:
    """A figure with what is needed to trust it.

    ``value`` None prints "too few answers". Options: unit, interval (low, high), n, delta, delta_unit, delta_note,
    better ("higher"/"lower"), href (its rows), tone (a coloured edge), note (definition in force), spark (numbers).
    """
    return {"label": label, "value": value, "better": "higher", "delta": None, "n": None, **options}


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Iterable[float | None], tone: str = "brand", label: str = "") -> dict[str, Any]:
    return {"points": figures.polyline(values), "tone": tone, "label": label}


@register.inclusion_tag("components/split_bar.html")
def split_bar(segments: Iterable[Mapping[str, Any]], *, legend: bool = True) -> dict[str, Any]:
    """Shares of a whole as one bar. ``segments``: mappings with label, value (a count or share) and tone."""
    return {"segments": figures.shares(segments), "legend": legend}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*steps: Any) -> dict[str, Any]:
    """Label and address in turn, the last a label alone: ``{% breadcrumb _("Surveys") list_url survey.title %}``."""
    pairs = [(steps[at], steps[at + 1] if at + 1 < len(steps) else "") for at in range(0, len(steps), 2)]
    return {"steps": pairs}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Links between sibling pages. ``items``: mappings with label, url, active and optionally icon, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/facts.html")
def facts(pairs: Iterable[tuple[object, object]]) -> dict[str, Any]:
    """A definition list of (term, value) pairs."""
    return {"pairs": pairs}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """History, newest where you put it. Entries: title, at (datetime) and optionally actor, body, icon, tone."""
    return {"entries": entries}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Any, parameter: str = "page") -> dict[str, Any]:
    """For a Django ``Page``; keeps the other parameters of the address."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    return {
        "page": page,
        "window": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
        "parameter": parameter,
        "tail": f"&{query.urlencode()}" if query else "",
    }


@register.inclusion_tag("components/progress.html", takes_context=True)
def progress(context: RequestContext, label: str, **options: Any) -> dict[str, Any]:
    """A job row. Options: value and maximum (none: unknown length), url (polled each second while running),
    state ("running", "done", "failed", "cancelled"), detail, cancel_url (POST), result_url, result_label."""
    return {"label": label, "state": "running", "csrf_token": context.get("csrf_token"), **options}


@register.inclusion_tag("components/copy_field.html")
def copy_field(value: str, label: str) -> dict[str, Any]:
    return {"value": value, "label": label, "field_id": f"copy-{uuid4().hex[:8]}"}


@register.inclusion_tag("components/file_drop.html")
def file_drop(name: str, label: str, **options: Any) -> dict[str, Any]:
    """A file input as a drop area. Options: accept, help, multiple, required."""
    return {"name": name, "label": label, **options}


@register.inclusion_tag("components/confirm_button.html", takes_context=True)
def confirm_button(context: RequestContext, url: str, label: str, **options: Any) -> dict[str, Any]:
    """A POST form of one button that asks first. Options: title, message, action (the dialog's button), tone
    ("danger" or "brand"), css (button classes), icon, fields (mapping of hidden values)."""
    base = {"tone": "danger", "css": "btn btn-danger", "csrf_token": context.get("csrf_token")}
    return {**base, "url": url, "label": label, **options}


@register.inclusion_tag("components/skeleton.html")
def skeleton(lines: int = 4) -> dict[str, Any]:
    return {"lines": range(lines)}


@register.inclusion_tag("components/chart.html")
def chart(figure: Mapping[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """A Plotly figure ``{"data": [...], "layout": {...}}`` or ``url=`` of one. Options: label (what it shows,
    read aloud), title, height ("sm", "md", "lg"), table ({"columns": [...], "rows": [[...]]}: the same
    figures for everybody)."""
    base = {"chart_id": f"chart-{uuid4().hex[:8]}", "height": "md", "label": "", "title": ""}
    source = json.dumps(figure, cls=DjangoJSONEncoder, ensure_ascii=False) if figure else ""
    return {**base, "source": source, **options}


def _block(name: str, content: str, options: dict[str, Any]) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **options})


@register.simple_block_tag
def card(content: str, **options: Any) -> SafeString:
    """``{% card title=... %}..{% endcard %}``. Options: title, text, flush (no inner space: tables), css, id."""
    return _block("card", content, options)


@register.simple_block_tag
def empty_state(content: str, **options: Any) -> SafeString:
    """Nothing here yet, and what to do next; the buttons go inside. Options: title, text, art, small."""
    return _block("empty", content, {"art": "inbox", **options})


@register.simple_block_tag
def callout(content: str, **options: Any) -> SafeString:
    """A remark in the page. Options: tone (info success warning danger accent brand neutral), title, icon."""
    return _block("callout", content, {"tone": "info", **options})


@register.simple_block_tag
def table_wrap(content: str, label: str = "") -> SafeString:
    """Around ``<table class="table">``: scrolls on a phone, reachable by keyboard; ``table-cards`` makes cards."""
    return _block("table_wrap", content, {"label": label})


@register.simple_block_tag
def filter_bar(content: str, **options: Any) -> SafeString:
    """A GET form that sends itself. Fields go inside. Options: target (hx-target selector), reset (address)."""
    return _block("filter_bar", content, options)


@register.simple_tag
def tab_items(navigation: Iterable[Mapping[str, Any]] | None, limit: int = 4) -> list[Mapping[str, Any]]:
    """Items of the phone's tab bar: those marked ``tab``, else the first of each group."""
    groups = [group["items"] for group in navigation or () if group.get("items")]
    marked = [item for items in groups for item in items if item.get("tab")]
    return (marked or [items[0] for items in groups])[:limit]


@register.filter
def initial(name: object) -> str:
    """The letter of an avatar: the last character of a Chinese name, else the first letter."""
    text = str(name or "").strip()
    if not text:
        return "?"
    return text[-1] if "一" <= text[-1] <= "鿿" and len(text) <= 4 else text[0].upper()

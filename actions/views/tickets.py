"""The list of tickets, and the page of one."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions import policies
from actions.forms.choices import department_choices, survey_choices
from actions.forms.tickets import TicketFilterForm
from actions.models import Ticket
from actions.selectors.tickets import TicketFilter, tab_counts, ticket_counts, ticket_list, tickets_on_tab
from actions.views.detail import render_ticket
from cem.accounts.access import Actor, requires

PAGE_SIZE = 20


def visible_ticket(request: HttpRequest, ticket_id: UUID) -> Ticket:
    """404 for a ticket of another organisation or department."""
    return get_object_or_404(ticket_list(actor=request.actor), pk=ticket_id)


@require_safe
@requires(policies.VIEW_TICKETS)
def tickets(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    tabs = _tabs(actor)
    tab = request.GET.get("tab")
    if tab not in dict(tabs):
        tab = "department" if "department" in dict(tabs) else "open"
    form, narrow = _filter(request, actor)
    found = tickets_on_tab(actor=actor, tab=tab, narrow=narrow)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = [(name, value) for name, value in request.GET.items() if name in form.fields and value]
    context = {
        "page": page,
        "tab": tab,
        "tabs": _tab_links(request, tabs, tab, kept),
        "form": form,
        "show_filter": actor.department_ids is None or len(actor.department_ids) > 1,
        "is_filtered": bool(kept),
        "reset": f"{request.path}?{urlencode({'tab': tab})}",
        "may_edit_rules": policies.EDIT_RULES.allows(actor),
    }
    return render(request, "actions/tickets.html", context)


@require_safe
@requires(policies.VIEW_TICKETS)
def ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    return render_ticket(request, visible_ticket(request, ticket_id))


@require_safe
@requires(policies.VIEW_TICKETS)
def open_tickets_tile(request: HttpRequest) -> HttpResponse:
    """A figure for the dashboard: how many tickets are open, and how many of them are late."""
    form, narrow = _filter(request, request.actor)
    counts = ticket_counts(actor=request.actor, narrow=narrow)
    kept = [(name, value) for name, value in request.GET.items() if name in form.fields and value]
    href = reverse("actions:tickets", args=[request.organization.slug])
    query = urlencode([("tab", "open"), *kept])
    return render(request, "actions/_open_tickets_tile.html", {"counts": counts, "href": f"{href}?{query}"})


def _tabs(actor: Actor) -> list[tuple[str, str]]:
    tabs = []
    if policies.WORK_ON_TICKETS.allows(actor):
        tabs += [("mine", _("Mine")), ("department", _("My department"))]
    if actor.department_ids is None or not tabs:
        # For everybody else the own departments are all there is to see.
        tabs.append(("open", _("All open")))
    return [*tabs, ("done", _("Resolved and closed"))]


def _tab_links(
    request: HttpRequest, tabs: list[tuple[str, str]], current: str, kept: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    counts = tab_counts(actor=request.actor)
    return [
        {
            "label": label,
            "url": f"{request.path}?{urlencode([('tab', name), *kept])}",
            "active": name == current,
            "count": counts[name],
        }
        for name, label in tabs
    ]


def _filter(request: HttpRequest, actor: Actor) -> tuple[TicketFilterForm, TicketFilter]:
    form = TicketFilterForm(request.GET or None, departments=department_choices(actor), surveys=survey_choices(actor))
    form.is_valid()
    data = getattr(form, "cleaned_data", {})
    return form, TicketFilter(
        department=data.get("department"),
        survey=data.get("survey"),
        late=bool(data.get("late")),
        words=data.get("q", ""),
    )

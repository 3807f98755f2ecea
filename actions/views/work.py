"""The buttons of a ticket."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions import policies
from actions.forms.tickets import AssignForm, WorkForm
from actions.models import Ticket
from actions.selectors.assignees import possible_assignees
from actions.selectors.contacts import ticket_contact
from actions.services.assignment import assign_ticket
from actions.services.notes import add_note
from actions.services.transitions import transition_ticket
from actions.views.detail import render_ticket
from actions.views.tickets import visible_ticket
from cem.accounts.access import requires
from cem.refusal import Refusal


@require_POST
@requires(policies.WORK_ON_TICKETS)
def transition(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    ticket = visible_ticket(request, ticket_id)
    form = WorkForm(request.POST)
    if not form.is_valid():
        return render_ticket(request, ticket, form=form, status=422)
    data = form.cleaned_data
    try:
        changed = transition_ticket(
            actor=request.actor,
            ticket=ticket,
            to=data["to"],
            cause=data["cause"],
            note=data["note"],
            expected=data["revision"],
        )
    except Refusal as refusal:
        return _refused(request, ticket, form, refusal)
    words = {"number": changed.number, "status": changed.get_status_display()}
    messages.success(request, _("Ticket #%(number)d is now “%(status)s”.") % words)
    return _back(request, ticket)


@require_POST
@requires(policies.WORK_ON_TICKETS)
def note(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    ticket = visible_ticket(request, ticket_id)
    form = WorkForm(request.POST)
    if not form.is_valid():
        return render_ticket(request, ticket, form=form, status=422)
    try:
        add_note(actor=request.actor, ticket=ticket, note=form.cleaned_data["note"])
    except Refusal as refusal:
        return _refused(request, ticket, form, refusal)
    messages.success(request, _("The note is saved."))
    return _back(request, ticket)


@require_POST
@requires(policies.ASSIGN_TICKETS)
def assign(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    ticket = visible_ticket(request, ticket_id)
    form = AssignForm(request.POST, members=possible_assignees(ticket.department_id))
    if not form.is_valid():
        refusal = Refusal("assignee_not_possible", _("Choose somebody who can take tickets of this department."))
        return render_ticket(request, ticket, refusal=refusal, status=422)
    try:
        changed = assign_ticket(
            actor=request.actor,
            ticket=ticket,
            assignee=form.cleaned_data["assignee"],
            expected=form.cleaned_data["revision"],
        )
    except Refusal as refusal:
        ticket.refresh_from_db()
        return render_ticket(request, ticket, refusal=refusal, status=refusal.status)
    messages.success(request, _("%(name)s has the ticket now.") % {"name": str(changed.assignee.user)})
    return _back(request, ticket)


@require_POST
@requires(policies.WORK_ON_TICKETS)
def reveal_contact(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Show name and number once, on this answer only; who looked is in the audit log."""
    ticket = visible_ticket(request, ticket_id)
    contact = ticket_contact(actor=request.actor, response_id=ticket.response_id)
    if contact is None:
        refusal = Refusal("no_contact", _("This customer has left no number."), status=409)
        return render_ticket(request, ticket, refusal=refusal, status=409)
    if not request.htmx:
        return render_ticket(request, ticket, contact=contact)
    response = render(request, "actions/_contact.html", {"ticket": ticket, "contact": contact})
    response["Cache-Control"] = "no-store"
    return response


def _refused(request: HttpRequest, ticket: Ticket, form: WorkForm, refusal: Refusal) -> HttpResponse:
    ticket.refresh_from_db()
    return render_ticket(request, ticket, form=form, refusal=refusal, status=refusal.status)


def _back(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    return redirect("actions:ticket", request.organization.slug, ticket.id)

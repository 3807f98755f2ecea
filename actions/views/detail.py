"""Draws the page of a ticket: after reading it, and after a refusal with everything that was typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from actions import policies
from actions.domain.ticket_states import State, next_states
from actions.forms.tickets import AssignForm, WorkForm
from actions.models import Ticket
from actions.selectors.assignees import possible_assignees
from actions.selectors.tickets import ticket_events
from actions.selectors.voices import ticket_voice
from actions.views.history import history
from cem.accounts.access import Actor
from cem.refusal import Refusal


def render_ticket(
    request: HttpRequest,
    ticket: Ticket,
    *,
    form: WorkForm | None = None,
    refusal: Refusal | None = None,
    contact: Any = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    may_work = policies.WORK_ON_TICKETS.allows(actor)
    steps = set(next_states(ticket.status)) if may_work else set()
    context = {
        "ticket": ticket,
        "voice": ticket_voice(ticket.response_id, with_reading=True),
        "history": history(ticket_events(ticket)),
        "form": _work_form(ticket, form),
        "assign_form": _assign_form(actor, ticket),
        "refusal": refusal,
        "may_work": may_work,
        "contact": contact,
        **{f"can_{state}": state in steps for state in State},
    }
    response = render(request, "actions/ticket.html", context, status=status)
    if contact is not None:
        response["Cache-Control"] = "no-store"
    return response


def _work_form(ticket: Ticket, typed: WorkForm | None) -> WorkForm:
    """What was typed stays; the revision is the one of the page that is drawn now."""
    values = {"cause": ticket.cause, "note": "", "revision": ticket.revision}
    if typed is None:
        return WorkForm(initial=values)
    form = WorkForm({**typed.data.dict(), "revision": str(ticket.revision)})
    form.is_valid()
    return form


def _assign_form(actor: Actor, ticket: Ticket) -> AssignForm | None:
    if not ticket.is_open or not policies.ASSIGN_TICKETS.allows(actor):
        return None
    members = [one for one in possible_assignees(ticket.department_id) if one.id != ticket.assignee_id]
    return AssignForm(members=members, initial={"revision": ticket.revision}) if members else None

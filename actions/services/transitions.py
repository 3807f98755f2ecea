"""Moves a ticket from one status to the next."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.domain.due import resumed_due_at
from actions.domain.ticket_states import INPUT_MISSING, UNKNOWN_STATE, Decision, decide
from actions.enums import TicketEventKind, TicketStatus
from actions.models import Ticket
from actions.policies import WORK_ON_TICKETS
from actions.services.causes import GivenCause, read_cause
from actions.services.steps import lock_ticket, note_step, save_step
from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal

MISSING = {
    "cause": gettext_lazy("Choose the cause."),
    "note": gettext_lazy("Write a short note."),
    "assignee": gettext_lazy("Choose who takes the ticket."),
}
# A person who takes up a ticket that belongs to nobody takes it over.
TAKES_OVER = frozenset({TicketStatus.IN_PROGRESS, TicketStatus.WAITING, TicketStatus.RESOLVED})


@transaction.atomic
def transition_ticket(
    *, actor: Actor, ticket: Ticket, to: str, cause: str = "", note: str = "", expected: int | None = None
) -> Ticket:
    """Take one step of a ticket's life and return the ticket as it is then.

    `cause` is a code, a label or other words (kept beside the code "other"); `expected` the revision the actor has
    seen. Raises PermissionDenied, or Refusal: ticket_changed and transition_not_possible (409), unknown_state and
    input_missing (422, `errors` by field).
    """
    locked = lock_ticket(actor=actor, ticket_id=ticket.pk, rule=WORK_ON_TICKETS, expected=expected)
    given, note = read_cause(cause), note.strip()
    assignee_id = locked.assignee_id or _taken_by(actor, to)
    decision = decide(locked.status, to, given={"cause": given.code, "note": note, "assignee": str(assignee_id or "")})
    if not decision.is_allowed:
        raise _refusal(locked, to, decision)
    before, changes = locked.status, _changes(locked, to, given)
    if assignee_id != locked.assignee_id:
        changes["taken_by"] = actor.label
    locked.assignee_id = assignee_id
    locked.status = to
    _set_clocks(locked)
    if to == TicketStatus.RESOLVED:
        locked.cause, locked.cause_words, locked.resolution = given.code, given.words, note
    save_step(
        locked,
        "status",
        "assignee",
        "cause",
        "cause_words",
        "resolution",
        "due_at",
        "resolved_at",
        "closed_at",
    )
    note_step(actor=actor, ticket=locked, kind=TicketEventKind.STATUS, from_status=before, note=note, **changes)
    record_audit(actor=actor, action=f"ticket.{to}", target=locked, changes={"from": before, "to": to, **changes})
    return locked


def _taken_by(actor: Actor, to: str) -> UUID | None:
    return actor.membership_id if to in TAKES_OVER else None


def _changes(ticket: Ticket, to: str, given: GivenCause) -> dict[str, Any]:
    if to != TicketStatus.RESOLVED:
        return {}
    return {"cause": given.code, **({"cause_words": given.words} if given.words else {})}


def _set_clocks(ticket: Ticket) -> None:
    now = timezone.now()
    if ticket.status == TicketStatus.RESOLVED:
        ticket.resolved_at = now
    elif ticket.status == TicketStatus.CLOSED:
        ticket.closed_at = now
    elif ticket.status == TicketStatus.REOPENED:
        ticket.due_at = resumed_due_at(ticket.due_at, resolved_at=ticket.resolved_at or now, reopened_at=now)
        ticket.resolved_at = ticket.closed_at = None


def _refusal(ticket: Ticket, to: str, decision: Decision) -> Refusal:
    if decision.code == UNKNOWN_STATE:
        known = ", ".join(TicketStatus.values)
        return Refusal(
            decision.code,
            _("There is no such status. There are: %(known)s.") % {"known": known},
            errors={"to": [decision.code]},
        )
    if decision.code == INPUT_MISSING:
        errors = {name: [str(MISSING[name])] for name in decision.missing}
        return Refusal(decision.code, " ".join(text for [text] in errors.values()), errors=errors)
    words = {"from": ticket.get_status_display(), "to": TicketStatus(to).label}
    return Refusal(
        decision.code,
        _("This ticket is “%(from)s”; from there it cannot become “%(to)s”.") % words,
        status=409,
    )

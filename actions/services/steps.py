"""What every write on a ticket begins and ends with."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.enums import TicketEventKind
from actions.models import Ticket, TicketEvent
from actions.selectors.tickets import last_change
from cem.accounts.access import Actor, Rule
from cem.events.outbox import record_event
from cem.refusal import Refusal


def lock_ticket(*, actor: Actor, ticket_id: UUID, rule: Rule, expected: int | None = None) -> Ticket:
    """The ticket as it is now, held until the transaction ends: of two clerks the second waits here.

    `expected` is the revision that the actor has seen. Raises PermissionDenied, and Refusal `ticket_changed` (409) when
    somebody has taken a step since.
    """
    rule.require(actor)
    found: Ticket | None = (
        rule.filter(actor, Ticket.objects.select_for_update(of=("self",))).filter(pk=ticket_id).first()
    )
    if found is None:
        raise PermissionDenied(rule.name)
    if expected is not None and expected != found.revision:
        raise _changed_meanwhile(found)
    return found


def note_step(
    *, actor: Actor, ticket: Ticket, kind: TicketEventKind, from_status: str = "", note: str = "", **changes: Any
) -> TicketEvent:
    """Add a step to the history; records `ticket.changed` when it led to another status."""
    moved = from_status not in ("", ticket.status)
    event: TicketEvent = TicketEvent.objects.create(
        ticket=ticket,
        kind=kind,
        from_status=from_status if moved else "",
        to_status=ticket.status if moved else "",
        note=note,
        changes=changes,
        actor_label=actor.label[:160],
        actor_id=actor.api_key_id or actor.user_id,
        at=timezone.now(),
    )
    if moved:
        record_event("ticket.changed", {"ticket": str(ticket.id), "from": from_status, "to": ticket.status})
    return event


def save_step(ticket: Ticket, *fields: str) -> None:
    """Store the changed fields of a locked ticket as its next revision."""
    ticket.updated_at = timezone.now()
    ticket.revision += 1
    ticket.save(update_fields=[*fields, "updated_at", "revision"])


def _changed_meanwhile(ticket: Ticket) -> Refusal:
    change = last_change(ticket)
    message = _("%(who)s has changed this ticket meanwhile; it is now “%(status)s”. Nothing of yours was saved.") % {
        "who": change.actor_label if change else "",
        "status": ticket.get_status_display(),
    }
    return Refusal("ticket_changed", message, status=409)

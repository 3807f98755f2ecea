"""Keeps what was said and done on a ticket."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.enums import TicketEventKind
from actions.models import Ticket, TicketEvent
from actions.policies import WORK_ON_TICKETS
from actions.services.steps import lock_ticket, note_step
from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal


@transaction.atomic
def add_note(*, actor: Actor, ticket: Ticket, note: str) -> TicketEvent:
    """Add a note to a ticket of any status. Raises PermissionDenied, or Refusal note_empty (422).

    A note is no step: it does not count the revision up, so that it never stands in another clerk's way.
    """
    text = note.strip()
    locked = lock_ticket(actor=actor, ticket_id=ticket.pk, rule=WORK_ON_TICKETS)
    if not text:
        message = _("Write a short note.")
        raise Refusal("note_empty", message, errors={"note": [message]})
    locked.updated_at = timezone.now()
    locked.save(update_fields=["updated_at"])
    event = note_step(actor=actor, ticket=locked, kind=TicketEventKind.NOTE, note=text)
    # The text may name the customer; the audit log says only that there is one.
    record_audit(actor=actor, action="ticket.note_added", target=locked)
    return event

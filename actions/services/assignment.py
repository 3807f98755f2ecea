"""Gives a ticket to a member."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from actions.enums import TicketEventKind, TicketStatus
from actions.models import Ticket
from actions.policies import ASSIGN_TICKETS
from actions.selectors.assignees import possible_assignees
from actions.services.steps import lock_ticket, note_step, save_step
from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal


@transaction.atomic
def assign_ticket(
    *, actor: Actor, ticket: Ticket, assignee: UUID, note: str = "", expected: int | None = None
) -> Ticket:
    """Give an open ticket to the member with the membership id `assignee`; it becomes "assigned".

    The member must be active, have a role that works on tickets, and see the department. Raises PermissionDenied, or
    Refusal: ticket_changed, ticket_not_open and already_assigned (409), assignee_not_possible (422).
    """
    locked = lock_ticket(actor=actor, ticket_id=ticket.pk, rule=ASSIGN_TICKETS, expected=expected)
    if not locked.is_open:
        raise Refusal("ticket_not_open", _("Only an open ticket can be assigned. Reopen it first."), status=409)
    member = next((one for one in possible_assignees(locked.department_id) if one.id == assignee), None)
    if member is None:
        message = _("This person cannot take tickets of this department.")
        raise Refusal("assignee_not_possible", message, errors={"assignee": [message]})
    if locked.assignee_id == member.id:
        raise Refusal(
            "already_assigned", _("%(name)s has this ticket already.") % {"name": str(member.user)}, status=409
        )
    before = locked.status
    from_id = str(locked.assignee_id) if locked.assignee_id else None
    locked.assignee = member
    locked.status = TicketStatus.ASSIGNED
    save_step(locked, "assignee", "status")
    changes = {"assignee": str(member.id), "assignee_name": str(member.user), "from_assignee": from_id}
    note_step(
        actor=actor, ticket=locked, kind=TicketEventKind.ASSIGNED, from_status=before, note=note.strip(), **changes
    )
    record_audit(actor=actor, action="ticket.assigned", target=locked, changes=changes)
    return locked

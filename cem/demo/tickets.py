"""Brings the tickets of the demonstration into all states, as clerks would."""

from itertools import cycle

from actions.enums import Cause, TicketStatus
from actions.models import Ticket
from actions.services.notes import add_note
from actions.services.transitions import transition_ticket
from cem.accounts.access import Actor
from cem.tenancy.context import tenant_context

# Each path is a list of (status, note); tickets take them in turn, the empty one first.
PATHS: list[list[tuple[str, str]]] = [
    [],
    [(TicketStatus.IN_PROGRESS, "")],
    [(TicketStatus.IN_PROGRESS, ""), (TicketStatus.WAITING, "已留言，等待顾客回电")],
    [(TicketStatus.IN_PROGRESS, ""), (TicketStatus.RESOLVED, "已致电道歉并补寄商品")],
    [(TicketStatus.RESOLVED, "核实后已退差价"), (TicketStatus.CLOSED, "顾客表示满意")],
    [(TicketStatus.RESOLVED, "已更换新品"), (TicketStatus.CLOSED, ""), (TicketStatus.REOPENED, "顾客反映问题仍在")],
]


def work_on_tickets(manager: Actor) -> None:
    """Move each new ticket along its path; what has been moved before is left alone."""
    causes = cycle(cause for cause in Cause.values if cause != Cause.OTHER)
    with tenant_context(manager.organization.id):
        fresh = list(Ticket.objects.filter(status=TicketStatus.NEW, revision=1).order_by("number"))
        for ticket, path in zip(fresh, cycle(PATHS)):  # the paths never end
            for status, note in path:
                cause = next(causes) if status == TicketStatus.RESOLVED else ""
                transition_ticket(actor=manager, ticket=ticket, to=status, cause=cause, note=note)
            if path:
                add_note(actor=manager, ticket=ticket, note="演示数据：处理过程为模拟")

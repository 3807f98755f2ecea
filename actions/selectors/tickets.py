"""Reads of tickets. Every one is narrowed by the actor's rule."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Q, QuerySet, When
from django.utils import timezone

from actions import policies
from actions.enums import TicketStatus
from actions.models import Ticket, TicketEvent
from cem.accounts.access import Actor
from cem.accounts.selectors.departments import department_subtree, subtree_ids

FINISHED = (TicketStatus.RESOLVED, TicketStatus.CLOSED)
OPEN = tuple(status for status in TicketStatus if status not in FINISHED)


@dataclass(frozen=True)
class TicketFilter:
    """What a list is narrowed to; None leaves it as it is. A department stands for everything below it too."""

    department: UUID | None = None
    survey: UUID | None = None
    status: str = ""
    late: bool = False
    words: str = ""


@dataclass(frozen=True)
class TicketCounts:
    open: int
    late: int
    unassigned: int


def ticket_list(*, actor: Actor, narrow: TicketFilter | None = None) -> QuerySet[Ticket]:
    """The tickets the actor may see, in no particular order."""
    found = policies.VIEW_TICKETS.filter(actor, Ticket.objects.select_related("department", "assignee__user"))
    return _narrowed(found, narrow or TicketFilter())


def tickets_on_tab(*, actor: Actor, tab: str, narrow: TicketFilter | None = None) -> QuerySet[Ticket]:
    """A tab of the list page: "mine", "department", "open" by due time, the actor's own first; "done" newest first."""
    found = ticket_list(actor=actor, narrow=narrow)
    if tab == "done":
        return found.filter(status__in=FINISHED).order_by("-resolved_at", "-id")
    found = found.filter(status__in=OPEN)
    if tab == "mine":
        return found.filter(assignee_id=actor.membership_id).order_by("due_at", "id")
    if tab == "department":
        found = found.filter(department__in=own_department_ids(actor))
    mine = Case(When(assignee_id=actor.membership_id, then=True), default=False, output_field=BooleanField())
    return found.order_by(mine.desc(), "due_at", "id")


def own_department_ids(actor: Actor) -> frozenset[UUID]:
    """The departments the actor belongs to and everything below, also for those who may see all."""
    if actor.department_ids is not None:
        return actor.department_ids
    return department_subtree(membership_id=actor.membership_id)


def tab_counts(*, actor: Actor) -> dict[str, int]:
    """How many open tickets each tab holds; one query, and two for the departments."""
    own = own_department_ids(actor)
    counted = (
        ticket_list(actor=actor)
        .filter(status__in=OPEN)
        .aggregate(
            open=Count("id"),
            mine=Count("id", filter=Q(assignee_id=actor.membership_id)),
            department=Count("id", filter=Q(department__in=own)),
        )
    )
    return {**counted, "done": 0}


def ticket_counts(*, actor: Actor, narrow: TicketFilter | None = None) -> TicketCounts:
    found = ticket_list(actor=actor, narrow=narrow).filter(status__in=OPEN)
    return TicketCounts(
        **found.aggregate(
            open=Count("id"),
            late=Count("id", filter=Q(due_at__lt=timezone.now())),
            unassigned=Count("id", filter=Q(assignee=None)),
        )
    )


def ticket_events(ticket: Ticket) -> list[TicketEvent]:
    """The history, oldest first."""
    return list(ticket.events.order_by("at", "id"))


def last_change(ticket: Ticket) -> TicketEvent | None:
    """The newest step that a person or program took."""
    return ticket.events.exclude(kind__in=["notified", "note"]).order_by("-at", "-id").first()


def _narrowed(found: QuerySet[Ticket], narrow: TicketFilter) -> QuerySet[Ticket]:
    conditions: dict[str, Any] = {}
    if narrow.department:
        conditions["department__in"] = subtree_ids(narrow.department)
    if narrow.survey:
        conditions["survey_id"] = narrow.survey
    if narrow.status:
        conditions["status"] = narrow.status
    found = found.filter(**conditions)
    if narrow.late:
        found = found.filter(_late(timezone.now()))
    if narrow.words:
        number = narrow.words.lstrip("#")
        by_number = Q(number=int(number)) if number.isdecimal() and len(number) < 10 else Q()
        found = found.filter(by_number | Q(title__icontains=narrow.words))
    return found


def _late(now: datetime) -> Q:
    return Q(status__in=OPEN, due_at__lt=now)

from typing import ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from actions import policies
from actions.api.serializers import (
    NoteInputSerializer,
    TicketDetailSerializer,
    TicketEventSerializer,
    TicketQuerySerializer,
    TicketSerializer,
    TransitionInputSerializer,
)
from actions.models import Ticket
from actions.selectors.tickets import TicketFilter, ticket_list
from actions.services.notes import add_note
from actions.services.transitions import transition_ticket
from cem.accounts.access import Actor, Rule
from cem.api.schema import PageQuery, page_of, problems
from cem.api.views import ApiView

TAG = "tickets"


def found(actor: Actor, ticket_id: UUID) -> Ticket:
    return get_object_or_404(ticket_list(actor=actor), pk=ticket_id)


class TicketListView(ApiView):
    rules: ClassVar[dict[str, Rule]] = {"GET": policies.VIEW_TICKETS}

    @extend_schema(
        operation_id="tickets_list",
        tags=[TAG],
        summary="Tickets, newest first",
        parameters=[TicketQuerySerializer, PageQuery],
        responses={200: page_of("TicketPage", TicketSerializer)},
    )
    def get(self, request: Request) -> Response:
        query = self.read_query(TicketQuerySerializer)
        narrow = TicketFilter(
            survey=query.get("survey"),
            department=query.get("department"),
            status=query.get("status", ""),
            late=query["late"],
        )
        return self.page(ticket_list(actor=self.actor, narrow=narrow), TicketSerializer)


class TicketView(ApiView):
    rules: ClassVar[dict[str, Rule]] = {"GET": policies.VIEW_TICKETS}

    @extend_schema(
        operation_id="tickets_retrieve",
        tags=[TAG],
        summary="A ticket with its history",
        responses={200: TicketDetailSerializer},
    )
    def get(self, request: Request, ticket_id: UUID) -> Response:
        return Response(TicketDetailSerializer(found(self.actor, ticket_id)).data)


class TicketTransitionView(ApiView):
    rules: ClassVar[dict[str, Rule]] = {"POST": policies.WORK_ON_TICKETS}

    @extend_schema(
        operation_id="tickets_transition",
        tags=[TAG],
        summary="Take a step: start, wait, resolve, close, reopen",
        request=TransitionInputSerializer,
        responses={200: TicketDetailSerializer, **problems(409, 422)},
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        given = self.read_input(TransitionInputSerializer)
        transition_ticket(
            actor=self.actor,
            ticket=workable(self.actor, ticket_id),
            to=given["to"],
            cause=given["cause"],
            note=given["note"],
            expected=given["expected_revision"],
        )
        return Response(TicketDetailSerializer(workable(self.actor, ticket_id)).data)


class TicketNoteView(ApiView):
    rules: ClassVar[dict[str, Rule]] = {"POST": policies.WORK_ON_TICKETS}

    @extend_schema(
        operation_id="tickets_add_note",
        tags=[TAG],
        summary="Keep a note on a ticket",
        request=NoteInputSerializer,
        responses={201: TicketEventSerializer, **problems(422)},
    )
    def post(self, request: Request, ticket_id: UUID) -> Response:
        given = self.read_input(NoteInputSerializer)
        event = add_note(actor=self.actor, ticket=workable(self.actor, ticket_id), note=given["note"])
        return Response(TicketEventSerializer(event).data, status=201)


def workable(actor: Actor, ticket_id: UUID) -> Ticket:
    """A key may work on tickets without the scope to list them."""
    rows = policies.WORK_ON_TICKETS.filter(actor, Ticket.objects.select_related("department", "assignee__user"))
    return get_object_or_404(rows, pk=ticket_id)

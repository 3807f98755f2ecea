from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.domain.ticket_states import State, next_states
from actions.enums import TicketEventKind, TicketStatus
from actions.forms.tickets import NOTE_LENGTH
from actions.models import Ticket, TicketEvent

CAUSE_LENGTH = 200


class NamedSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class TicketSerializer(serializers.ModelSerializer):
    """A ticket as lists give it."""

    department = serializers.SerializerMethodField()
    assignee = serializers.SerializerMethodField()
    survey = serializers.UUIDField(source="survey_id", allow_null=True)
    response = serializers.UUIDField(source="response_id", allow_null=True)
    rule = serializers.UUIDField(source="rule_id", allow_null=True)
    cause_label = serializers.CharField(help_text="The cause in words; a partner's own words where there are some.")
    is_open = serializers.BooleanField()
    is_late = serializers.BooleanField(help_text="Open past its due time, or resolved after it.")
    possible_transitions = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = [
            "id",
            "number",
            "title",
            "status",
            "score",
            "survey",
            "response",
            "department",
            "assignee",
            "rule",
            "cause",
            "cause_label",
            "cause_words",
            "resolution",
            "opened_at",
            "due_at",
            "is_open",
            "is_late",
            "resolved_at",
            "closed_at",
            "updated_at",
            "revision",
            "possible_transitions",
        ]
        read_only_fields = fields

    @extend_schema_field(NamedSerializer)
    def get_department(self, ticket: Ticket) -> dict[str, Any]:
        return {"id": str(ticket.department_id), "name": ticket.department.name}

    @extend_schema_field(NamedSerializer(allow_null=True))
    def get_assignee(self, ticket: Ticket) -> dict[str, Any] | None:
        if ticket.assignee is None:
            return None
        return {"id": str(ticket.assignee_id), "name": str(ticket.assignee.user)}

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=[state.value for state in State])))
    def get_possible_transitions(self, ticket: Ticket) -> list[str]:
        return [state.value for state in next_states(ticket.status)]


class TicketEventSerializer(serializers.ModelSerializer):
    kind = serializers.ChoiceField(choices=TicketEventKind.choices)
    actor = serializers.CharField(source="actor_label")

    class Meta:
        model = TicketEvent
        fields = ["id", "kind", "from_status", "to_status", "note", "changes", "actor", "at"]
        read_only_fields = fields


class TicketDetailSerializer(TicketSerializer):
    """A ticket with its history, oldest step first."""

    events = serializers.SerializerMethodField()

    class Meta(TicketSerializer.Meta):
        fields = [*TicketSerializer.Meta.fields, "events"]
        read_only_fields = fields

    @extend_schema_field(TicketEventSerializer(many=True))
    def get_events(self, ticket: Ticket) -> list[dict[str, Any]]:
        return TicketEventSerializer(ticket.events.order_by("at", "id"), many=True).data


class TicketQuerySerializer(serializers.Serializer):
    survey = serializers.UUIDField(required=False)
    department = serializers.UUIDField(required=False, help_text="With everything below it.")
    status = serializers.ChoiceField(choices=TicketStatus.choices, required=False)
    late = serializers.BooleanField(required=False, default=False, help_text="Only open tickets past their due time.")


class TransitionInputSerializer(serializers.Serializer):
    to = serializers.CharField(max_length=20, help_text=f"One of: {', '.join(state.value for state in State)}.")
    cause = serializers.CharField(
        max_length=CAUSE_LENGTH,
        required=False,
        allow_blank=True,
        default="",
        help_text='Needed to resolve: a code, or its label. Other words are kept beside the code "other".',
    )
    note = serializers.CharField(
        max_length=NOTE_LENGTH,
        required=False,
        allow_blank=True,
        default="",
        help_text="Needed to resolve and to reopen.",
    )
    expected_revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The revision you have read; 409 when somebody has taken a step since.",
    )


class NoteInputSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True)

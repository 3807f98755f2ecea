"""How responses were filled in, and taking them out of the figures, for partners."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.views import ApiView
from surveys import policies
from surveys.models import Response
from surveys.selectors.responses import response_list
from surveys.selectors.trajectories import Replay, replay_of
from surveys.services.quality import REASON_LIMIT, exclude_responses, include_responses


class TrajectoryQuestionOutput(serializers.Serializer):
    name = serializers.CharField(help_text="The question's key, or key@item inside a loop.")
    type = serializers.CharField()
    dwell_ms = serializers.IntegerField(help_text="Time spent on it, without absences and rests.")
    visits = serializers.IntegerField()
    changes = serializers.IntegerField(help_text="Every choice and every note of a text.")
    revisions = serializers.IntegerField(help_text="Answers taken back or replaced.")
    hesitations = serializers.IntegerField()
    pasted = serializers.IntegerField(help_text="Characters.")


class TrajectoryEventOutput(serializers.Serializer):
    at = serializers.IntegerField(help_text="Milliseconds since the page was opened.")
    kind = serializers.CharField(
        help_text="page, focus, choose, tick, text, paste, away, return, scroll, idle, turn, back, pointer, resume "
        "or send."
    )
    question = serializers.CharField(help_text="Empty for events of the whole page.")
    state = serializers.CharField(help_text="What the question holds then, in words; empty for texts.")
    length = serializers.IntegerField(allow_null=True, help_text="Characters of a text.")
    mark = serializers.CharField(help_text="change, revision, hesitation, paste, away, back, idle or empty.")


class TrajectoryOutput(serializers.Serializer):
    response = serializers.UUIDField()
    problem = serializers.CharField(help_text="Empty, or why there are no events: missing, malformed, too_large.")
    level = serializers.IntegerField(help_text="How much detail was given up to keep it small: 0 none, 3 most.")
    total_ms = serializers.IntegerField()
    active_ms = serializers.IntegerField()
    away_ms = serializers.IntegerField()
    back_tracks = serializers.IntegerField()
    questions = TrajectoryQuestionOutput(many=True)
    events = TrajectoryEventOutput(many=True)


class ReasonInput(serializers.Serializer):
    reason = serializers.CharField(
        max_length=REASON_LIMIT, required=False, allow_blank=True, default="", help_text="For the audit log."
    )


class ExclusionOutput(serializers.Serializer):
    id = serializers.UUIDField()
    excluded = serializers.BooleanField()
    changed = serializers.BooleanField(help_text="False when it was so already.")


class ResponseTrajectory(ApiView):
    rules = {"GET": policies.VIEW_RESPONSES}

    @extend_schema(operation_id="responses_trajectory", tags=["responses"], responses={200: TrajectoryOutput})
    def get(self, request: Request, response_id: UUID) -> ApiResponse:
        """How the response was filled in. Texts are known by their length; private answers are not shown at all."""
        response = get_object_or_404(response_list(self.actor), pk=response_id)
        return ApiResponse(_trajectory(response, replay_of(response, heat={})))


class ResponseExclude(ApiView):
    rules = {"POST": policies.EXCLUDE_RESPONSES}

    @extend_schema(
        operation_id="responses_exclude", tags=["responses"], request=ReasonInput, responses={200: ExclusionOutput}
    )
    def post(self, request: Request, response_id: UUID) -> ApiResponse:
        """Take a response out of the figures. It stays stored, and can be included again."""
        return _switch(self, response_id, excluded=True)


class ResponseInclude(ApiView):
    rules = {"POST": policies.EXCLUDE_RESPONSES}

    @extend_schema(
        operation_id="responses_include", tags=["responses"], request=ReasonInput, responses={200: ExclusionOutput}
    )
    def post(self, request: Request, response_id: UUID) -> ApiResponse:
        """Count an excluded response again."""
        return _switch(self, response_id, excluded=False)


def _switch(view: ApiView, response_id: UUID, *, excluded: bool) -> ApiResponse:
    mine = policies.EXCLUDE_RESPONSES.filter(view.actor, Response.objects.filter(pk=response_id))
    response = get_object_or_404(mine)
    reason = view.read_input(ReasonInput)["reason"]
    service = exclude_responses if excluded else include_responses
    count = service(actor=view.actor, responses=Response.objects.filter(pk=response.pk), reason=reason)
    return ApiResponse({"id": str(response.pk), "excluded": excluded, "changed": bool(count)})


def _trajectory(response: Response, found: Replay) -> dict[str, Any]:
    reading = found.reading
    return {
        "response": str(response.pk),
        "problem": found.problem,
        "level": found.level,
        "total_ms": reading.total_ms,
        "active_ms": reading.active_ms,
        "away_ms": reading.away_ms,
        "back_tracks": reading.back_tracks,
        "questions": [
            {
                "name": question.name,
                "type": question.type,
                "dwell_ms": question.dwell_ms,
                "visits": reading.questions[question.name].visits,
                "changes": reading.questions[question.name].changes,
                "revisions": question.revisions,
                "hesitations": question.hesitations,
                "pasted": 0 if question.is_private else reading.questions[question.name].pasted,
            }
            for question in found.questions
            if question.name in reading.questions
        ],
        "events": [
            {
                "at": frame.at,
                "kind": frame.kind.name.lower(),
                "question": frame.question,
                "state": frame.state,
                "length": frame.length,
                "mark": frame.mark,
            }
            for frame in found.frames
        ],
    }

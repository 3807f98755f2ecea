"""What pages and SDKs may call without a secret: read a survey by its link, and hand in answers."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.parsers import RespondentParser
from cem.api.schema import problems
from cem.api.throttling import Throttle
from cem.api.views import JsonView
from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from surveys.api.serializers import ClientAcceptedOutput, ClientAnswersInput, ClientSurveyOutput
from surveys.models import SurveyVersion
from surveys.selectors.doors import Door, door_detail, find_link, token_of
from surveys.services.submissions import submit_response


class ClientThrottle(Throttle):
    """A budget for each address and link. One address may be a whole shop behind one connection, so it is generous."""

    scope = "client"

    def get_cache_key(self, request: Request, view: Any) -> str:
        link = view.kwargs.get("token") or (request.data.get("link") if isinstance(request.data, dict) else "")
        named = hashlib.sha256(f"{self.get_ident(request)} {link}".encode(errors="replace")).hexdigest()
        return f"throttle:client:{named}"

    def get_ident(self, request: Request) -> str:
        # The middleware has judged which proxies are to be believed.
        return request.META.get("REMOTE_ADDR", "")


class ClientView(JsonView):
    """Open to everybody; the token of a link names the organisation."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [ClientThrottle]
    parser_classes = [RespondentParser]
    body_limit = 256 * 1024


class ClientResponses(ClientView):
    @extend_schema(
        operation_id="client_responses_create",
        tags=["client"],
        auth=[],
        request=ClientAnswersInput,
        responses={201: ClientAcceptedOutput, **problems(404, 409, 410, 422)},
    )
    def post(self, request: Request) -> ApiResponse:
        """Hand in answers. A repeat with the same key gives the same id, and stores nothing."""
        serializer = ClientAnswersInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        with entered(token_of(data["link"]), version=data.get("version")) as door:
            accepted = submit_response(
                door=door,
                answers=data["answers"],
                idempotency_key=data.get("idempotency_key", ""),
                language=_language(door, data.get("language", "")),
            )
        return ApiResponse({"id": str(accepted.response_id)}, status=201)


class ClientSurvey(ClientView):
    @extend_schema(
        operation_id="client_surveys_retrieve",
        tags=["client"],
        auth=[],
        parameters=[OpenApiParameter("token", {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,32}$"}, "path")],
        responses={200: ClientSurveyOutput, **problems(410)},
    )
    def get(self, request: Request, token: str) -> ApiResponse:
        """The survey behind a link, as published."""
        with entered(token) as door:
            if door.version_id is None:
                raise Refusal("survey_not_published", _("This survey has not been published yet."), status=404)
            if not door.takes_answers:
                raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
            raw = SurveyVersion.objects.values_list("definition", flat=True).get(pk=door.version_id)
            body = {
                "token": token,
                "version": door.version_number,
                "organization": door.organization_name,
                "language": door.definition.language,
                "languages": list(door.definition.languages),
                "definition": raw,
            }
        return ApiResponse(body)


@contextmanager
def entered(token: str, *, version: int | None = None) -> Iterator[Door]:
    """The door of a link, inside its organisation; raises Refusal unknown_link (404)."""
    link = find_link(token)
    unknown = Refusal("unknown_link", _("There is no survey at this address."), status=404)
    if link is None:
        raise unknown
    with tenant_context(link.organization_id):
        door = door_detail(link, version=version)
        if door is None:
            raise unknown
        yield door


def _language(door: Door, asked: str) -> str:
    """Answers are read later in the language they were given in, so that only an offered one is kept."""
    if door.version_id is None:
        return ""
    languages = door.definition.languages
    return asked if asked in languages else languages[0]

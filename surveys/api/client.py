"""What pages and SDKs may call without a secret: read a survey by its link, save answers, and hand them in."""

import hashlib
from collections.abc import Iterator, Mapping
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
from surveys.api.client_serializers import (
    AttemptInput,
    AttemptOutput,
    ClientAcceptedOutput,
    ClientAnswersInput,
    ClientSurveyOutput,
    SavedOutput,
    UnlockInput,
    UnlockOutput,
)
from surveys.models import SurveyVersion
from surveys.selectors.doors import Door, entered_door, find_link, token_of
from surveys.services.access import require_open, unlock_survey
from surveys.services.attempts import find_attempt, save_attempt
from surveys.services.submissions import submit_response
from surveys.services.visits import Visit

TOKEN = OpenApiParameter("token", {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,32}$"}, "path")
KEY = OpenApiParameter("key", {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"}, "path")
LINK = OpenApiParameter("link", str, required=True, description="The token of the link, or its full address.")


class ClientThrottle(Throttle):
    """A budget for each address and link. One address may be a whole shop behind one connection, so it is generous."""

    scope = "client"

    def get_cache_key(self, request: Request, view: Any) -> str:
        link = view.kwargs.get("token") or request.query_params.get("link")
        if not link and request.method not in {"GET", "HEAD", "OPTIONS"}:
            link = request.data.get("link") if isinstance(request.data, dict) else ""
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
        responses={201: ClientAcceptedOutput, **problems(403, 404, 409, 410, 422)},
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
                visit=visit_of(request, data),
                from_page=data["from_page"],
            )
        body = {"id": str(accepted.response_id), "outcome": str(accepted.outcome), "ending": accepted.ending}
        return ApiResponse(body, status=201)


class ClientSurvey(ClientView):
    @extend_schema(
        operation_id="client_surveys_retrieve",
        tags=["client"],
        auth=[],
        parameters=[TOKEN],
        responses={200: ClientSurveyOutput, **problems(403, 410)},
    )
    def get(self, request: Request, token: str) -> ApiResponse:
        """The survey behind a link, as published."""
        with entered(token) as door:
            if door.version_id is None:
                raise Refusal("survey_not_published", _("This survey has not been published yet."), status=404)
            if not door.takes_answers:
                raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
            require_open(door, Visit(access_pass=request.query_params.get("access_pass", "")))
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


class ClientUnlock(ClientView):
    @extend_schema(
        operation_id="client_surveys_unlock",
        tags=["client"],
        auth=[],
        parameters=[TOKEN],
        request=UnlockInput,
        responses={200: UnlockOutput, **problems(403)},
    )
    def post(self, request: Request, token: str) -> ApiResponse:
        """Give the password of a survey; the answer is a pass to be sent with what follows."""
        serializer = UnlockInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        with entered(token) as door:
            given = unlock_survey(
                door=door, password=serializer.validated_data["password"], address=request.META.get("REMOTE_ADDR", "")
            )
        return ApiResponse({"access_pass": given})


class ClientAttempt(ClientView):
    @extend_schema(
        operation_id="client_attempts_retrieve",
        tags=["client"],
        auth=[],
        parameters=[KEY, LINK],
        responses={200: AttemptOutput},
    )
    def get(self, request: Request, key: str) -> ApiResponse:
        """What was saved under a key at a link, to go on with it."""
        with entered(token_of(request.query_params.get("link", ""))) as door:
            kept = find_attempt(door, key) if door.version_id is not None else None
            if kept is None:
                raise Refusal("unknown_attempt", _("Nothing is saved under this key."), status=404)
            return ApiResponse(AttemptOutput(kept).data)

    @extend_schema(
        operation_id="client_attempts_update",
        tags=["client"],
        auth=[],
        parameters=[KEY],
        request=AttemptInput,
        responses={200: SavedOutput, **problems(403, 409, 410)},
    )
    def put(self, request: Request, key: str) -> ApiResponse:
        """Save the answers so far. The newest edition stays, in whatever order they arrive."""
        serializer = AttemptInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        with entered(token_of(data["link"]), version=data.get("version")) as door:
            saved = save_attempt(
                door=door,
                key=key,
                answers=data["answers"],
                edition=data["edition"],
                page=data.get("page", ""),
                language=_language(door, data.get("language", "")),
                visit=visit_of(request, data),
            )
            body: dict[str, Any] = {"saved_at": saved.saved_at, "edition": saved.edition}
            if door.definition.quotas:
                body["quota_left"] = dict(saved.quota_left)
            if saved.full is not None:
                full = saved.full
                body["full"] = {"quota": full.quota, "do": full.do, "ending": full.ending}
        return ApiResponse(body)


def visit_of(request: Request, data: Mapping[str, Any]) -> Visit:
    """Who answers, from a body; browser and address are believed of our own page only, a partner has its own."""
    is_page = bool(data.get("from_page")) or bool(data.get("screen"))
    return Visit(
        url=data.get("url", {}),
        user_agent=request.headers.get("User-Agent", "") if is_page else "",
        address=request.META.get("REMOTE_ADDR", ""),
        device=data.get("device", ""),
        person=data.get("person", ""),
        referrer=data.get("referrer", ""),
        screen=data.get("screen", ""),
        access_pass=data.get("access_pass", ""),
        timings=data.get("timings", {}),
        trajectory=data.get("trajectory", ""),
        is_test=data.get("test", False),
        has_attempt=data.get("saved", False),
    )


@contextmanager
def entered(token: str, *, version: int | None = None) -> Iterator[Door]:
    """The door of a link, inside its organisation; raises Refusal unknown_link (404)."""
    link = find_link(token)
    unknown = Refusal("unknown_link", _("There is no survey at this address."), status=404)
    if link is None:
        raise unknown
    with entered_door(link, version=version) as door:
        if door is None:
            raise unknown
        yield door


def _language(door: Door, asked: str) -> str:
    """Answers are read later in the language they were given in, so that only an offered one is kept."""
    if door.version_id is None:
        return ""
    languages = door.definition.languages
    return asked if asked in languages else languages[0]

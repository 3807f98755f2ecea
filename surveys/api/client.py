"""What pages and SDKs may call without a secret: read a survey by its link, and hand in answers."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from redis.exceptions import RedisError
from rest_framework.exceptions import ParseError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from surveys.api.schema import problems
from surveys.api.serializers import ClientAcceptedOutput, ClientAnswersInput, ClientSurveyOutput
from surveys.models import SurveyVersion
from surveys.selectors.doors import Door, door_detail, find_link, token_of
from surveys.services.submissions import submit_response

BODY_LIMIT = 256 * 1024

logger = logging.getLogger(__name__)


class ClientThrottle(SimpleRateThrottle):
    """A budget for each address and link. One address may be a whole shop behind one connection, so it is generous."""

    scope = "client"

    def get_cache_key(self, request: Request, view: Any) -> str:
        link = view.kwargs.get("token") or (request.data.get("link") if isinstance(request.data, dict) else "")
        named = hashlib.sha256(f"{self.get_ident(request)} {link}".encode(errors="replace")).hexdigest()
        return f"throttle:client:{named}"

    def get_ident(self, request: Request) -> str:
        # The middleware has judged which proxies are to be believed.
        return request.META.get("REMOTE_ADDR", "")

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except RedisError as error:
            # An answer is worth more than its count.
            logger.warning("the throttle of the client API cannot count: %s", type(error).__name__)
            return True


class ClientView(APIView):
    """Open to everybody; the token of a link names the organisation."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [ClientThrottle]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            raise Refusal("too_large", _("The body of a request may have 256 kB."), status=413)
        try:
            request.data  # noqa: B018  # read here, where a body that cannot be read can be answered
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        super().initial(request, *args, **kwargs)


class ClientResponses(ClientView):
    @extend_schema(
        operation_id="client_responses_create",
        tags=["client"],
        auth=[],
        request=ClientAnswersInput,
        responses={201: ClientAcceptedOutput, **problems(400, 404, 409, 410, 413, 422, 429)},
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
        responses={200: ClientSurveyOutput, **problems(404, 410, 429)},
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
        return ApiResponse(body, headers={"Cache-Control": "no-store"})


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

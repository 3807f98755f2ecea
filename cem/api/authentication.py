"""The middleware has found the actor already; here the REST framework learns of it."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from cem.accounts.access import Actor


class ActorAuthentication(BaseAuthentication):
    """An API key (`Authorization: Bearer cem_...`), or the session of a member with a CSRF token."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        actor = request._request.actor
        if actor is None:
            return None
        if actor.kind == "member":
            SessionAuthentication().enforce_csrf(request)
        return actor, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ActorScheme(OpenApiAuthenticationExtension):
    target_class = ActorAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API key of the organisation (cem_...)"}

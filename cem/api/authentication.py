"""The middleware has found the actor already; here the REST framework learns of it."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from cem.accounts.access import Actor


class CsrfFailedError(PermissionDenied):
    default_code = "csrf_failed"
    default_detail = _("A call with a session needs the X-CSRFToken header.")


class ActorAuthentication(BaseAuthentication):
    """An API key (`Authorization: Bearer cem_...`), or the session of a member with a CSRF token."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        actor = request._request.actor
        if actor is None:
            return None
        if actor.kind == "member":
            try:
                SessionAuthentication().enforce_csrf(request)
            except PermissionDenied as error:
                raise CsrfFailedError from error
        return actor, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

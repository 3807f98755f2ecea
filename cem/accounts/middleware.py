"""Finds the organisation of a request and opens the door to it around the whole response."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from cem.accounts.access import Actor
from cem.accounts.selectors.actors import actor_of_api_key, actor_of_member, actor_of_session
from cem.accounts.services.members import note_entry
from cem.shortcut import PUBLIC_PATHS
from cem.tenancy.context import tenant_context

ORGANIZATION = "organization_slug"
SESSION_ORGANIZATION = "organization"
SESSION_SEEN = "seen_at"
# A browser's last activity is noted this often at most; a write for each page would make a hot row.
ACTIVITY_GRAIN_SECONDS = 300


class SessionActivityMiddleware:
    """Keeps the list of signed-in browsers: address, browser and when it was last seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(SESSION_SEEN, 0) >= ACTIVITY_GRAIN_SECONDS:
                request.session[SESSION_SEEN] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class TenantMiddleware:
    """`/o/<slug>/...` needs a member of that organisation; `/api/v1/...` names it by key or session.

    The transaction is opened here and not by ATOMIC_REQUESTS, because template responses render after the view has
    returned. Whatever is answered with 4xx or 5xx is rolled back: a refusal changes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.organization = None
        if request.path_info.startswith(PUBLIC_PATHS):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if ORGANIZATION in match.kwargs:
            if not request.user.is_authenticated:
                return self._sign_in(request)
            actor = actor_of_member(user=request.user, slug=match.kwargs[ORGANIZATION])
            if actor is not None:
                self._enter(request, actor)
        elif "api" in match.namespaces:
            actor = self._api_actor(request)
        else:
            actor = None
        return self._inside(request, actor) if actor else self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Views take the organisation from the request; the slug in the address has done its work."""
        if kwargs.pop(ORGANIZATION, None) is not None and request.organization is None:
            # Not a member, or no such organisation: the same answer, so that slugs cannot be guessed.
            raise Http404

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        """To the sign-in and back again; a fragment makes the whole page go, or the form would land inside it."""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return redirect_to_login(request.get_full_path())

    def _enter(self, request: HttpRequest, actor: Actor) -> None:
        """Remember where the member is, so that the start page and the API lead there again."""
        if request.session.get(SESSION_ORGANIZATION) != str(actor.organization.id):
            request.session[SESSION_ORGANIZATION] = str(actor.organization.id)
            note_entry(membership_id=actor.membership_id)

    def _api_actor(self, request: HttpRequest) -> Actor | None:
        """A request that shows a key is judged by the key alone, also where the browser is signed in."""
        header = request.headers.get("Authorization", "")
        if header:
            return actor_of_api_key(header)
        return actor_of_session(user=request.user, organization_id=request.session.get(SESSION_ORGANIZATION))

    def _inside(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        request.actor = actor
        request.organization = actor.organization
        with tenant_context(actor.organization.id), timezone.override(actor.organization.time_zone):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            return response

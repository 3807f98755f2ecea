"""What every page of the shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cem.accounts.access import Actor
from cem.accounts.middleware import SESSION_ORGANIZATION
from cem.accounts.selectors.actors import actor_of_session, memberships_of

THEMES = ("auto", "light", "dark")
ACCOUNT_PAGES = "/accounts/"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Theme, organisation and navigation. Costs one query, and only where the shell is rendered."""
    theme = request.COOKIES.get("theme", "auto")
    context: dict[str, Any] = {
        "theme": theme if theme in THEMES else "auto",
        "show_styleguide": settings.SHOW_STYLEGUIDE,
    }
    actor = getattr(request, "actor", None)
    if actor is not None:
        context |= {"actor": actor, **_around(request, actor)}
    elif request.path_info.startswith(ACCOUNT_PAGES) and _is_signed_in(request):
        # A member's own account belongs to no organisation; the way back to the one they came from is shown.
        came_from = actor_of_session(user=request.user, organization_id=request.session.get(SESSION_ORGANIZATION))
        if came_from is not None:
            context |= _around(request, came_from)
    return context


def _is_signed_in(request: HttpRequest) -> bool:
    # A request that was refused before it reached the middleware has no user: a wrong host name, for one.
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _around(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    return {
        "organization": actor.organization,
        "memberships": lambda: memberships_of(request.user),
        "navigation": lambda: navigation_for(request, actor),
    }


def navigation_for(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    from cem.navigation import navigation  # the composition root knows every app; the kernel must not at import

    return navigation(request, actor)

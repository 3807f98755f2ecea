"""What every page of the shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cem.accounts.selectors.actors import memberships_of

THEMES = ("auto", "light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Theme, organisation and navigation. Costs one query, and only where the shell is rendered."""
    theme = request.COOKIES.get("theme", "auto")
    context: dict[str, Any] = {
        "theme": theme if theme in THEMES else "auto",
        "show_styleguide": settings.SHOW_STYLEGUIDE,
    }
    actor = getattr(request, "actor", None)
    if actor is not None:
        context |= {
            "organization": actor.organization,
            "actor": actor,
            "memberships": lambda: memberships_of(request.user),
            "navigation": lambda: navigation_for(request),
        }
    return context


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    from cem.navigation import navigation  # the composition root knows every app; the kernel must not at import

    return navigation(request)

"""Where people land."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.accounts.enums import Role
from cem.accounts.selectors.actors import last_membership


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The organisation that was visited last, or the only one; without any, a page that explains."""
    membership = last_membership(user=request.user)
    if membership is None:
        return render(request, "accounts/no_organization.html")
    return redirect("accounts:organization_home", membership.organization.slug)


@require_safe
@requires(policies.HOME)
def organization_home(request: HttpRequest) -> HttpResponse:
    """The page that the member's role works with."""
    page = "actions:tickets" if request.actor.role == Role.FRONTLINE else "insights:dashboard"
    return redirect(page, request.organization.slug)

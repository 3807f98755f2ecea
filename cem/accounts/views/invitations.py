"""What the link of an invitation leads to."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cem.accounts.enums import InvitationState
from cem.accounts.forms.members import NewPersonForm
from cem.accounts.models import Invitation
from cem.accounts.selectors.members import has_account, invitation_of_token
from cem.accounts.services.invitations import accept_as_new_person, accept_invitation
from cem.refusal import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the token has read the mail, so the page may tell them whether they have an account."""
    invitation = invitation_of_token(token)
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", {"state": "unknown"}, status=404)
    if invitation.state != InvitationState.OPEN:
        context = {"invitation": invitation, "state": invitation.state.value}
        return render(request, "accounts/invitation_closed.html", context, status=410)
    if request.user.is_authenticated:
        return _as_member(request, invitation)
    if has_account(invitation.email):
        return render(request, "accounts/invitation_sign_in.html", {"invitation": invitation})
    return _as_new_person(request, invitation)


def _as_member(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.user.email.lower() != invitation.email:
        return render(request, "accounts/invitation_other_address.html", {"invitation": invitation}, status=403)
    if request.method != "POST":
        return render(request, "accounts/invitation_join.html", {"invitation": invitation})
    try:
        accept_invitation(invitation=invitation, user=request.user)
    except Refusal as refusal:
        return _refused(request, invitation, refusal)
    return redirect("accounts:organization_home", invitation.organization.slug)


def _as_new_person(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = NewPersonForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            membership = accept_as_new_person(invitation=invitation, name=values["name"], password=values["password"])
        except Refusal as refusal:
            return _refused(request, invitation, refusal)
        home = resolve_url("accounts:organization_home", invitation.organization.slug)
        return perform_login(request, membership.user, redirect_url=home)
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/invitation_new_person.html", context, status=422 if form.errors else 200)


def _refused(request: HttpRequest, invitation: Invitation, refusal: Refusal) -> HttpResponse:
    context = {"invitation": invitation, "state": "refused", "message": refusal.message}
    return render(request, "accounts/invitation_closed.html", context, status=refusal.status)

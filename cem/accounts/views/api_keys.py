"""Keys of partners' programs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.accounts.enums import ApiScope
from cem.accounts.forms.api_keys import ApiKeyForm
from cem.accounts.selectors.api_keys import api_key_list
from cem.accounts.services import api_keys as services
from cem.refusal import Refusal


@require_safe
@requires(policies.MANAGE_API_KEYS)
def key_list(request: HttpRequest) -> HttpResponse:
    labels = dict(ApiScope.choices)
    keys = [
        {"key": key, "scopes": [labels.get(scope, scope) for scope in key.scopes]}
        for key in api_key_list(request.actor)
    ]
    return render(request, "accounts/api_keys.html", {"keys": keys})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.MANAGE_API_KEYS)
def create(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the only place where the secret is ever shown; no browser may keep it."""
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            key, secret = services.create_api_key(
                actor=request.actor, name=values["name"], scopes=values["scopes"], expires_at=form.expires_at()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return render(request, "accounts/api_key_created.html", {"key": key, "secret": secret})
    return render(request, "accounts/api_key_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(policies.MANAGE_API_KEYS)
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    key = get_object_or_404(api_key_list(request.actor), pk=key_id)
    services.revoke_api_key(actor=request.actor, key=key)
    messages.success(request, _("The key %(name)s no longer works.") % {"name": key.name})
    return redirect("accounts:api_keys", request.organization.slug)

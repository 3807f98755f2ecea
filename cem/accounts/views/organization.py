from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cem.accounts import policies
from cem.accounts.access import requires
from cem.accounts.forms.organization import OrganizationForm
from cem.accounts.services.organizations import change_organization


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.MANAGE_ORGANIZATION)
def settings(request: HttpRequest) -> HttpResponse:
    shown = {name: getattr(request.organization, name) for name in ("name", "time_zone", "minimum_n")}
    form = OrganizationForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        change_organization(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:organization", request.organization.slug)
    return render(request, "accounts/organization.html", {"form": form}, status=422 if form.errors else 200)

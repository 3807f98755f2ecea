"""Who may answer a survey: the form on its share page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.forms.access import AccessForm
from surveys.selectors.access import access_detail
from surveys.selectors.surveys import survey_detail
from surveys.services.access import set_access
from surveys.views.publishing import show_share


@requires(policies.PUBLISH)
@require_POST
def edit(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor, rule=policies.PUBLISH), pk=survey_id)
    form = AccessForm(access_detail(survey), request.POST)
    if not form.is_valid():
        return show_share(request, survey, access_form=form, status=422)
    try:
        set_access(actor=request.actor, survey_id=survey.pk, rules=form.rules)
    except Refusal as refusal:
        form.add_refusal(refusal)
        return show_share(request, survey, access_form=form, status=refusal.status)
    messages.success(request, _("The rules are saved. They hold for whoever comes from now on."))
    return redirect("surveys:share", request.organization.slug, survey.pk)

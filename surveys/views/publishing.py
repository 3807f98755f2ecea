"""Going live, and the ways to reach respondents."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.enums import SurveyStatus
from surveys.forms.access import AccessForm
from surveys.forms.collectors import CollectorForm
from surveys.models import Survey
from surveys.selectors.access import access_detail
from surveys.selectors.collectors import collector_list, departments_without_link, with_response_count
from surveys.selectors.doors import link_address
from surveys.selectors.quotas import quota_stats
from surveys.selectors.surveys import survey_detail
from surveys.services.collectors import create_collector
from surveys.services.publishing import close_survey, publish_survey, reopen_survey

QR_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


@requires(policies.VIEW)
@require_safe
def share(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    return show_share(request, survey)


@requires(policies.PUBLISH)
@require_POST
def publish(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    try:
        publish_survey(actor=request.actor, survey_id=survey.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:edit", request.organization.slug, survey.pk)
    messages.success(request, _("The survey is live. Share the link or the QR code."))
    return redirect("surveys:share", request.organization.slug, survey.pk)


@requires(policies.PUBLISH)
@require_POST
def close(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    return _switch(request, survey_id, close_survey, _("The survey is closed. Its links now say so."))


@requires(policies.PUBLISH)
@require_POST
def reopen(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    return _switch(request, survey_id, reopen_survey, _("The survey takes answers again."))


@requires(policies.PUBLISH)
@require_POST
def collectors(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """Open a link for a department."""
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    form = CollectorForm(departments_without_link(request.actor, survey), request.POST)
    if not form.is_valid():
        return show_share(request, survey, form=form, status=422)
    try:
        collector = create_collector(
            actor=request.actor, survey_id=survey.pk, department_id=UUID(form.cleaned_data["department"])
        )
    except Refusal as refusal:
        form.add_error("department", str(refusal))
        return show_share(request, survey, form=form, status=refusal.status)
    messages.success(request, _("%(department)s has a link of its own now.") % {"department": collector.name})
    return redirect("surveys:share", request.organization.slug, survey.pk)


@requires(policies.VIEW)
@require_safe
def qr(request: HttpRequest, survey_id: UUID, collector_id: UUID, kind: str) -> HttpResponse:
    """The code of a link, as large as a poster needs it; error correction M survives a little dirt."""
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    collector = get_object_or_404(collector_list(request.actor, survey), pk=collector_id)
    if kind not in QR_TYPES:
        raise Http404
    response = HttpResponse(content_type=QR_TYPES[kind])
    name = f"{survey.title}-{collector.name}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    response["Cache-Control"] = "private, max-age=86400"
    code = segno.make(link_address(collector.token), error="m", micro=False)
    code.save(response, kind=kind, scale=16 if kind == "png" else 8, border=4)
    return response


def survey_tabs(request: HttpRequest, survey: Survey, here: str) -> list[dict[str, Any]]:
    """The pages of one survey that the member may open."""
    pages = [
        ("edit", "surveys:edit", _("Edit"), "pencil", policies.EDIT),
        ("share", "surveys:share", _("Share"), "share", policies.VIEW),
        ("versions", "surveys:versions", _("Versions"), "clock-history", policies.VIEW),
        ("responses", "surveys:responses", _("Responses"), "chat-square-text", policies.VIEW_RESPONSES),
        ("quality", "surveys:quality", _("Quality"), "shield-check", policies.VIEW_RESPONSES),
    ]
    return [
        {
            "label": label,
            "url": reverse(url_name, args=[request.organization.slug, survey.pk]),
            "icon": icon,
            "active": name == here,
        }
        for name, url_name, label, icon, rule in pages
        if rule.allows(request.actor)
    ]


def _switch(request: HttpRequest, survey_id: UUID, service: Any, done: str) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    try:
        service(actor=request.actor, survey_id=survey.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("surveys:share", request.organization.slug, survey.pk)


def show_share(
    request: HttpRequest,
    survey: Survey,
    *,
    form: CollectorForm | None = None,
    access_form: AccessForm | None = None,
    status: int = 200,
) -> HttpResponse:
    links = list(with_response_count(collector_list(request.actor, survey), request.actor))
    for link in links:
        link.address = link_address(link.token)
    may_publish = policies.PUBLISH.allows(request.actor)
    if form is None and may_publish:
        form = CollectorForm(departments_without_link(request.actor, survey))
    if access_form is None and may_publish:
        access_form = AccessForm(access_detail(survey))
    context = {
        "survey_row": survey,
        "main": links[0] if links else None,
        "others": links[1:],
        "form": form,
        "access_form": access_form,
        "quotas": quota_stats(survey),
        "has_choices": bool(form and len(form.fields["department"].choices) > 1),
        "may_publish": may_publish,
        "may_see_responses": policies.VIEW_RESPONSES.allows(request.actor),
        "is_live": survey.status == SurveyStatus.PUBLISHED,
        "is_draft": survey.status == SurveyStatus.DRAFT,
        "tabs": survey_tabs(request, survey, "share"),
    }
    return render(request, "surveys/share.html", context, status=status)

"""Changing the words of a survey, with a preview beside them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.definition import InvalidDefinitionError, read_definition
from surveys.enums import SurveyStatus
from surveys.forms.editor import SurveyForm
from surveys.models import Survey
from surveys.selectors.surveys import survey_detail
from surveys.services.publishing import publish_survey
from surveys.services.surveys import edit_survey
from surveys.views.presentation import LANGUAGE_NAMES, show_definition
from surveys.views.publishing import survey_tabs


@requires(policies.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    definition = read_definition(survey.draft)
    if request.method != "POST":
        return _show(request, survey, SurveyForm(survey, definition))
    form = SurveyForm(survey, definition, request.POST)
    if not form.is_valid():
        return _show(request, survey, form, status=422)
    try:
        edit_survey(
            actor=request.actor,
            survey_id=survey.pk,
            revision=form.cleaned_data["revision"],
            title=form.cleaned_data["name"],
            definition=form.changed_definition(),
        )
        if request.POST.get("then") == "publish":
            publish_survey(actor=request.actor, survey_id=survey.pk)
    except Refusal as refusal:
        return _show(request, survey, form, refusal=refusal, status=refusal.status)
    if request.POST.get("then") == "publish":
        messages.success(request, _("The survey is live. Share the link or the QR code."))
        return redirect("surveys:share", request.organization.slug, survey.pk)
    messages.success(request, _("Saved."))
    return redirect("surveys:edit", request.organization.slug, survey.pk)


@requires(policies.EDIT)
@require_POST
def preview(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """A fragment: what the form holds at the moment, as respondents would see it. Saves nothing."""
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    form = SurveyForm(survey, read_definition(survey.draft), request.POST)
    return render(request, "surveys/_preview.html", _preview(request, form))


def _show(
    request: HttpRequest, survey: Survey, form: SurveyForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "survey_row": survey,
        "form": form,
        "sections": form.sections(),
        "refusal": refusal,
        "is_live": survey.status == SurveyStatus.PUBLISHED,
        "tabs": survey_tabs(request, survey, "edit"),
        "preview_languages": LANGUAGE_NAMES.items(),
        **_preview(request, form),
    }
    return render(request, "surveys/edit.html", context, status=status)


def _preview(request: HttpRequest, form: SurveyForm) -> dict[str, Any]:
    language = request.POST.get("preview_language", "")
    language = language if language in LANGUAGE_NAMES else form.definition.language
    try:
        definition = read_definition(form.shown_definition())
    except InvalidDefinitionError:
        return {"survey": None, "preview_language": language}
    shown = show_definition(definition, language, organization_name=request.organization.name)
    return {"survey": shown, "preview_language": language, "is_offered": language in definition.languages}

"""Changing the words of a survey, with a preview beside them."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.checker import Report
from surveys.domain.definition import InvalidDefinitionError, read_definition
from surveys.enums import SurveyStatus
from surveys.forms.editor import SurveyForm
from surveys.models import Survey
from surveys.selectors.surveys import survey_detail
from surveys.selectors.versions import check_draft
from surveys.services.definition_words import finding_text
from surveys.services.publishing import publish_survey
from surveys.services.surveys import edit_survey
from surveys.views.doorway import MEDIA_SOURCES
from surveys.views.presentation import LANGUAGE_NAMES, show_definition
from surveys.views.publishing import survey_tabs

SHOWN_FINDINGS = 8
TONES = {"error": "danger", "warning": "warning", "note": "info"}


@requires(policies.EDIT)
@csp_update(MEDIA_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    part = _part(request)
    if request.method != "POST":
        return _show(request, survey, SurveyForm(survey, part=part))
    form = SurveyForm(survey, request.POST, part=part)
    if not form.is_valid():
        return _show(request, survey, form, status=422)
    then = request.POST.get("then")
    try:
        edit_survey(
            actor=request.actor,
            survey_id=survey.pk,
            revision=form.cleaned_data["revision"],
            title=form.cleaned_data["name"],
            definition=form.changed_definition(),
        )
        if then in {"publish", "publish_wording"}:
            declared = request.POST.getlist("wording_only") if then == "publish_wording" else []
            publish_survey(actor=request.actor, survey_id=survey.pk, wording_only=declared)
    except Refusal as refusal:
        survey.refresh_from_db(fields=["revision", "draft"])
        return _show(request, survey, form, refusal=refusal, status=refusal.status)
    if then in {"publish", "publish_wording"}:
        messages.success(request, _("The survey is live. Share the link or the QR code."))
        return redirect("surveys:share", request.organization.slug, survey.pk)
    messages.success(request, _("Saved."))
    address = reverse("surveys:edit", args=[request.organization.slug, survey.pk])
    return redirect(f"{address}?part={form.part}" if form.part else address)


@requires(policies.EDIT)
@csp_update(MEDIA_SOURCES)
@require_POST
def preview(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """A fragment: what the form holds at the moment, as respondents would see it. Saves nothing."""
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    form = SurveyForm(survey, request.POST, part=_part(request))
    return render(request, "surveys/_preview.html", _preview(request, form))


def _part(request: HttpRequest) -> int:
    number = request.GET.get("part", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def _show(
    request: HttpRequest, survey: Survey, form: SurveyForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    _problems, report = check_draft(survey)
    context = {
        "survey_row": survey,
        "form": form,
        "sections": form.sections(),
        "parts": range(form.parts) if form.parts > 1 else (),
        "refusal": refusal,
        "refused": _refused(refusal),
        "is_live": survey.status == SurveyStatus.PUBLISHED,
        "tabs": survey_tabs(request, survey, "edit"),
        "preview_languages": LANGUAGE_NAMES.items(),
        **_report(report),
        **_preview(request, form),
    }
    return render(request, "surveys/edit.html", context, status=status)


def _report(report: Report | None) -> dict[str, Any]:
    """The checker's list, the gravest first, and how long the survey takes."""
    if report is None:
        return {}
    findings = [(TONES[finding.severity], finding_text(finding)) for finding in report.findings]
    return {"findings": findings[:SHOWN_FINDINGS], "more_findings": findings[SHOWN_FINDINGS:], "report": report}


def _refused(refusal: Refusal | None) -> dict[str, Any]:
    """What stops publishing, as sentences; and whether it is only the words of options, which may be a correction."""
    if refusal is None or refusal.code not in {"meaning_changed", "survey_has_errors", "invalid_definition"}:
        return {}
    entries = [entry for errors in refusal.errors.values() for entry in errors]
    paths = [entry.get("path", "") for entry in entries]
    may_declare = refusal.code == "meaning_changed" and all(paths)
    return {"sentences": [entry["message"] for entry in entries], "wording_only": paths if may_declare else []}


def _preview(request: HttpRequest, form: SurveyForm) -> dict[str, Any]:
    language = request.POST.get("preview_language", "")
    language = language if language in LANGUAGE_NAMES else form.definition.language
    try:
        definition = read_definition(form.shown_definition())
    except InvalidDefinitionError:
        return {"survey": None, "preview_language": language}
    shown = show_definition(definition, language, organization_name=request.organization.name)
    return {"survey": shown, "preview_language": language, "is_offered": language in definition.languages}

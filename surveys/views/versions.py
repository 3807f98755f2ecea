"""The published versions of a survey: what changed from one to the next, and going back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.definition import InvalidDefinitionError, read_definition
from surveys.domain.definition.difference import difference
from surveys.models import Survey, SurveyVersion
from surveys.selectors.surveys import survey_detail
from surveys.selectors.versions import version_list, with_response_count
from surveys.services.definition_words import change_text
from surveys.services.surveys import revert_survey
from surveys.views.publishing import survey_tabs

PAGE_SIZE = 20
TONES = {"note": "neutral", "warning": "warning", "meaning": "danger"}
DRAFT = "draft"


@requires(policies.VIEW)
@require_safe
def versions(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The list, and below it what changed between two of them; without a choice, from the newest to the draft."""
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    listed = with_response_count(version_list(survey))
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    numbers = list(listed.values_list("number", flat=True))
    old = _chosen(request.GET.get("from", ""), numbers) or (numbers[0] if numbers else 0)
    new = _chosen(request.GET.get("to", ""), numbers)
    context = {
        "survey_row": survey,
        "page": page,
        "numbers": numbers,
        "old": old,
        "new": new or DRAFT,
        "changes": _changes(survey, old, new) if old else None,
        "may_edit": policies.EDIT.allows(request.actor),
        "tabs": survey_tabs(request, survey, "versions"),
    }
    return render(request, "surveys/versions.html", context)


@requires(policies.EDIT)
@require_POST
def revert(request: HttpRequest, survey_id: UUID, number: int) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    get_object_or_404(SurveyVersion.objects.filter(survey=survey), number=number)
    revision = request.POST.get("revision", "")
    try:
        revert_survey(
            actor=request.actor,
            survey_id=survey.pk,
            version=number,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:versions", request.organization.slug, survey.pk)
    done = _("The draft is version %(number)s again. Publish it to put it before respondents.") % {"number": number}
    messages.success(request, done)
    return redirect("surveys:edit", request.organization.slug, survey.pk)


def _chosen(text: str, numbers: list[int]) -> int:
    """The number of a version that exists, else 0."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return found if found in numbers else 0


def _changes(survey: Survey, old: int, new: int) -> list[tuple[str, str]] | None:
    """Tone and sentence of each change; None when one of the two cannot be read any more."""
    found = SurveyVersion.objects.filter(survey=survey, number__in=[old, new])
    by_number = dict(found.values_list("number", "definition"))
    try:
        before = read_definition(by_number[old])
        after = read_definition(by_number[new] if new else survey.draft)
    except InvalidDefinitionError:
        return None
    return [(TONES[change.level], change_text(change)) for change in difference(before, after)]

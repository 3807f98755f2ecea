"""The list of surveys, and making a new one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.texts import clean_text
from surveys.enums import SurveyStatus
from surveys.selectors.surveys import survey_list, with_response_stats, with_version
from surveys.selectors.templates import template_list
from surveys.services.surveys import create_survey
from surveys.views.presentation import show_definition

PAGE_SIZE = 20


@requires(policies.VIEW)
@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    search = clean_text(request.GET.get("q", ""))[:100]
    status = request.GET.get("status", "")
    status = status if status in SurveyStatus.values else ""
    surveys = with_response_stats(with_version(survey_list(request.actor, search=search, status=status)), request.actor)
    page = Paginator(surveys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "search": search,
        "status": status,
        "statuses": SurveyStatus.choices,
        "may_edit": policies.EDIT.allows(request.actor),
        "may_see_responses": policies.VIEW_RESPONSES.allows(request.actor),
    }
    return render(request, "surveys/list.html", context)


@requires(policies.EDIT)
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    language = get_language() or ""
    cards = [
        {
            "id": template.id,
            "name": template.name_in(language),
            "description": template.description_in(language),
            "icon": template.icon,
            "questions": len(template.definition.questions),
            "survey": show_definition(template.definition, language, organization_name=request.organization.name),
        }
        for template in template_list()
        # It shows everything that can be asked, to people who write definitions; nobody sends it to customers.
        if template.id != "showcase"
    ]
    return render(request, "surveys/new.html", {"cards": cards})


@requires(policies.EDIT)
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    try:
        survey = create_survey(actor=request.actor, template=request.POST.get("template", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:new", request.organization.slug)
    return redirect("surveys:edit", request.organization.slug, survey.pk)

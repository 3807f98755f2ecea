"""What people answered."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from surveys import policies
from surveys.domain.questions.types.files import FILE_TYPES
from surveys.models import Response
from surveys.selectors.responses import answers_in_words, masked_contact, response_list
from surveys.selectors.surveys import survey_detail
from surveys.selectors.uploads import uploads_by_response
from surveys.services.contacts import reveal_contact as reveal
from surveys.views.publishing import survey_tabs

PAGE_SIZE = 25
# Contacts are masked in a column of their own, files are links.
SHOWN_APART = FILE_TYPES | {"consent_contact"}


@requires(policies.VIEW_RESPONSES)
@require_safe
def responses(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor), pk=survey_id)
    mine = response_list(request.actor).filter(survey=survey).order_by("-submitted_at", "-id")
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    files = uploads_by_response(page)
    rows = [
        {
            "response": response,
            "answers": [
                {**vars(item), "tone": _tone(item.value) if item.type == "nps" else ""}
                for item in answers_in_words(response, organization_name=request.organization.name)
                if item.type not in SHOWN_APART
            ],
            "contact": masked_contact(response),
            "files": files.get(response.pk, []),
        }
        for response in page
    ]
    context = {
        "survey_row": survey,
        "page": page,
        "rows": rows,
        "may_export": policies.EXPORT_RESPONSES.allows(request.actor),
        "may_reveal": policies.REVEAL_CONTACT.allows(request.actor),
        "tabs": survey_tabs(request, survey, "responses"),
    }
    return render(request, "surveys/responses.html", context)


@requires(policies.REVEAL_CONTACT)
@require_POST
def reveal_contact(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """A fragment with name and number in clear; the look is noted in the audit log."""
    mine = policies.REVEAL_CONTACT.filter(request.actor, Response.objects.all())
    response = get_object_or_404(mine, pk=response_id)
    contact = reveal(actor=request.actor, response=response)
    answer = render(request, "surveys/_contact.html", {"contact": contact})
    answer["Cache-Control"] = "no-store"
    return answer


def _tone(score: int) -> str:
    if score >= 9:
        return "promoter"
    return "passive" if score >= 7 else "detractor"

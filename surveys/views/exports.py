"""Responses as a file: started here, written by a job, fetched from its page."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from surveys import policies
from surveys.selectors.exports import export_file, export_list
from surveys.selectors.surveys import survey_detail
from surveys.services.exports import start_export

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(policies.EXPORT_RESPONSES)
@require_POST
def export(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = get_object_or_404(survey_detail(request.actor, rule=policies.EXPORT_RESPONSES), pk=survey_id)
    job = start_export(actor=request.actor, survey=survey, file_format=request.POST.get("format", ""))
    return redirect("jobs:detail", request.organization.slug, job.pk)


@requires(policies.EXPORT_RESPONSES)
@require_safe
def export_download(request: HttpRequest, export_id: UUID) -> FileResponse:
    job = get_object_or_404(export_list(request.actor), pk=export_id)
    path = export_file(job)
    if path is None:
        raise Http404
    day = timezone.localdate(job.created_at).isoformat()
    name = _("responses-%(day)s") % {"day": day} + path.suffix
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[path.suffix])
    response["Cache-Control"] = "private, no-store"
    return response

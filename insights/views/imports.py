"""Pages of the import: upload, columns, check, start. The job's own page shows the rest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cem.accounts.access import requires
from cem.accounts.selectors.departments import department_tree
from cem.jobs.enums import JobStatus
from cem.jobs.selectors import job_list
from cem.refusal import Refusal
from insights import policies
from insights.forms.imports import MappingForm, UploadForm
from insights.models import FeedbackUpload
from insights.selectors.feedback import upload_list
from insights.services import imports

RECENT = 20
TONES = {
    JobStatus.QUEUED: "neutral",
    JobStatus.RUNNING: "info",
    JobStatus.SUCCEEDED: "success",
    JobStatus.FAILED: "danger",
    JobStatus.CANCELLED: "warning",
}


@requires(policies.IMPORT_FEEDBACK)
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored = imports.store_upload(actor=request.actor, name=file.name, size=file.size, chunks=file.chunks())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("insights:import-columns", request.organization.slug, stored.id)
    jobs = [
        {"job": job, "tone": TONES[JobStatus(job.status)]}
        for job in job_list(request.actor, kind=imports.KIND)[:RECENT]
    ]
    context = {"form": form, "jobs": jobs, "uploads": upload_list(request.actor)[:RECENT]}
    return render(request, "insights/import.html", context)


@requires(policies.IMPORT_FEEDBACK)
def columns(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    stored = _upload(request, upload_id)
    try:
        preview = imports.preview_upload(stored)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("insights:import", request.organization.slug)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        headers=preview.headers,
        suggestion=preview.suggestion,
        nodes=department_tree(request.actor.department_ids),
    )
    checked = None
    if request.method == "POST" and form.is_valid():
        try:
            if "start" in request.POST:
                job = imports.start_import(actor=request.actor, upload=stored, options=form.options)
                return redirect("jobs:detail", request.organization.slug, job.id)
            checked = imports.check_upload(actor=request.actor, upload=stored, options=form.options)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "insights/import_columns.html", _shown(stored, preview, form, checked))


@require_POST
@requires(policies.IMPORT_FEEDBACK)
def discard(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    imports.discard_upload(_upload(request, upload_id))
    messages.success(request, _("The file has been removed."))
    return redirect("insights:import", request.organization.slug)


def _upload(request: HttpRequest, upload_id: UUID) -> FeedbackUpload:
    return get_object_or_404(upload_list(request.actor), pk=upload_id)


def _shown(
    stored: FeedbackUpload, preview: imports.Preview, form: MappingForm, checked: imports.Checked | None
) -> dict[str, Any]:
    return {"upload": stored, "preview": preview, "form": form, "checked": checked}

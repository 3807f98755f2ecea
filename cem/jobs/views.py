"""Pages of long work: the list, one job with its progress, its error report."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.jobs import selectors, services
from cem.jobs.enums import JobStatus
from cem.jobs.kinds import error_text, kind_of
from cem.jobs.models import Job

PAGE_SIZE = 30
TONES = {
    JobStatus.QUEUED: "neutral",
    JobStatus.RUNNING: "info",
    JobStatus.SUCCEEDED: "success",
    JobStatus.FAILED: "danger",
    JobStatus.CANCELLED: "warning",
}


@require_safe
@requires(policies.VIEW_JOBS)
def job_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.job_list(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [{"job": job, "kind": kind_of(job).label, "tone": TONES[JobStatus(job.status)]} for job in page]
    return render(request, "jobs/list.html", {"page": page, "rows": rows})


@require_safe
@requires(policies.VIEW_JOBS)
def job_detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return render(request, "jobs/detail.html", _shown(request, _job(request, job_id)))


@require_safe
@requires(policies.VIEW_JOBS)
def job_state(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again each second while the job runs."""
    return render(request, "jobs/_state.html", _shown(request, _job(request, job_id)))


@require_POST
@requires(policies.VIEW_JOBS)
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job(request, job_id)
    services.cancel_job(actor=request.actor, job=job)
    return redirect("jobs:detail", request.organization.slug, job.id)


@require_safe
@requires(policies.VIEW_JOBS)
def report(request: HttpRequest, job_id: UUID) -> FileResponse:
    job = _job(request, job_id)
    path = selectors.report_file(job)
    if path is None:
        raise Http404
    day = timezone.localdate(job.created_at).isoformat()
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=_("problems-%(day)s") % {"day": day} + path.suffix
    )


def _job(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(selectors.job_list(request.actor), pk=job_id)


def _shown(request: HttpRequest, job: Job) -> dict[str, Any]:
    kind, slug = kind_of(job), request.organization.slug
    links = [
        {
            "label": link.label,
            "url": reverse(link.url_name, args=[slug, *link.args]) + (f"?{link.query}" if link.query else ""),
        }
        for link in (kind.links(job) if job.is_finished else [])
    ]
    return {
        "job": job,
        "kind": kind.label,
        "tone": TONES[JobStatus(job.status)],
        "facts": kind.facts(job),
        "links": links,
        "error": error_text(job),
        "has_report": job.is_finished and selectors.report_file(job) is not None,
    }

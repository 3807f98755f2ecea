"""Reads of jobs."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.models import Department
from cem.jobs.models import Job


def job_list(actor: Actor, *, kind: str = "") -> QuerySet[Job]:
    """Jobs, newest first. Who sees only a part of the tree sees only their own: a report may tell of any department."""
    jobs = policies.VIEW_JOBS.filter(actor, Job.objects.all())
    if actor.department_ids is not None and not _sees_the_root(actor):
        jobs = jobs.filter(created_by_id=actor.user_id)
    if kind:
        jobs = jobs.filter(kind=kind)
    return jobs.order_by("-created_at", "-id")


def report_file(job: Job) -> Path | None:
    """The error report on disk; None when there is none. Nothing outside the organisation's own folder is given out."""
    if not job.report_path:
        return None
    folder = (Path(settings.MEDIA_ROOT) / "org" / str(job.organization_id)).resolve()
    path = (Path(settings.MEDIA_ROOT) / job.report_path).resolve()
    return path if path.is_relative_to(folder) and path.is_file() else None


def _sees_the_root(actor: Actor) -> bool:
    return Department.objects.filter(parent=None, pk__in=actor.department_ids or ()).exists()

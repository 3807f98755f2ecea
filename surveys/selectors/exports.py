"""Reads of exports: the jobs that write them, and their files."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from cem.accounts.access import Actor
from cem.accounts.models import Department
from cem.jobs.enums import JobStatus
from cem.jobs.models import Job
from cem.tenancy.context import require_organization_id
from surveys import policies
from surveys.models import Response

EXPORT = "responses_export"

_INSTANCES = f"""
SELECT DISTINCT key FROM {Response._meta.db_table}, jsonb_object_keys(answers) AS key
WHERE organization_id = %s AND survey_id = %s AND position('@' IN key) > 0 ORDER BY key LIMIT %s
"""  # noqa: S608  # names of our own tables


def export_list(actor: Actor) -> QuerySet[Job]:
    """The exports that an actor may fetch: who sees only a part of the tree sees only their own."""
    if not policies.EXPORT_RESPONSES.allows(actor):
        return Job.objects.none()
    jobs = Job.objects.filter(kind=EXPORT)
    if actor.department_ids is not None and not _sees_the_root(actor):
        jobs = jobs.filter(created_by_id=actor.user_id)
    return jobs


def export_path(job: Job) -> Path:
    """Where the file of an export lies, in the organisation's own folder."""
    ending = "csv" if job.parameters.get("format") == "csv" else "xlsx"
    return Path(settings.MEDIA_ROOT) / "org" / str(job.organization_id) / "exports" / f"{job.id}.{ending}"


def export_file(job: Job) -> Path | None:
    """The file of a finished export; None before, and once it was removed."""
    path = export_path(job)
    return path if job.status == JobStatus.SUCCEEDED and path.is_file() else None


def looped_instances(survey_id: UUID, *, most: int) -> list[str]:
    """The names of answers inside loops that occur in the responses of a survey."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTANCES, [require_organization_id(), survey_id, most])
        return [row[0] for row in cursor.fetchall()]


def _sees_the_root(actor: Actor) -> bool:
    return Department.objects.filter(parent=None, pk__in=actor.department_ids or ()).exists()

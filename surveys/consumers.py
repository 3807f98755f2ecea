"""What the surveys app does when something has happened."""

from typing import Any
from uuid import UUID

from cem.events.registry import Envelope, consumes
from cem.jobs.kinds import describe_job
from cem.jobs.models import Job
from cem.jobs.services import Progress, job_kind
from surveys.selectors.exports import EXPORT
from surveys.services.export_jobs import EXPORT_JOB
from surveys.services.exports import run_export
from surveys.services.quality import judge_response as judge


@consumes("response.completed", name="surveys.judge_response", queue="scoring")
def judge_response(envelope: Envelope) -> None:
    judge(response_id=UUID(envelope.payload["response"]))


@job_kind(EXPORT, queue="export")
def export_responses(job: Job, progress: Progress) -> dict[str, Any]:
    return run_export(job, progress)


describe_job(EXPORT, EXPORT_JOB)

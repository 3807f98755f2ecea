"""What the insights app does when something has happened."""

from typing import Any
from uuid import UUID

from cem.accounts.models import Organization
from cem.events.registry import Envelope, consumes
from cem.jobs.kinds import describe_job
from cem.jobs.models import Job
from cem.jobs.services import Progress, job_kind
from insights.services import analysis, exclusion, import_run, scoring
from insights.services.import_results import IMPORT_JOB
from insights.services.imports import KIND as IMPORT

# --- Scores -----------------------------------------------------------------------------------------------------------


@consumes("response.completed", name="insights.score_response", queue="scoring")
def score_response(envelope: Envelope) -> None:
    organization = Organization.objects.get(pk=envelope.organization_id)
    scoring.score_response(organization=organization, response_id=UUID(envelope.payload["response"]))


@consumes("response.excluded", name="insights.exclude_response", queue="scoring")
@consumes("response.included", name="insights.include_response", queue="scoring")
def follow_exclusion(envelope: Envelope) -> None:
    organization = Organization.objects.get(pk=envelope.organization_id)
    exclusion.follow_exclusion(organization=organization, response_id=UUID(envelope.payload["response"]))


# --- Feedback ---------------------------------------------------------------------------------------------------------


# The lease is longer than usual: whoever comes after the first call of a worker waits until the model is loaded.
@consumes("feedback.recorded", name="insights.read_feedback", queue="text", lease_seconds=30)
def read_feedback(envelope: Envelope) -> None:
    analysis.read_feedback(feedback_ids=envelope.payload["feedback"])


@job_kind(IMPORT, queue="default")
def import_feedback(job: Job, progress: Progress) -> dict[str, Any]:
    return import_run.run_import(job, progress)


describe_job(IMPORT, IMPORT_JOB)

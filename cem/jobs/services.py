"""Starts, runs and cancels jobs. A job is launched by an event, so that it survives a killed worker or broker."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.events.outbox import record_event
from cem.events.registry import Envelope, consumes
from cem.events.services import renew_lease
from cem.jobs.enums import FINISHED, JobStatus
from cem.jobs.models import Job
from cem.tenancy.context import tenant_context

logger = logging.getLogger(__name__)

LEASE_SECONDS = 120
UNEXPECTED = "unexpected"


class JobCancelledError(Exception):
    """A person asked to stop; raised by `Progress.advance` so that the work ends between two batches."""


class JobFailedError(Exception):
    """The work cannot be done; the message is a short text for the person who started it."""


class Progress:
    """What a running job reports to. Every call is a short transaction of its own."""

    def __init__(
        self,
        envelope: Envelope,
        job_id: UUID,
        consumer: str,
        listener: Callable[[int, int | None], None] | None = None,
    ) -> None:
        self.organization_id = envelope.organization_id
        self.job_id = job_id
        self._event_id = envelope.event_id
        self._consumer = consumer
        self._listener = listener

    def advance(self, *, done: int, rejected: int = 0, total: int | None = None) -> None:
        """Note the state after a batch and keep the lease; raises JobCancelledError when asked to stop."""
        changes: dict[str, Any] = {"done": done, "rejected": rejected}
        if total is not None:
            changes["total"] = total
        with tenant_context(self.organization_id):
            Job.objects.filter(pk=self.job_id).update(**changes)
            cancelled = Job.objects.values_list("cancel_requested", flat=True).get(pk=self.job_id)
        renew_lease(event_id=self._event_id, consumer=self._consumer, seconds=LEASE_SECONDS)
        if self._listener:
            self._listener(done, total)
        if cancelled:
            raise JobCancelledError


Runner = Callable[[Job, Progress], dict[str, Any]]

_runners: dict[str, Runner] = {}


def job_kind(kind: str, *, queue: str) -> Callable[[Runner], Runner]:
    """Register the function that does the work of a kind of job, in an app's `consumers.py`.

    It gets the job and a Progress, opens the organisation batch by batch, returns the result (JSON), and must be able
    to start again from the beginning without doing anything twice.
    """

    def register(runner: Runner) -> Runner:
        name = f"jobs.{kind}"
        _runners[kind] = runner

        @consumes(f"job.{kind}", name=name, queue=queue, own_transactions=True, lease_seconds=LEASE_SECONDS)
        def run(envelope: Envelope) -> None:
            _run(envelope, runner, consumer=name)

        return runner

    return register


@transaction.atomic
def start_job(*, actor: Actor, kind: str, title: str, parameters: dict[str, Any], total: int | None = None) -> Job:
    """Queue work of a registered kind; it starts once this transaction has committed."""
    job = Job.objects.create(
        kind=kind, title=title[:200], parameters=parameters, total=total, created_by_id=actor.user_id
    )
    record_event(f"job.{kind}", {"job": str(job.id)})
    record_audit(actor=actor, action="job.started", target=job, changes={"kind": kind})
    return job


@transaction.atomic
def cancel_job(*, actor: Actor, job: Job) -> None:
    """Ask a job to stop after its current batch. What it has done stays done; a finished job is left alone."""
    changed = (
        Job.objects.filter(pk=job.pk, cancel_requested=False).exclude(status__in=FINISHED).update(cancel_requested=True)
    )
    if changed:
        record_audit(actor=actor, action="job.cancelled", target=job)


def run_job_here(
    *, actor: Actor, kind: str, title: str, parameters: dict[str, Any], progress: Callable[[int, int | None], None]
) -> Job:
    """Do the work in this process, for a command: no event, no worker. `progress` is told (done, total) after a batch.

    Raises KeyError for a kind that nobody registered.
    """
    with tenant_context(actor.organization.id):
        job = Job.objects.create(
            kind=kind, title=title[:200], parameters=parameters, status=JobStatus.RUNNING, created_by_id=actor.user_id
        )
        record_audit(actor=actor, action="job.started", target=job, changes={"kind": kind})
    envelope = Envelope(job.id, actor.organization.id, f"job.{kind}", {"job": str(job.id)})
    try:
        _run(envelope, _runners[kind], consumer=f"jobs.{kind}", listener=progress)
    except BaseException:
        # Stopped by a key or without its database: nobody will come back to it.
        with tenant_context(actor.organization.id):
            Job.objects.filter(pk=job.pk).update(status=JobStatus.CANCELLED, finished_at=timezone.now())
        raise
    with tenant_context(actor.organization.id):
        job.refresh_from_db()
    return job


def _run(
    envelope: Envelope,
    runner: Runner,
    *,
    consumer: str,
    listener: Callable[[int, int | None], None] | None = None,
) -> None:
    job_id = UUID(envelope.payload["job"])
    with tenant_context(envelope.organization_id):
        job = Job.objects.get(pk=job_id)
        if job.is_finished:
            return
        Job.objects.filter(pk=job_id).update(status=JobStatus.RUNNING, started_at=job.started_at or timezone.now())
    outcome: dict[str, Any]
    try:
        progress = Progress(envelope, job_id, consumer, listener)
        outcome = {"status": JobStatus.SUCCEEDED, "result": _work(job, runner, progress)}
    except JobCancelledError:
        outcome = {"status": JobStatus.CANCELLED}
    except JobFailedError as error:
        outcome = {"status": JobStatus.FAILED, "error": str(error)[:200]}
    except (OperationalError, InterfaceError):
        raise  # the database was away: the delivery is tried again, and the job goes on where it stopped
    except Exception:
        logger.exception("job %s (%s) failed", job_id, job.kind)
        outcome = {"status": JobStatus.FAILED, "error": UNEXPECTED}
    with tenant_context(envelope.organization_id):
        Job.objects.filter(pk=job_id).update(finished_at=timezone.now(), **outcome)


def _work(job: Job, runner: Runner, progress: Progress) -> dict[str, Any]:
    if job.cancel_requested:
        raise JobCancelledError
    return runner(job, progress)

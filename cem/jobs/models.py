from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.jobs.enums import FINISHED, JobStatus
from cem.tenancy.models import TenantModel


class Job(TenantModel):
    """Long work that a person waits for: progress, cancel, result and an error report."""

    kind = models.CharField(max_length=60)
    title = models.CharField(_("job"), max_length=200)
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    parameters = models.JSONField(default=dict)
    # Units of work, for example rows of a file; total is null until it is known.
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    # A code of the app that ran it, translated for people by `message` of the registry.
    error = models.CharField(max_length=200, blank=True)
    # Relative to MEDIA_ROOT, below the organisation's own folder.
    report_path = models.CharField(max_length=300, blank=True)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-created_at"], name="job_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def percent(self) -> int | None:
        if self.status == JobStatus.SUCCEEDED:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else None

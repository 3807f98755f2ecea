from django.db import models
from django.utils import timezone

from cem.events.enums import DeliveryStatus
from cem.tenancy.models import TenantModel, uuid7


class Event(TenantModel):
    """A fact that other parts must know of, stored in the transaction of the fact itself."""

    name = models.CharField(max_length=60)
    payload = models.JSONField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "name", "recorded_at"], name="event_by_name")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event to be handed to one consumer.

    A global table, for the relay serves all organisations; it holds ids and states and nothing of the content.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization_id = models.UUIDField()
    event_id = models.UUIDField()
    consumer = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    # How often the relay has handed it over. Says nothing of failures: nobody may have been there to take it.
    attempts = models.PositiveIntegerField(default=0)
    # How often a worker has tried and failed.
    failures = models.PositiveSmallIntegerField(default=0)
    # When the relay takes it (up again): at once, after a failure, or when the lease of a worker has run out.
    due_at = models.DateTimeField(default=timezone.now)
    # The class of the last error and where it was raised; never its message, which may hold content.
    error = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "consumer"], name="delivery_once")]
        indexes = [
            # The relay's only question, asked several times a second.
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENT]),
                name="delivery_due",
            ),
            # The page of failures of one organisation.
            models.Index(
                fields=["organization_id", "due_at"],
                condition=models.Q(status=DeliveryStatus.FAILED),
                name="delivery_failed",
            ),
            # The purge.
            models.Index(
                fields=["finished_at"], condition=models.Q(status=DeliveryStatus.DONE), name="delivery_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} ({self.status})"

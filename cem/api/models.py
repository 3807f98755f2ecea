from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantModel


class IdempotentRequest(TenantModel):
    """The answer to a write that named an idempotency key, kept so that a repeat gets the same answer."""

    actor_id = models.UUIDField()
    key = models.CharField(max_length=120)
    # Method, path and body: a key that comes back with another request is refused.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "actor_id", "key"], name="idempotent_request_once"),
        ]

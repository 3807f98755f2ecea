from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """Who did what to what, when and where from. The application role may insert and read, nothing else."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    # As it was then: a person who leaves stays readable in the log.
    actor_label = models.CharField(_("who"), max_length=160)
    action = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.UUIDField(null=True)
    target_label = models.CharField(_("to what"), max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    address = models.GenericIPAddressField(_("where from"), null=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "-at"], name="audit_by_time"),
            models.Index(fields=["organization", "target_id", "-at"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.action} {self.target_label}"

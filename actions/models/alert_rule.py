from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import TenantForeignKey, TenantModel


class AlertRule(TenantModel):
    """Opens a ticket for a response whose score is low enough."""

    name = models.CharField(_("name"), max_length=80)
    metric = models.CharField(max_length=20, default="nps")
    maximum_score = models.PositiveSmallIntegerField(
        _("open a ticket at a score of at most"), default=6, validators=[MaxValueValidator(10)]
    )
    # Null: every survey, every department. A department stands for everything below it too.
    survey_id = models.UUIDField(null=True, blank=True)
    department = TenantForeignKey(
        "accounts.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hours_to_resolve = models.PositiveSmallIntegerField(
        _("hours to resolve"), default=48, validators=[MinValueValidator(1), MaxValueValidator(24 * 30)]
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name

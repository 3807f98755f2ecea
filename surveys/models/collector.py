from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.enums import Channel
from surveys.models.survey import Survey


class Collector(TenantModel):
    """A way by which answers to a survey come in, for one department."""

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="collectors")
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.LINK)
    token = models.CharField(max_length=32)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "survey", "department", "channel"], name="collector_once"),
            models.UniqueConstraint(fields=["organization", "token"], name="collector_token"),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyLink(models.Model):
    """From the token in a respondent's address to the organisation that it belongs to. Holds nothing else."""

    token = models.CharField(max_length=32, primary_key=True)
    organization_id = models.UUIDField()
    collector_id = models.UUIDField()

    def __str__(self) -> str:
        return self.token

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.enums import SurveyStatus


class Survey(TenantModel):
    """A questionnaire: its draft, and where it stands in its life."""

    title = models.CharField(_("title"), max_length=200)
    template = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=SurveyStatus.choices, default=SurveyStatus.DRAFT)
    # The definition being edited; see surveys/domain/definition.py for its shape.
    draft = models.JSONField()
    # Counts up with each saved edit, so that the second of two editors is told instead of overwriting the first.
    revision = models.PositiveIntegerField(default=1)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-updated_at"], name="survey_by_change")]

    def __str__(self) -> str:
        return self.title


class SurveyVersion(TenantModel):
    """A published definition. Never changed: every response says which one it answered."""

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "survey", "number"], name="survey_version_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} v{self.number}"

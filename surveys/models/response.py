from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.models.collector import Collector
from surveys.models.survey import Survey, SurveyVersion


class Response(TenantModel):
    """One set of answers, accepted once."""

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    version = TenantForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+")
    collector = TenantForeignKey(Collector, on_delete=models.PROTECT, related_name="+")
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    # Given by the page or the partner; a repeat finds this row instead of making another.
    idempotency_key = models.CharField(max_length=64)
    # By question key; options are stored by id. The contact is not among them.
    answers = models.JSONField()
    # Name and number of a respondent who asked to be called, encrypted (cem/privacy.py); empty otherwise.
    contact = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    submitted_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "collector", "idempotency_key"], name="response_once"),
        ]
        indexes = [
            # The API's list and the survey page.
            models.Index(fields=["organization", "survey", "-submitted_at"], name="response_by_survey"),
        ]

    def __str__(self) -> str:
        return str(self.id)

from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.enums import AttemptState
from surveys.models.collector import Collector
from surveys.models.survey import Survey, SurveyVersion


class Attempt(TenantModel):
    """Answers on their way: saved as they come, so that a visit can go on later, perhaps on another device."""

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    version = TenantForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+")
    collector = TenantForeignKey(Collector, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    seed = models.CharField(max_length=16)
    # Counted by the page with each save: the newest wins, in whatever order they arrive.
    edition = models.PositiveBigIntegerField(default=0)
    # As they were sent, by instance name; not judged yet.
    answers = models.JSONField(default=dict)
    # The same of questions whose answer identifies a person, encrypted. Never given back to a page.
    private = models.TextField(blank=True)
    url = models.JSONField(default=dict)
    page = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="attempt_once")]
        indexes = [
            models.Index(fields=["organization", "saved_at"], name="attempt_by_age"),
            models.Index(fields=["organization", "survey", "state"], name="attempt_by_survey"),
        ]

    def __str__(self) -> str:
        return self.key

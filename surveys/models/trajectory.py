from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.models.response import Response
from surveys.models.survey import Survey


class Trajectory(TenantModel):
    """How one response was filled in: what was touched when. Holds lengths of texts, never texts."""

    response = TenantForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    # gzip of the events (surveys/domain/trajectory/codec.py); empty for one that could not be read.
    events = models.BinaryField(default=bytes)
    # Why it could not be read: malformed or too_large.
    problem = models.CharField(max_length=12, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    # Summed up by question: milliseconds spent, answers changed, hesitations.
    dwell = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    hesitations = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "response"], name="trajectory_once")]
        indexes = [
            # How long the questions of a survey take, over its newest responses.
            models.Index(fields=["organization", "survey", "-received_at"], name="trajectory_by_survey"),
        ]

    def __str__(self) -> str:
        return str(self.response_id)


class FingerprintKind(models.TextChoices):
    TEXT = "text"
    RHYTHM = "rhythm"


class Fingerprint(TenantModel):
    """A band of the MinHash of a response's text or trajectory: rows that share one are worth comparing."""

    response = TenantForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=FingerprintKind.choices)
    # Of a text: the question it answers.
    name = models.CharField(max_length=100, blank=True)
    value = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "response", "kind", "name", "value"], name="print_once"),
        ]
        indexes = [models.Index(fields=["organization", "survey", "kind", "value"], name="print_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

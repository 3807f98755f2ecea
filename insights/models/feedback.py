from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import TenantForeignKey, TenantModel
from insights.enums import FeedbackKind, Polarity


class Feedback(TenantModel):
    """One voice, whatever source it came from. A source that sends it again replaces it."""

    source = models.CharField(_("source"), max_length=60)
    source_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=FeedbackKind.choices)
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    occurred_at = models.DateTimeField(_("when"))
    rating = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    author = models.CharField(max_length=120, blank=True)
    product = models.CharField(max_length=120, blank=True)
    touchpoint = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    # For a survey comment: the response it belongs to.
    survey_id = models.UUIDField(null=True)
    response_id = models.UUIDField(null=True)
    # False for default reviews and official replies, which are not the customer's voice.
    is_voice = models.BooleanField(default=True)
    # The text as the analysis saw it last; a row that comes again with the same text is not read again.
    text_hash = models.CharField(max_length=64)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "source", "source_id"], name="feedback_once")]
        indexes = [
            models.Index(fields=["organization", "-occurred_at"], name="feedback_by_time"),
            models.Index(fields=["organization", "department", "-occurred_at"], name="feedback_by_department"),
            models.Index(fields=["organization", "survey_id", "-occurred_at"], name="feedback_by_survey"),
            models.Index(fields=["organization", "updated_at"], name="feedback_by_change"),
        ]


class FeedbackAnalysis(TenantModel):
    """What an analyser read in a feedback; one row for each analyser and version, so that it can be run again."""

    feedback = TenantForeignKey(Feedback, on_delete=models.CASCADE, related_name="analyses")
    analyser = models.CharField(max_length=30)
    version = models.CharField(max_length=30)
    polarity = models.CharField(max_length=10, choices=Polarity.choices)
    # Probability that the text is positive.
    score = models.FloatField()
    keywords = ArrayField(models.CharField(max_length=30), default=list)
    # The analysis that pages show; exactly one of a feedback's rows.
    is_current = models.BooleanField(default=True)
    analysed_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "feedback", "analyser", "version"], name="feedback_analysis_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "feedback"], condition=models.Q(is_current=True), name="analysis_current_once"
            ),
        ]

from django.db import models

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.enums import OncePer
from surveys.models.survey import Survey


class SurveyAccess(TenantModel):
    """Who may answer a survey and when; a survey without a row is open to everybody who has the link."""

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    # Hashed as the passwords of members are; empty for none.
    password = models.CharField(max_length=200, blank=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    # The hours of each day, in `time_zone`; an end before the start lies on the next morning.
    daily_from = models.TimeField(null=True)
    daily_until = models.TimeField(null=True)
    time_zone = models.CharField(max_length=40, blank=True)
    response_limit = models.PositiveIntegerField(null=True)
    # Counted while there is a limit; never more than it.
    taken = models.PositiveIntegerField(default=0)
    once_per = models.CharField(max_length=10, choices=OncePer.choices, default=OncePer.NONE)
    # After so many days the same one may answer again; 0: never.
    once_days = models.PositiveSmallIntegerField(default=0)
    # {language: text} shown while nobody may answer.
    close_text = models.JSONField(default=dict)
    is_test_open = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "survey"], name="survey_access_once")]

    def __str__(self) -> str:
        return str(self.survey_id)

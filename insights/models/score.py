from django.db import models

from cem.tenancy.models import TenantForeignKey, TenantModel


class ScoreFact(TenantModel):
    """One score of one response. Narrow: the many rows that arbitrary filters read."""

    metric = models.CharField(max_length=20)
    response_id = models.UUIDField()
    survey_id = models.UUIDField()
    collector_id = models.UUIDField()
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    value = models.SmallIntegerField()
    occurred_at = models.DateTimeField()
    # In the organisation's own time zone; the day its rollup counts it in.
    day = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            # Scoring the same response twice cannot count it twice.
            models.UniqueConstraint(fields=["organization", "metric", "response_id"], name="score_fact_once"),
        ]
        indexes = [models.Index(fields=["organization", "metric", "day"], name="score_fact_by_day")]


class DailyRollup(TenantModel):
    """The facts of one day, counted. Always equal to the facts, and can be rebuilt from them."""

    metric = models.CharField(max_length=20)
    survey_id = models.UUIDField()
    collector_id = models.UUIDField()
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    n = models.IntegerField(default=0)
    promoters = models.IntegerField(default=0)
    passives = models.IntegerField(default=0)
    detractors = models.IntegerField(default=0)
    # How often each score was given: "0".."10" -> count.
    histogram = models.JSONField(default=dict)
    total = models.BigIntegerField(default=0)
    total_of_squares = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "metric", "survey_id", "collector_id", "department", "day"],
                name="daily_rollup_once",
            ),
        ]
        indexes = [models.Index(fields=["organization", "metric", "day"], name="daily_rollup_by_day")]

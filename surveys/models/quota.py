from django.db import models

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.models.survey import Survey


class QuotaCell(TenantModel):
    """The counter of one cell of a quota. It belongs to the survey: a new version goes on counting where it stands."""

    survey = TenantForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    # Ids out of the definition.
    quota = models.CharField(max_length=40)
    cell = models.CharField(max_length=40)
    # Of the newest version that has come by here.
    limit = models.PositiveIntegerField()
    version_number = models.PositiveIntegerField()
    # Responses that count; never more than the limit that was in force then.
    counted = models.PositiveIntegerField(default=0)
    # Seats that are held for people who are still answering.
    reserved = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "survey", "quota", "cell"], name="quota_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quota}.{self.cell} {self.counted}+{self.reserved}/{self.limit}"

    @property
    def left(self) -> int:
        return max(0, self.limit - self.counted - self.reserved)


class Reservation(TenantModel):
    """A seat in a cell, held for one visit until it is handed in or given up."""

    cell = TenantForeignKey(QuotaCell, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "cell", "key"], name="reservation_once")]
        indexes = [
            models.Index(fields=["organization", "key"], name="reservation_by_key"),
            models.Index(fields=["organization", "expires_at"], name="reservation_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.key

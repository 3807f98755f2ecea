from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.enums import Outcome
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
    # Whether the server itself made the key, so that the start is known.
    is_signed = models.BooleanField(default=False)
    # Everything that was drawn for this respondent follows from it.
    seed = models.CharField(max_length=16, blank=True)
    # By instance name: the question's key, or "key@item" inside a loop. Options are stored by id. What identifies a
    # person is not among them.
    answers = models.JSONField()
    # {instance name: value} of what identifies a person, encrypted (cem/privacy.py); empty where there is nothing.
    private = models.TextField(blank=True)
    # {instance name: why} of what was sent and not kept: hidden, not_reached, unknown, carried_away.
    dropped = models.JSONField(default=dict)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.COMPLETE)
    ending = models.CharField(max_length=40, blank=True)
    # [[page instance, [names shown on it]], ...] in the order of this respondent.
    path = models.JSONField(default=list)
    # {experiment id: arm id}
    arms = models.JSONField(default=dict)
    # Quotas that were full where the survey only wants it noted.
    over_quotas = models.JSONField(default=list)
    # Device, browser, system, screen, referrer, utm, place, url parameters; see surveys/domain/clients.py.
    context = models.JSONField(default=dict)
    # Keyed hashes of who and what answered, to find a second answer of the same; never the thing itself.
    person_mark = models.CharField(max_length=32, blank=True)
    device_mark = models.CharField(max_length=32, blank=True)
    address_mark = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField(null=True)
    # From the opening of the page to the handing in.
    seconds = models.PositiveIntegerField(null=True)
    # {instance name: milliseconds} as the page has measured them.
    timings = models.JSONField(default=dict)
    is_test = models.BooleanField(default=False)
    # Set by a person who has judged that it does not count.
    excluded_at = models.DateTimeField(null=True)
    # {"score": 0..100, "flags": [...]}
    quality = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "collector", "idempotency_key"], name="response_once"),
        ]
        indexes = [
            # The API's list and the survey page.
            models.Index(fields=["organization", "survey", "-submitted_at"], name="response_by_survey"),
            # Has this person, device or address answered before? Rows without a mark are not in them.
            models.Index(
                fields=["organization", "survey", "person_mark"],
                name="response_by_person",
                condition=~models.Q(person_mark=""),
            ),
            models.Index(
                fields=["organization", "survey", "device_mark"],
                name="response_by_device",
                condition=~models.Q(device_mark=""),
            ),
            models.Index(
                fields=["organization", "survey", "address_mark"],
                name="response_by_address",
                condition=~models.Q(address_mark=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.enums import Cause, TicketStatus
from actions.models.alert_rule import AlertRule
from cem.tenancy.models import TenantForeignKey, TenantModel


class TicketCounter(TenantModel):
    """The last ticket number of an organisation; locked while the next one is taken."""

    last_number = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization"], name="ticket_counter_once")]


class Ticket(TenantModel):
    """A customer to be called back, or another case to be solved by a department in time."""

    number = models.PositiveIntegerField()
    title = models.CharField(_("subject"), max_length=200)
    status = models.CharField(max_length=12, choices=TicketStatus.choices, default=TicketStatus.NEW)
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.Membership", on_delete=models.SET_NULL, null=True, related_name="+")
    rule = TenantForeignKey(AlertRule, on_delete=models.PROTECT, null=True, related_name="+")
    # The response that opened it; its answers are read through the facade of surveys.
    response_id = models.UUIDField(null=True)
    survey_id = models.UUIDField(null=True)
    score = models.SmallIntegerField(null=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices, blank=True)
    # The words of a partner whose cause is none of ours; the cause is then "other".
    cause_words = models.CharField(max_length=200, blank=True)
    resolution = models.TextField(_("what was done"), blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=timezone.now)
    # Counts up with each step, so that the second of two clerks is told instead of overwriting the first.
    revision = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="ticket_number"),
            # Whatever is delivered twice, a response has one ticket.
            models.UniqueConstraint(
                fields=["organization", "response_id"],
                condition=models.Q(response_id__isnull=False),
                name="ticket_once_for_response",
            ),
        ]
        indexes = [
            # My tickets by due time.
            models.Index(
                fields=["organization", "department", "due_at"],
                condition=~models.Q(status__in=[TicketStatus.RESOLVED, TicketStatus.CLOSED]),
                name="ticket_open_by_due",
            ),
            models.Index(fields=["organization", "survey_id", "-opened_at"], name="ticket_by_survey"),
            # The list of a partner that asks for what has changed.
            models.Index(fields=["organization", "updated_at"], name="ticket_by_change"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def headline(self) -> str:
        """The reason in the subject, for places that show the score beside it; empty where none was given."""
        return self.title.partition(" · ")[2]

    @property
    def is_open(self) -> bool:
        return self.status not in {TicketStatus.RESOLVED, TicketStatus.CLOSED}

    @property
    def is_late(self) -> bool:
        """Open and past its due time, or resolved after it."""
        return (self.resolved_at or timezone.now()) > self.due_at

    @property
    def cause_label(self) -> str:
        return self.cause_words or (str(self.get_cause_display()) if self.cause else "")


class TicketEvent(TenantModel):
    """One step in the life of a ticket. Append-only: clocks and reports are computed from these."""

    ticket = TenantForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    note = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    actor_label = models.CharField(max_length=160)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "ticket", "at"], name="ticket_event_by_ticket")]

from django.db import models
from django.utils.translation import gettext_lazy as _


class TicketStatus(models.TextChoices):
    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", _("Waiting for customer")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class Cause(models.TextChoices):
    LOGISTICS = "logistics", _("Delivery and logistics")
    PRODUCT = "product", _("Product quality")
    SERVICE = "service", _("Staff and service")
    PRICE = "price", _("Price and promotion")
    PROCESS = "process", _("Process and policy")
    SYSTEM = "system", _("System and app")
    ENVIRONMENT = "environment", _("Store environment")
    EXPECTATION = "expectation", _("Expectation or misunderstanding")
    OTHER = "other", _("Other")


class TicketEventKind(models.TextChoices):
    """What a step of a ticket's history is."""

    OPENED = "opened", _("Ticket opened")
    STATUS = "status", _("Status changed")
    ASSIGNED = "assigned", _("Assigned")
    NOTE = "note", _("Note added")
    NOTIFIED = "notified", _("Notified by e-mail")

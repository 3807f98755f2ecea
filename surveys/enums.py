from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Live")
    CLOSED = "closed", _("Closed")


class Channel(models.TextChoices):
    LINK = "link", _("Link")
    QR = "qr", _("QR code")
    API = "api", _("API")


class Outcome(models.TextChoices):
    """How a visit ended that handed something in."""

    COMPLETE = "complete", _("Complete")
    SCREENED_OUT = "screened_out", _("Screened out")
    QUOTA_FULL = "quota_full", _("Quota full")


class AttemptState(models.TextChoices):
    OPEN = "open", _("Open")
    COMPLETED = "completed", _("Handed in")
    ABANDONED = "abandoned", _("Abandoned")


class OncePer(models.TextChoices):
    """Whom a survey takes one answer of."""

    NONE = "none", _("No limit")
    PERSON = "person", _("Person")
    DEVICE = "device", _("Device")
    ADDRESS = "address", _("Internet address")


class UploadState(models.TextChoices):
    PENDING = "pending", _("Not handed in yet")
    KEPT = "kept", _("Kept")
    REFUSED = "refused", _("Refused")

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

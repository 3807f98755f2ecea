from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Handed to a worker")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")

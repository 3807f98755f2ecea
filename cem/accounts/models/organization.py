from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import uuid7


class Organization(models.Model):
    """A tenant. Its slug stands in every address of its pages."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("organisation name"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    # Figures of departments and staff that rest on fewer answers are not shown.
    minimum_n = models.PositiveSmallIntegerField(default=5)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name

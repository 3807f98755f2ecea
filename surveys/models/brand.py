from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantModel


class BrandKit(TenantModel):
    """The looks of an organisation on the pages of its respondents; what a survey chooses itself goes before it."""

    # See surveys/domain/themes.py for its shape.
    theme = models.JSONField(default=dict)
    # Counts up with each change, so that the second of two editors is told instead of overwriting the first.
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization"], name="brand_kit_once")]

    def __str__(self) -> str:
        return str(self.organization_id)


class Picture(TenantModel):
    """A logo, a cover, an option: for everybody who has a link of the organisation."""

    name = models.CharField(max_length=200)
    # By its content, as an extension.
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    # Below MEDIA_ROOT, in the organisation's own folder.
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-created_at"], name="picture_by_age")]

    def __str__(self) -> str:
        return self.name

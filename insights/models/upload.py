from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.tenancy.models import TenantModel


class FeedbackUpload(TenantModel):
    """A file that waits for its columns to be named, or for its import to end; row and file go together.

    On disk it has the name of its id: what its owner called it is only shown.
    """

    name = models.CharField(_("file"), max_length=120)
    extension = models.CharField(max_length=5)
    size = models.PositiveBigIntegerField()
    uploaded_by_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    # The import that reads it; null while nobody has started one.
    job_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "uploaded_at"], name="feedback_upload_by_time")]

    def __str__(self) -> str:
        return self.name

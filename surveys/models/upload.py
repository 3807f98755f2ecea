from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantForeignKey, TenantModel
from surveys.enums import UploadState
from surveys.models.collector import Collector


class Upload(TenantModel):
    """A file that a respondent has sent for one question of one visit."""

    collector = TenantForeignKey(Collector, on_delete=models.PROTECT, related_name="+")
    department = TenantForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    # Set once the answers it belongs to were accepted.
    response = TenantForeignKey("surveys.Response", on_delete=models.PROTECT, related_name="uploads", null=True)
    key = models.CharField(max_length=64)
    # Instance name of the question.
    question = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    # By its content, as a MIME type.
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.PENDING)
    # Below MEDIA_ROOT, in the organisation's own folder.
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "key"], name="survey_upload_by_key"),
            models.Index(fields=["organization", "state", "created_at"], name="survey_upload_by_state"),
        ]

    def __str__(self) -> str:
        return self.name

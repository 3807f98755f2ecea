"""Reads of files that respondents have sent."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from cem.accounts.access import Actor
from surveys import policies
from surveys.enums import UploadState
from surveys.models import Response, Upload


def upload_list(actor: Actor) -> QuerySet[Upload]:
    """The files of accepted responses of the actor's departments."""
    return policies.VIEW_RESPONSES.filter(actor, Upload.objects.filter(state=UploadState.KEPT))


def uploads_by_response(responses: Iterable[Response]) -> dict[UUID, list[Upload]]:
    """The files of these responses, which the caller has found for the actor; one query."""
    found: dict[UUID, list[Upload]] = {}
    kept = Upload.objects.filter(response__in=[response.pk for response in responses], state=UploadState.KEPT)
    for upload in kept.order_by("id"):
        found.setdefault(upload.response_id, []).append(upload)
    return found


def upload_file(upload: Upload) -> Path | None:
    """The file on disk; None when it is gone. Nothing outside the organisation's own folder is given out."""
    folder = (Path(settings.MEDIA_ROOT) / "org" / str(upload.organization_id) / "uploads").resolve()
    path = (Path(settings.MEDIA_ROOT) / upload.path).resolve()
    return path if upload.path and path.is_relative_to(folder) and path.is_file() else None

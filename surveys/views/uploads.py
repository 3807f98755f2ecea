"""Files of respondents: taken in from the page, given out to members."""

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cem.accounts.access import requires
from cem.api.errors import CONTENT_TYPE, problem
from cem.api.throttling import Throttle
from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from surveys import policies
from surveys.enums import UploadState
from surveys.models import Upload
from surveys.selectors.doors import door_detail, find_link
from surveys.selectors.uploads import upload_list
from surveys.services.uploads import open_upload, store_upload
from surveys.services.visits import Visit

# Beside the file: its boundaries, the key and the name of the question.
ENVELOPE_BYTES = 16 * 1024
DEVICE_COOKIE = "cem_device"


class UploadThrottle(Throttle):
    """A budget for each address and link. Files cost more than answers."""

    scope = "upload"
    rate = "120/min"

    def get_cache_key(self, request: Any, view: Any) -> str:
        named = hashlib.sha256(f"{request.META.get('REMOTE_ADDR', '')} {view}".encode(errors="replace")).hexdigest()
        return f"throttle:client:upload:{named}"


@csrf_exempt
@require_POST
def store(request: HttpRequest, token: str) -> HttpResponse:
    """Take one file in: fields `key`, `question` and `file`; 201 with its id, or a problem document."""
    try:
        upload = _store(request, token)
    except Refusal as refusal:
        return _refused(refusal)
    if upload.state == UploadState.REFUSED:
        return _refused(Refusal("file_harmful", _("The file was found to be harmful and was not kept.")))
    body = {"id": str(upload.pk), "name": upload.name, "size": upload.size, "kind": upload.kind}
    return JsonResponse(body, status=201, headers={"Cache-Control": "no-store"})


@requires(policies.VIEW_RESPONSES)
@require_safe
def download(request: HttpRequest, file_id: UUID) -> FileResponse:
    """The file as it was kept, never shown inside our own pages; each look is noted in the audit log."""
    upload = get_object_or_404(upload_list(request.actor), pk=file_id)
    path = open_upload(actor=request.actor, upload=upload)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=upload.name, content_type=upload.kind)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _store(request: HttpRequest, token: str) -> Upload:
    throttle = UploadThrottle()
    if not throttle.allow_request(request, token):
        raise Refusal("throttled", _("Too many files at once. Please wait a minute."), status=429)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > settings.SURVEY_FILE_MAX_BYTES + ENVELOPE_BYTES:
        raise Refusal("file_too_large", _("The file is too large."), status=413)
    link = find_link(token)
    if link is None:
        raise _unknown_link()
    file = request.FILES.get("file")
    if file is None or file.size is None or not file.size:
        raise Refusal("file_missing", _("Please choose a file."))
    visit = Visit(
        address=request.META.get("REMOTE_ADDR", ""),
        device=request.COOKIES.get(DEVICE_COOKIE, ""),
        access_pass=request.POST.get("access_pass", ""),
        is_test=request.POST.get("test", "") == "1",
    )
    with tenant_context(link.organization_id):
        door = door_detail(link)
        if door is None:
            raise _unknown_link()
        return store_upload(
            door=door,
            key=request.POST.get("key", ""),
            question=request.POST.get("question", ""),
            file=file,
            name=file.name or "",
            size=file.size,
            visit=visit,
        )


def _unknown_link() -> Refusal:
    return Refusal("unknown_link", _("There is no survey at this address."), status=404)


def _refused(refusal: Refusal) -> JsonResponse:
    body = problem(refusal.status, refusal.code, str(refusal.message))
    return JsonResponse(body, status=refusal.status, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

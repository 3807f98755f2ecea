"""`Idempotency-Key` on writes: a repeat gets the first answer and does nothing."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from cem.accounts.access import Actor
from cem.api.models import IdempotentRequest
from cem.refusal import Refusal

HEADER = "Idempotency-Key"
KEY_LIMIT = 120
# A client that has not had its answer repeats within minutes; a queue that stood still, within days.
KEPT = timedelta(days=7)

_KEY = re.compile(r"[\x21-\x7e]+")


def replay_or_run(request: Request, actor: Actor, run: Callable[[], Response]) -> Response:
    """Run a write once for each key. Two repeats at the same time wait for each other on the unique key.

    A write that is refused is rolled back with its key, so that it may be tried again. Raises Refusal when the key
    was used for another request, or cannot be one.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        return run()
    _require_sound(key)
    fingerprint, actor_id = _fingerprint(request), actor.api_key_id or actor.user_id
    IdempotentRequest.objects.bulk_create(
        [IdempotentRequest(actor_id=actor_id, key=key, fingerprint=fingerprint)], ignore_conflicts=True
    )
    record = IdempotentRequest.objects.get(actor_id=actor_id, key=key)
    if record.fingerprint != fingerprint:
        raise Refusal("idempotency_key_reused", _("This idempotency key was used for another request."), status=409)
    if record.status is not None:
        return Response(record.body, status=record.status, headers={"Idempotent-Replay": "true"})
    response = run()
    body = json.loads(json.dumps(response.data, cls=JSONEncoder))
    IdempotentRequest.objects.filter(pk=record.pk).update(status=response.status_code, body=body)
    return response


def purge_idempotent_requests() -> int:
    """Forget the answers of the organisation in force that nobody will ask for again; return how many."""
    deleted, _by_model = IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _require_sound(key: str) -> None:
    if len(key) > KEY_LIMIT:
        raise Refusal("idempotency_key_too_long", _("The idempotency key has more than 120 characters."), status=400)
    if not _KEY.fullmatch(key):
        message = _("An idempotency key is made of visible ASCII characters.")
        raise Refusal("idempotency_key_invalid", message, status=400)


def _fingerprint(request: Request) -> str:
    # A file is what is in it: its name is part of the form and says nothing of the rest.
    files = {name: [_digest(file) for file in request.FILES.getlist(name)] for name in request.FILES}
    fields = {name: value for name, value in request.data.items() if name not in files} if files else request.data
    body = json.dumps([fields, files] if files else fields, sort_keys=True, cls=JSONEncoder)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _digest(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()

"""`Idempotency-Key` on writes: a repeat gets the first answer and does nothing."""

import hashlib
import json
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from cem.accounts.access import Actor
from cem.api.models import IdempotentRequest
from cem.refusal import Refusal

HEADER = "Idempotency-Key"
KEY_LIMIT = 120


def replay_or_run(request: Request, actor: Actor, run: Callable[[], Response]) -> Response:
    """Run a write once for each key. Two repeats at the same time wait for each other on the unique key.

    Raises Refusal when the key was used for another request.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return run()
    if len(key) > KEY_LIMIT:
        raise Refusal("idempotency_key_too_long", _("The idempotency key has more than 120 characters."), status=400)
    fingerprint = _fingerprint(request)
    IdempotentRequest.objects.bulk_create(
        [IdempotentRequest(actor_id=actor.api_key_id or actor.user_id, key=key, fingerprint=fingerprint)],
        ignore_conflicts=True,
    )
    record = IdempotentRequest.objects.get(actor_id=actor.api_key_id or actor.user_id, key=key)
    if record.fingerprint != fingerprint:
        raise Refusal("idempotency_key_reused", _("This idempotency key was used for another request."), status=409)
    if record.status is not None:
        return Response(record.body, status=record.status, headers={"Idempotent-Replay": "true"})
    response = run()
    body = json.loads(json.dumps(response.data, cls=JSONEncoder))
    IdempotentRequest.objects.filter(pk=record.pk).update(status=response.status_code, body=body)
    return response


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, cls=JSONEncoder)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()

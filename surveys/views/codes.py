"""Codes by SMS for the numbers of respondents."""

import json
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cem.api.errors import CONTENT_TYPE, problem
from cem.refusal import Refusal
from surveys.services.codes import WAIT_SECONDS, SentCode, send_code
from surveys.views.doorway import entered, language_of, visit_of

BODY_LIMIT = 4096
_FIELDS = ("key", "question", "phone", "access_pass", "version")


@csrf_exempt
@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code: fields `key`, `question` and `phone`, as a form or as JSON; 202, or a problem document.

    The answer is the same for every number that can be dialled.
    """
    try:
        sent = _send(request, token)
    except Refusal as refusal:
        return _refused(refusal)
    body = {"number": sent.number, "wait": sent.wait, "valid": sent.valid}
    return JsonResponse(body, status=202, headers={"Cache-Control": "no-store"})


def _send(request: HttpRequest, token: str) -> SentCode:
    given = _fields(request)
    version = given["version"]
    is_number = version.isascii() and version.isdecimal() and len(version) <= len("99999999")
    with entered(token, version=int(version) if is_number else None) as door:
        visit = visit_of(request)
        with translation.override(language_of(request, door)):
            return send_code(
                door=door,
                key=given["key"],
                question=given["question"],
                phone=given["phone"],
                visit=replace(visit, access_pass=given["access_pass"] or visit.access_pass),
            )


def _fields(request: HttpRequest) -> dict[str, str]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        raise Refusal("too_large", _("This is too much for a number."), status=413)
    given: Any = request.POST
    if request.content_type == "application/json":
        try:
            given = json.loads(request.body)
        except (ValueError, RecursionError):
            given = None
    if not hasattr(given, "get"):
        raise Refusal("not_an_object", _("The body must be a JSON object."), status=400)
    found = {name: given.get(name) for name in _FIELDS}
    texts = {name: str(value) if isinstance(value, str | int) else "" for name, value in found.items()}
    return {name: text.encode(errors="replace").decode() for name, text in texts.items()}


def _refused(refusal: Refusal) -> JsonResponse:
    body = problem(refusal.status, refusal.code, str(refusal.message))
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(WAIT_SECONDS)} if refusal.status == 429 else {})
    return JsonResponse(body, status=refusal.status, content_type=CONTENT_TYPE, headers=headers)

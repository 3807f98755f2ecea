"""Every error of the API is a problem document of RFC 9457."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cem.api.authentication import CsrfFailedError
from cem.refusal import Refusal

CONTENT_TYPE = "application/problem+json"


def problem(status: int, code: str, detail: str, **extra: Any) -> dict[str, Any]:
    """The members of a problem document. `code` is stable and for programs, `detail` is for people."""
    address = f"{reverse('api:errors')}#{code}"
    return {"type": address, "title": TITLES[status], "status": status, "code": code, "detail": detail, **extra}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Refusal):
        extra = {"errors": error.errors} if error.errors else {}
        return _answer(problem(error.status, error.code, str(error.message), **extra))
    if isinstance(error, ModelValidationError):
        error = exceptions.ValidationError(detail=getattr(error, "message_dict", None) or error.messages)
    response = exception_handler(error, context)
    if response is None:
        return None
    status = response.status_code
    if isinstance(error, exceptions.ValidationError):
        errors = response.data if isinstance(response.data, dict) else {"non_field_errors": response.data}
        body = problem(status, "invalid", _("The request holds values that cannot be taken."), errors=errors)
    elif isinstance(error, Http404 | exceptions.NotFound):
        body = problem(status, "not_found", _("There is nothing here."))
    elif isinstance(error, CsrfFailedError):
        body = problem(status, CsrfFailedError.default_code, str(error.detail))
    elif isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        body = problem(status, "forbidden", _("This key or member may not do that."))
    elif isinstance(error, exceptions.UnsupportedMediaType):
        body = problem(status, error.default_code, _("Send the body as application/json."))
    else:
        body = problem(status, str(error.get_codes()), str(error.detail))
    return _answer(body, _kept(response))


def problem_response(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    """For refusals outside the REST framework, such as an unknown address below /api/."""
    return JsonResponse(problem(status, code, detail), status=status, content_type=CONTENT_TYPE)


def _answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _kept(response: Response) -> dict[str, str]:
    return {name: response[name] for name in ("WWW-Authenticate", "Retry-After") if name in response}


TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Gone",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not possible",
    429: "Too many requests",
    503: "Not available now",
    500: "Server error",
}

"""What the database can keep: PostgreSQL refuses the character NUL, and UTF-8 has no halves of surrogate pairs."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

NUL = "\x00"
SURROGATES = re.compile("[\ud800-\udfff]")


class Utf8Request(WSGIRequest):
    """Does not take the charset that a request names: Django would fail on one that is no encoding of text."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class StorableTextMiddleware:
    """Answers 400 where a query or form holds a NUL or is not written in UTF-8, and 404 where an address holds one.

    No browser sends such a thing by itself, and no view should have to think of it. Bodies of the API are judged by
    its parser; views without CSRF protection read what is sent to them by themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise BadRequest("the request is not written in UTF-8")
        if NUL in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("the query holds a NUL")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        # The protection against forged requests has read the form already; it is not read a second time here.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if any(NUL in value for _name, values in request.POST.lists() for value in values):
            raise BadRequest("the form holds a NUL")

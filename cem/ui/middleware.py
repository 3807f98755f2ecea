"""What every request carries: an id, the client's address, a language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cem.audit.services import client_address
from cem.tenancy.logs import request_id
from cem.tenancy.models import uuid7


class RequestContextMiddleware:
    """Names the request in logs, audit and the answer's X-Request-Id; finds the client's address.

    X-Forwarded-For is believed for as many proxies as the installation says it has (CEM_TRUSTED_PROXIES), because
    anyone can send that header.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid7().hex
        address = self._address(request)
        if address:
            request.META["REMOTE_ADDR"] = address
        id_token, address_token = request_id.set(name), client_address.set(address or None)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(id_token)
            client_address.reset(address_token)
        response["X-Request-Id"] = name
        return response

    def _address(self, request: HttpRequest) -> str:
        proxies = settings.TRUSTED_PROXIES
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if proxies and len(hops) >= proxies:
            return hops[-proxies]
        return request.META.get("REMOTE_ADDR", "")


class LanguageMiddleware:
    """Chinese unless the visitor chose otherwise; programs choose with Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: HttpRequest) -> str:
        if request.path_info.startswith("/api/") and "HTTP_ACCEPT_LANGUAGE" in request.META:
            return translation.get_language_from_request(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

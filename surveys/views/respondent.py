"""The page that customers answer on: public, without session, cookie or script that it needs.

Opening it costs the link, the door and the two settings of the tenant; the page itself is rendered once for each
version, language and size, and kept.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from surveys.domain.answers import read_form
from surveys.domain.texts import fill, pick
from surveys.selectors.definitions import published_definition
from surveys.selectors.doors import Door, door_detail, find_link
from surveys.services.submissions import submit_response
from surveys.views.presentation import chosen_language, show_definition

BODY_LIMIT = 256 * 1024
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NUMBER = re.compile(r"[0-9]{1,8}")
# Stands in the kept page where each visitor's own key goes. Nobody can write it into a survey.
_KEY_MARK = secrets.token_hex(24)


class RedirectAfterPost(HttpResponseRedirect):
    """303: a reload of the thanks page sends nothing again."""

    status_code = 303


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No CSRF cookie, no caches, no search engines; a Refusal becomes a page that says so."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except Refusal as refusal:
            response = _message_page(request, refusal)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        return _submit(request, token)
    with _entered(token) as door:
        language = _language(request, door)
        if not door.takes_answers:
            raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
        html = _kept_page(door.organization_id, _version(door), door.organization_name, language, _is_large(request))
    body = html.replace(_KEY_MARK, secrets.token_urlsafe(24))
    return HttpResponse(body, headers={"Content-Language": language})


@public_page
@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    with _entered(token) as door:
        language = _language(request, door)
        ending, pipes = door.definition.ending, {"organization": door.organization_name}
        own = door.definition.language
        context = {
            "title": fill(pick(ending.title, language, own), pipes),
            "text": fill(pick(ending.text, language, own), pipes),
            "organization_name": door.organization_name,
            "is_repeat": "repeat" in request.GET,
        }
    html = _render("thanks", context, language, is_large=_is_large(request))
    return HttpResponse(html, headers={"Content-Language": language})


def _submit(request: HttpRequest, token: str) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        raise Refusal(
            "too_large", _("This is more text than the survey can take. Please go back and shorten it."), status=413
        )
    key, version = request.POST.get("_key", ""), request.POST.get("_version", "")
    key = key if _KEY.fullmatch(key) else secrets.token_urlsafe(24)
    with _entered(token, version=int(version) if _NUMBER.fullmatch(version) else None) as door:
        language = _language(request, door)
        answers = read_form(door.definition, request.POST)
        with translation.override(language):
            try:
                submit_response(door=door, answers=answers, idempotency_key=key, language=language)
            except Refusal as refusal:
                if refusal.code == "already_answered":
                    return _to_thanks(request, token, repeat="1")
                if refusal.code != "invalid_answers":
                    raise
                context = _page_context(_version(door), door.organization_name, language, answers, refusal.errors)
                html = _render("page", {**context, "key": key}, language, is_large=_is_large(request))
                return HttpResponse(html, status=refusal.status, headers={"Content-Language": language})
    return _to_thanks(request, token)


@contextmanager
def _entered(token: str, *, version: int | None = None) -> Iterator[Door]:
    """Enter the organisation of a link. A link to nothing, and a survey without a version, are said apart."""
    link = find_link(token)
    if link is None:
        raise _unknown()
    with tenant_context(link.organization_id):
        door = door_detail(link, version=version)
        if door is None:
            raise _unknown()
        if door.version_id is None:
            raise Refusal("survey_not_published", _("This survey is not open yet. Please come back later."), status=404)
        yield door


def _unknown() -> Refusal:
    return Refusal(
        "unknown_link", _("There is no survey at this address. Please check the link you were given."), status=404
    )


@lru_cache(maxsize=256)
def _kept_page(
    organization_id: UUID,
    version: tuple[UUID, int],
    organization_name: str,
    language: str,
    is_large: bool,  # noqa: FBT001  # a key of the cache
) -> str:
    context = _page_context(version, organization_name, language, {}, {})
    return _render("page", {**context, "key": _KEY_MARK}, language, is_large=is_large)


def _page_context(
    version: tuple[UUID, int],
    organization_name: str,
    language: str,
    answers: Mapping[str, Any],
    errors: Mapping[str, Any],
) -> dict[str, Any]:
    definition = published_definition(version[0])
    messages = {key: error["message"] for key, error in errors.items()}
    shown = show_definition(definition, language, organization_name=organization_name, answers=answers, errors=messages)
    return {"survey": shown, "version": version[1], "organization_name": organization_name}


def _render(name: str, context: dict[str, Any], language: str, *, is_large: bool) -> str:
    with translation.override(language):
        return render_to_string(
            f"surveys/respondent/{name}.html", {**context, "language": language, "is_large": is_large}
        )


def _message_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    language = chosen_language(
        ("zh-hans", "en"), request.GET.get("lang", ""), request.headers.get("Accept-Language", "")
    )
    with translation.override(language):
        messages = {
            "unknown_link": _("There is no survey at this address. Please check the link you were given."),
            "survey_not_published": _("This survey is not open yet. Please come back later."),
            "survey_closed": _("This survey is closed and takes no more answers."),
            "too_large": _("This is more text than the survey can take. Please go back and shorten it."),
        }
        titles = {"survey_closed": _("This survey has ended"), "too_large": _("That was too much text")}
        context = {
            "title": titles.get(refusal.code, _("No survey here")),
            "text": messages[refusal.code],
            "code": refusal.code,
        }
        html = _render("message", context, language, is_large=_is_large(request))
    return HttpResponse(html, status=refusal.status, headers={"Content-Language": language})


def _to_thanks(request: HttpRequest, token: str, **extra: str) -> HttpResponse:
    kept = request.GET.copy()
    query = kept.__class__(mutable=True)
    for name in ("lang", "size"):
        if name in kept:
            query[name] = kept[name]
    query.update(extra)
    address = reverse("respondent:thanks", args=[token])
    return RedirectAfterPost(f"{address}?{query.urlencode()}" if query else address)


def _language(request: HttpRequest, door: Door) -> str:
    return chosen_language(
        door.definition.languages, request.GET.get("lang", ""), request.headers.get("Accept-Language", "")
    )


def _version(door: Door) -> tuple[UUID, int]:
    assert door.version_id is not None  # noqa: S101  # _entered() refuses a door without one
    assert door.version_number is not None  # noqa: S101
    return door.version_id, door.version_number


def _is_large(request: HttpRequest) -> bool:
    return request.GET.get("size") == "large"

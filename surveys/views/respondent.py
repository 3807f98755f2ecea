"""The page that customers answer on: public, without session or script that it needs.

Opening it costs the link, the door and the two settings of the tenant; a first page that is the same for everybody is
rendered once for each version, language and size, and kept.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cem.refusal import Refusal
from surveys.domain.questions.types.files import FILE_TYPES
from surveys.enums import AttemptState, OncePer
from surveys.selectors.doors import Door
from surveys.services.access import closed_now, closed_text, refusal_of, unlock_survey
from surveys.services.attempts import Kept, find_attempt
from surveys.services.visits import Visit, issue_key, page_key, surroundings
from surveys.views import answering, endings
from surveys.views.doorway import (
    DEVICE_COOKIE,
    PASS_COOKIE,
    entered,
    interface_language,
    is_large,
    language_of,
    looked_at,
    public_page,
    render_page,
    respond,
    storable,
    visit_of,
)
from surveys.views.pages import Going, Manner, Survey, first_page, page_html
from surveys.views.themes import theme_links

BODY_LIMIT = 256 * 1024
# Files come along where there is no script.
FILES_LIMIT = 64 * 1024 * 1024
YEAR, HALF_DAY = 365 * 24 * 3600, 12 * 3600
# Parameters that the links of a page to itself set anew.
_OWN = frozenset({"lang", "size"})
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NUMBER = re.compile(r"[0-9]{1,8}")


class RedirectAfterPost(HttpResponseRedirect):
    """303: a reload of the thanks page sends nothing again."""

    status_code = 303


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        return _post(request, token)
    # Whoever comes back to answers of theirs is looked up; everybody else gets what is the same for all.
    enter = entered if "r" in request.GET else looked_at
    with enter(token) as door:
        language, visit = language_of(request, door), visit_of(request)
        if not door.takes_answers:
            raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
        gate = _gate(request, door, visit, language)
        if gate is not None:
            return gate
        return _with_device(request, door, respond(_html(request, door, visit, language), language))


@public_page
@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    with entered(token) as door:
        language = language_of(request, door)
        ending = endings.ending_of(door, request.GET.get("k", ""), language, visit_of(request))
        context = {
            "ending": ending,
            "theme": theme_links(door),
            "organization_name": door.organization_name,
            "is_repeat": "repeat" in request.GET,
        }
        html = render_page("thanks", context, language, is_large=_is_large(request, door))
    return respond(html, language)


def _html(request: HttpRequest, door: Door, visit: Visit, language: str) -> str:
    survey, manner = _survey(door), _manner(request, door, language)
    resumed = request.GET.get("r", "")
    kept = find_attempt(door, resumed) if _KEY.fullmatch(resumed) else None
    if kept is None or kept.state == AttemptState.COMPLETED:
        key = issue_key(door)
        return first_page(survey, manner, key, surroundings(door, page_key(door, key), visit, language), visit)
    around = surroundings(door, page_key(door, resumed), _as_before(visit, kept), language)
    going = Going(answers=kept.answers, after=kept.page, edition=kept.edition, private=kept.private)
    return page_html(survey, manner, resumed, around, going, visit)


def _as_before(visit: Visit, kept: Kept) -> Visit:
    """The parameters of the first address stay in force on whatever device somebody goes on."""
    return replace(visit, url={**kept.url, **visit.url})


def _post(request: HttpRequest, token: str) -> HttpResponse:
    _require_small(request, token)
    request.POST = storable(request.POST)
    version = request.POST.get("_version", "")
    with entered(token, version=int(version) if _NUMBER.fullmatch(version) else None) as door:
        language = language_of(request, door)
        with translation.override(interface_language(language)):
            if "_password" in request.POST:
                return _unlock(request, door, language)
            if door.access is not None and door.access.password:
                # A page with errors is a page of the survey too.
                gate = _gate(request, door, visit_of(request), language)
                if gate is not None and not _wants_json(request):
                    gate.status_code = 403
                    return gate
            key = request.POST.get("_key", "")
            key = key if _KEY.fullmatch(key) else issue_key(door)
            posting = answering.Posting(
                request=request,
                door=door,
                survey=_survey(door),
                manner=_manner(request, door, language),
                key=key,
                visit=visit_of(request, **answering.visit_fields(request.POST)),
            )
            if _wants_json(request):
                return answering.answer_script(posting, lambda extra: _thanks_address(request, token, extra))
            return answering.answer_form(posting, lambda extra: _to_thanks(request, token, extra))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _gate(request: HttpRequest, door: Door, visit: Visit, language: str, error: str = "") -> HttpResponse | None:
    """The page that stands before the survey when it cannot be answered now."""
    closed = closed_now(door, visit)
    if closed is None:
        return None
    with translation.override(interface_language(language)):
        context = {
            "theme": theme_links(door),
            "organization_name": door.organization_name,
            "survey_title": door.definition.title.get(language) or door.definition.title[door.definition.language],
            "text": closed_text(door, closed, language),
            "opens_at": closed.opens_at,
            "code": closed.code,
            "error": error,
        }
        html = render_page("gate", context, language, is_large=_is_large(request, door))
        status = 200 if closed.code == "password_needed" else refusal_of(closed).status
    return respond(html, language, 403 if error else status)


def _unlock(request: HttpRequest, door: Door, language: str) -> HttpResponse:
    try:
        given = unlock_survey(
            door=door, password=request.POST["_password"], address=request.META.get("REMOTE_ADDR", "")
        )
    except Refusal as refusal:
        gate = _gate(request, door, visit_of(request), language, error=str(refusal))
        if gate is None:
            return RedirectAfterPost(request.get_full_path())
        return gate
    response = RedirectAfterPost(request.get_full_path())
    response.set_cookie(
        PASS_COOKIE, given, max_age=HALF_DAY, path=f"/s/{door.token}", httponly=True, secure=request.is_secure(),
        samesite="Lax",
    )  # fmt: skip
    return response


def _with_device(request: HttpRequest, door: Door, response: HttpResponse) -> HttpResponse:
    """The one cookie of the page, and only where one answer of each device is taken."""
    if door.access is not None and door.access.once_per == OncePer.DEVICE and DEVICE_COOKIE not in request.COOKIES:
        response.set_cookie(
            DEVICE_COOKIE, issue_key(door), max_age=YEAR, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
    return response


def _survey(door: Door) -> Survey:
    assert door.version_id is not None  # noqa: S101  # entered() refuses a door without one
    assert door.version_number is not None  # noqa: S101
    return Survey(
        organization_id=door.organization_id,
        organization_name=door.organization_name,
        version_id=door.version_id,
        version=door.version_number,
        token=door.token,
        theme=theme_links(door),
    )


def _manner(request: HttpRequest, door: Door, language: str) -> Manner:
    settings, large = door.definition.settings, _is_large(request, door)
    others = [(name, value) for name, value in request.GET.items() if name not in _OWN]
    return Manner(
        language=language,
        is_large=large,
        one_by_one=settings.one_per_page or large or request.GET.get("mode") == "one",
        is_test="test" in request.GET,
        query=f"&{urlencode(others)}" if others else "",
    )


def _is_large(request: HttpRequest, door: Door) -> bool:
    return is_large(request) or (door.definition.settings.elder and request.GET.get("size") != "normal")


def _require_small(request: HttpRequest, token: str) -> None:
    text = request.META.get("CONTENT_LENGTH") or "0"
    length = int(text) if text.isdecimal() else FILES_LIMIT + 1
    if length > FILES_LIMIT or (length > BODY_LIMIT and not _takes_files(request, token)):
        raise Refusal(
            "too_large", _("This is more text than the survey can take. Please go back and shorten it."), status=413
        )


def _takes_files(request: HttpRequest, token: str) -> bool:
    """Only forms of a survey that asks for files may be larger than texts are."""
    if request.content_type != "multipart/form-data":
        return False
    with entered(token) as door:
        return any(question.type in FILE_TYPES for question in door.definition.questions)


def _to_thanks(request: HttpRequest, token: str, extra: Mapping[str, Any]) -> HttpResponse:
    return RedirectAfterPost(_thanks_address(request, token, extra))


def _thanks_address(request: HttpRequest, token: str, extra: Mapping[str, Any]) -> str:
    kept = {name: request.GET[name] for name in ("lang", "size", "test") if name in request.GET}
    return f"{reverse('respondent:thanks', args=[token])}?{urlencode({**kept, **extra})}"

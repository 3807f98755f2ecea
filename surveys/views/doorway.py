"""What every public page shares: the way in by a link, the language, and friendly pages where there is no way in."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from cem.refusal import Refusal
from cem.tenancy.context import kept_in_memory
from surveys.domain.texts import LANGUAGES, RIGHT_TO_LEFT
from surveys.models import SurveyLink
from surveys.selectors.doors import Door, entered_door, find_link, recent_door, remember_door
from surveys.services.visits import Visit

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
DEVICE_COOKIE = "cem_device"
PASS_COOKIE = "cem_pass"  # noqa: S105  # the name of a cookie
# Chinese in traditional letters is not named so by browsers, but by where it is written.
_TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")
# Pictures and films of a survey stand where their owner keeps them.
MEDIA_SOURCES = {"img-src": ["https:"], "media-src": ["'self'", "https:"]}


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No CSRF cookie, no caches, no search engines; a Refusal becomes a page that says so."""

    @csrf_exempt
    @csp_update(MEDIA_SOURCES)
    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except Refusal as refusal:
            response = message_page(request, refusal)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@contextmanager
def entered(token: str, *, version: int | None = None) -> Iterator[Door]:
    """Enter the organisation of a link. A link to nothing, and a survey without a version, are said apart."""
    with _entered(_link(token), version) as door:
        yield door


@contextmanager
def looked_at(token: str) -> Iterator[Door]:
    """Enter as `entered` does, for somebody who only opens the page: of a plain survey mostly without a query."""
    link = _link(token)
    door = recent_door(link)
    if door is not None:
        with kept_in_memory(door.organization_id):
            yield door
        return
    with _entered(link, None) as door:
        remember_door(door)
        yield door


def _link(token: str) -> SurveyLink:
    link = find_link(token)
    if link is None:
        raise _unknown()
    return link


@contextmanager
def _entered(link: SurveyLink, version: int | None) -> Iterator[Door]:
    with entered_door(link, version=version) as door:
        if door is None:
            raise _unknown()
        if door.version_id is None:
            raise Refusal("survey_not_published", _("This survey is not open yet. Please come back later."), status=404)
        yield door


def visit_of(request: HttpRequest, **more: Any) -> Visit:
    """What the request tells of who answers."""
    return Visit(
        url=request.GET.dict(),
        user_agent=request.headers.get("User-Agent", ""),
        address=request.META.get("REMOTE_ADDR", ""),
        device=request.COOKIES.get(DEVICE_COOKIE, ""),
        access_pass=request.COOKIES.get(PASS_COOKIE, ""),
        is_test="test" in request.GET,
        **more,
    )


def storable(data: QueryDict) -> QueryDict:
    """The form without what the database cannot keep: the character NUL, and halves of surrogate pairs."""
    if not any(_UNSTORABLE.search(text) for name, values in data.lists() for text in (name, *values)):
        return data
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(_UNSTORABLE.sub("", name), [_UNSTORABLE.sub("", value) for value in values])
    return clean


def language_of(request: HttpRequest, door: Door) -> str:
    return chosen_language(
        door.definition.languages, request.GET.get("lang", ""), request.headers.get("Accept-Language", "")
    )


def chosen_language(offered: Sequence[str], asked: str, accepted: str) -> str:
    """What the address asks for, else the first language of the browser that is offered, else the survey's own."""
    wanted = [asked, *(code for code, _quality in parse_accept_lang_header(accepted))]
    for code in (each.lower() for each in wanted):
        if code in offered:
            return code
        if code.startswith("zh") and "zh-hant" in offered and code.startswith(_TRADITIONAL):
            return "zh-hant"
        base = code.partition("-")[0]
        found = next((language for language in offered if base and base == language.partition("-")[0]), None)
        if found:
            return found
    return offered[0]


def html_language(code: str) -> str:
    """As the attribute `lang` has it: "zh-hans" -> "zh-Hans"."""
    base, _dash, script = code.partition("-")
    return f"{base}-{script.capitalize()}" if script else base


@cache
def interface_language(code: str) -> str:
    """The language of our own words beside a survey in this one: the same where we have them in it, else a near one."""
    folder = f"{translation.to_locale(code)}/LC_MESSAGES/django.po"
    is_ours = code == "en" or any((Path(path) / folder).is_file() for path in settings.LOCALE_PATHS)
    return code if is_ours else "zh-hans" if code.startswith("zh") else "en"


def is_large(request: HttpRequest) -> bool:
    """Large text, strong contrast and one question at a time, for elder people."""
    return request.GET.get("size") == "large"


def render_page(name: str, context: dict[str, Any], language: str, *, is_large: bool) -> str:
    """A page of the respondent's in their language."""
    with translation.override(interface_language(language)):
        return render_to_string(
            f"surveys/respondent/{name}.html",
            {
                **context,
                "language": language,
                "html_language": html_language(language),
                "is_right_to_left": language in RIGHT_TO_LEFT,
                "is_large": is_large,
            },
        )


def respond(html: str, language: str, status: int = 200) -> HttpResponse:
    return HttpResponse(html, status=status, headers={"Content-Language": language})


def message_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says why there is nothing to answer here."""
    language = chosen_language(LANGUAGES, request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))
    with translation.override(interface_language(language)):
        titles = {
            "survey_closed": _("This survey has ended"),
            "survey_ended": _("This survey has ended"),
            "limit_reached": _("This survey has ended"),
            "not_open_yet": _("Not open yet"),
            "outside_hours": _("Closed at the moment"),
            "answered_before": _("Thank you, we have your answer"),
            "already_answered": _("Thank you, we have your answer"),
            "too_large": _("That was too much text"),
        }
        context = {
            "title": titles.get(refusal.code, _("No survey here")),
            "text": _sentence(refusal),
            "code": refusal.code,
        }
        html = render_page("message", context, language, is_large=is_large(request))
    return respond(html, language, refusal.status)


def _sentence(refusal: Refusal) -> str:
    """Said again in the language of the visitor: a refusal may have been made before that was known."""
    return {
        "unknown_link": _("There is no survey at this address. Please check the link you were given."),
        "survey_not_published": _("This survey is not open yet. Please come back later."),
        "survey_closed": _("This survey is closed and takes no more answers."),
        "too_large": _("This is more text than the survey can take. Please go back and shorten it."),
    }.get(refusal.code) or str(refusal)


def _unknown() -> Refusal:
    return Refusal(
        "unknown_link", _("There is no survey at this address. Please check the link you were given."), status=404
    )

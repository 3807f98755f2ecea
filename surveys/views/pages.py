"""Makes the pages on which people answer: the screen they are at, the others for script, and what script must know."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.utils.html import escape, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.domain.questions import AnswerError
from surveys.domain.questions.types.files import FILE_TYPES
from surveys.domain.walk import Program, Surroundings, Walk, walk
from surveys.selectors.definitions import published_program
from surveys.services.visits import Visit
from surveys.services.wording import answer_error_text, page_messages
from surveys.views.doorway import html_language, interface_language, render_page
from surveys.views.images import image_address
from surveys.views.presentation import LANGUAGE_NAMES, Presenter, form_fields, presenter
from surveys.views.sameness import is_same_for_all
from surveys.views.screens import Screen, confirmed_in, is_private, screens_of
from surveys.views.scripts import script_address
from surveys.views.themes import ThemeLinks

# Stand in a kept page where each visitor's own values go. Nobody can write them into a survey.
_KEY_MARK, _VISIT_MARK, _QUERY_MARK = (secrets.token_hex(24) for _each in range(3))
# Of what a page must be told as script starts, `<`, `>` and `&` never stand as they are.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Manner:
    """How a page is shown. `query` are the other parameters of its address, for the links to itself."""

    language: str
    is_large: bool = False
    one_by_one: bool = False
    is_test: bool = False
    query: str = ""


@dataclass(frozen=True)
class Going:
    """Where somebody is: the answers so far, the screen, and what is wrong with it."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    screen: str = ""
    # The page they had answered last, where the screen itself is not known.
    after: str = ""
    # What their fields hold, where it is no answer yet.
    posted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, AnswerError] = field(default_factory=dict)
    soft: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notice: str = ""
    edition: int = 0
    # Names of answers that identify a person: they lead along the path, and are never shown again.
    private: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """The survey behind a door, as pages are made of it."""

    organization_id: UUID
    organization_name: str
    version_id: UUID
    version: int
    token: str
    theme: ThemeLinks

    @property
    def program(self) -> Program:
        return published_program(self.version_id)


def first_page(survey: Survey, manner: Manner, key: str, around: Surroundings, visit: Visit) -> str:
    """The page of somebody who comes for the first time; where all see the same it is made once and kept."""
    if not _is_kept(survey.organization_id, survey.version_id, manner.language):
        return page_html(survey, manner, key, around, Going(), visit)
    kept = Manner(manner.language, manner.is_large, manner.one_by_one, manner.is_test, _QUERY_MARK)
    html = _kept_page(survey, kept, around.organization_name)
    html = html.replace(_KEY_MARK, key).replace(_QUERY_MARK, escape(manner.query))
    return html.replace(_VISIT_MARK, _json(_visit(around, Going(), visit)))


@lru_cache(maxsize=512)
def _is_kept(organization_id: UUID, version_id: UUID, language: str) -> bool:
    # The organisation is part of the key, as it is of everything that is kept between requests.
    return is_same_for_all(published_program(version_id), language)


@lru_cache(maxsize=512)
def _kept_page(survey: Survey, manner: Manner, organization_name: str) -> str:
    around = Surroundings(organization_name=organization_name)
    return _render(survey, manner, _KEY_MARK, around, Going(), _visit_json(_VISIT_MARK))


def page_html(survey: Survey, manner: Manner, key: str, around: Surroundings, going: Going, visit: Visit) -> str:
    told = {name: value for name, value in going.answers.items() if not is_private(survey.program, name)}
    private = tuple(sorted({*going.private, *(name for name in going.answers if name not in told)}))
    visit_json = _visit_json(_json(_visit(around, replace(going, answers=told, private=private), visit)))
    return _render(survey, manner, key, around, going, visit_json)


def _render(
    survey: Survey, manner: Manner, key: str, around: Surroundings, going: Going, visit_json: SafeString
) -> str:
    program, language = survey.program, manner.language
    with override(interface_language(language)):
        walked = walk(program, going.answers, surroundings=around)
        screens = screens_of(walked, one_by_one=manner.one_by_one)
        at = _place(screens, going)
        maker = presenter(
            program,
            language,
            survey.organization_name,
            walk=walked,
            today=str(around.context.get("today") or ""),
            address=partial(image_address, token=survey.token),
        )
        context = {
            "survey": _survey(maker),
            "screen": _screen(maker, walked, screens, at, going),
            "templates": _templates_html(survey, replace(manner, query=""), _here(screens, at)),
            "organization_name": survey.organization_name,
            "theme": survey.theme,
            "tools": _tools(survey, manner),
            "manner": manner,
            "version": survey.version,
            "key": key,
            "script": _script_address(survey.organization_id, survey.version_id),
            "plan_json": _plan_json(survey, replace(manner, query="")),
            "visit_json": visit_json,
        }
        return render_page("page", context, language, is_large=manner.is_large)


@lru_cache(maxsize=512)
def _script_address(organization_id: UUID, version_id: UUID) -> str:
    return script_address(published_program(version_id).definition)


def _place(screens: Sequence[Screen], going: Going) -> int:
    """Which screen somebody is at; the first where what is known of it is not on their path."""
    if going.after:
        done = [at for at, each in enumerate(screens) if each.step.name == going.after]
        return min(done[-1] + 1, len(screens) - 1) if done else 0
    return next((at for at, each in enumerate(screens) if each.name == going.screen), 0)


def _survey(maker: Presenter) -> dict[str, Any]:
    definition = maker.definition
    return {
        "title": maker.wording(definition.title, "_survey.title"),
        "intro": maker.wording(definition.intro, "_survey.intro"),
        "settings": definition.settings,
        "is_timed": bool(definition.settings.time_limit)
        or any(one.timer and one.timer.most for one in definition.pages),
    }


def _screen(maker: Presenter, walked: Walk, screens: Sequence[Screen], at: int, going: Going) -> dict[str, Any]:
    if not screens:
        return {"name": "", "is_first": True, "is_last": True, "page": None}
    screen = screens[at]
    fields: dict[str, Sequence[str]] = {}
    known = {*going.answers, *going.private}
    for shown in screen.step.questions:
        if is_private(maker.program, shown.name):
            # Said once, never shown again: whoever has the link of a visit need not be who began it.
            fields |= {shown.name: ["yes"]} if shown.question.type == "consent_contact" and shown.name in known else {}
        else:
            fields |= form_fields(shown.name, shown.question, going.answers.get(shown.name))
    fields |= going.posted
    messages = {name: answer_error_text(error) for name, error in going.errors.items()}
    messages |= {name: " ".join(texts) for name, texts in going.soft.items()}
    shown_page = maker.step(screen.step, fields, messages, only=screen.only, kept=known)
    types = {shown.question.type for shown in screen.shown}
    return {
        "name": screen.name,
        "shown": " ".join(one.name for one in screen.shown),
        "page": shown_page,
        "is_first": at == 0,
        "is_last": at == len(screens) - 1,
        "is_paged": len(maker.definition.pages) > 1 or len(screens) > 1,
        "progress": round(100 * at / len(screens)),
        "errors": [one for one in shown_page.questions if one.error and not one.is_hidden and one.name in going.errors],
        "soft": [one.name for one in shown_page.questions if one.name in going.soft],
        "confirmed": confirmed_in(going.answers),
        "notice": going.notice,
        "has_files": bool(types & FILE_TYPES),
        "needs_script": "captcha" in types,
    }


def _here(screens: Sequence[Screen], at: int) -> str:
    return screens[at].step.page.id if screens else ""


@lru_cache(maxsize=256)
def _templates_html(survey: Survey, manner: Manner, here: str) -> SafeString:
    """The other pages, for script; the page one is at too where it may come again. The same for everybody."""
    address = partial(image_address, token=survey.token)
    maker = presenter(survey.program, manner.language, survey.organization_name, address=address)
    pages = [maker.template(one) for one in maker.definition.pages if one.loop or one.id != here]
    html = render_page("templates", {"pages": pages}, manner.language, is_large=manner.is_large)
    return SafeString(html)


def _tools(survey: Survey, manner: Manner) -> list[dict[str, str]]:
    """Links to the same page in other languages and sizes."""
    size, rest = ("&size=large" if manner.is_large else ""), manner.query
    offered = survey.program.definition.languages
    tools = [
        {
            "label": LANGUAGE_NAMES[code],
            "address": f"?lang={code}{size}{rest}",
            "language": code,
            "html_language": html_language(code),
        }
        for code in offered
        if code != manner.language
    ]
    label, other = (_("Normal text"), "") if manner.is_large else (_("Large text"), "&size=large")
    return [*tools, {"label": label, "address": f"?lang={manner.language}{other}{rest}"}]


@lru_cache(maxsize=512)
def _plan_json(survey: Survey, manner: Manner) -> SafeString:
    """What script knows of the survey beside its texts; the same for everybody."""
    program = survey.program
    settings, language = program.definition.settings, manner.language
    plan = {
        "token": survey.token,
        "walk": program.plan(language),
        "settings": {
            "test": manner.is_test,
            "one": manner.one_by_one,
            "back": settings.back,
            "save": settings.save and not manner.is_test,
            "trajectory": settings.trajectory,
            "time_limit": settings.time_limit,
        },
        "timers": {
            one.id: [one.timer.least, one.timer.most] for one in program.definition.pages if one.timer is not None
        },
        "messages": page_messages(interface_language(language)),
        "words": _words(),
    }
    return json_script(plan, "plan")


def _words() -> dict[str, str]:
    """What script says by itself."""
    return {
        "next": _("Continue"),
        "send": _("Send"),
        "sending": _("Sending…"),
        "offline": _("No connection. Your answers are safe on this device; we keep trying to send them."),
        "failed": _("It could not be sent. Your answers are still here; please try again."),
        "kept": _("Kept from before; leave it empty to keep it."),
        "resumed": _("Welcome back. You can go on where you stopped."),
        "sure": _("If it is right as it is, press the button once more."),
        "left": _("%(time)s left"),
        "wait": _("You can go on in %(seconds)s seconds."),
        "over": _("The time is over."),
        "waiting": _("Your answers are on this device and will be sent as soon as there is a connection."),
    }


def _visit(around: Surroundings, going: Going, visit: Visit) -> dict[str, Any]:
    """What script knows of this visit alone."""
    found: dict[str, Any] = {"around": asdict(around)}
    passed = {"access_pass": visit.access_pass, "device": visit.device}
    found |= {name: value for name, value in passed.items() if value}
    if going.answers or going.screen or going.after:
        found |= {
            "answers": dict(going.answers),
            "screen": going.screen,
            "after": going.after,
            "edition": going.edition,
            "private": list(going.private),
        }
    return found


def _visit_json(text: str) -> SafeString:
    return SafeString(f'<script id="visit" type="application/json">{text}</script>')


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)

"""What happens to a posted form: without script a step of the path, with script the whole of it."""

import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

from cem.api.parsers import RespondentParser
from cem.refusal import Refusal
from surveys.domain.questions.types.files import FILE_TYPES
from surveys.domain.walk import Surroundings, Walk, walk
from surveys.selectors.doors import Door
from surveys.services.attempts import all_answers, private_answers, save_attempt
from surveys.services.codes import judge_codes, send_code
from surveys.services.quotas import quota_left
from surveys.services.submissions import submit_response
from surveys.services.uploads import store_upload
from surveys.services.visits import Visit, page_key, surroundings
from surveys.views.doorway import respond
from surveys.views.pages import Going, Manner, Survey, page_html
from surveys.views.presentation import Fields
from surveys.views.screens import Screen, is_private, merged, read_names, says_nothing, screens_of, seen_on

ToThanks = Callable[[Mapping[str, Any]], HttpResponse]


@dataclass(frozen=True)
class Posting:
    """One posted form and all that it is about."""

    request: HttpRequest
    door: Door
    survey: Survey
    manner: Manner
    key: str
    visit: Visit

    @property
    def data(self) -> QueryDict:
        return self.request.POST

    def around(self) -> Surroundings:
        left = quota_left(self.door, self.key) if self.door.definition.quotas else {}
        return surroundings(self.door, page_key(self.door, self.key), self.visit, self.manner.language, left)


def visit_fields(data: QueryDict) -> dict[str, Any]:
    """What script tells of the visit; whatever it is, it is looked at again where it is stored."""
    return {
        "referrer": data.get("_referrer", ""),
        "screen": data.get("_window", ""),
        "timings": _object(data.get("_timings", "")),
        "trajectory": data.get("_trajectory", ""),
        "has_attempt": bool(data.get("_saved")),
    }


def answer_script(posting: Posting, thanks_address: Callable[[Mapping[str, Any]], str]) -> HttpResponse:
    """The page has walked the whole path: the answers come as JSON, and so does what is said to them."""
    answers = _object(posting.data.get("_answers", ""))
    if posting.data.get("_private") and posting.visit.has_attempt:
        # Of those the page knows only that they were given, perhaps on another device.
        answers = {**private_answers(posting.door, posting.key), **answers}
    answers = {name: value for name, value in answers.items() if value is not None}
    try:
        _submit(posting, answers, posting.visit)
    except Refusal as refusal:
        if refusal.code == "already_answered":
            return JsonResponse({"location": thanks_address({"k": posting.key, "repeat": "1"})})
        return JsonResponse(
            {"code": refusal.code, "message": str(refusal), "errors": refusal.errors or None}, status=refusal.status
        )
    return JsonResponse({"location": thanks_address({"k": posting.key})})


def answer_form(posting: Posting, to_thanks: ToThanks) -> HttpResponse:
    """One step without script: keep what was said, and show what comes next, or the same again with what is wrong."""
    return _Step(posting, to_thanks).run()


class _Step:
    def __init__(self, posting: Posting, to_thanks: ToThanks) -> None:
        self.posting, self.to_thanks = posting, to_thanks
        self.around = posting.around()
        self.program = posting.survey.program
        # A survey of one page has nothing to keep between its pages.
        self.is_paged = posting.manner.one_by_one or len(self.program.definition.pages) > 1
        self.kept = all_answers(posting.door, posting.key) if self.is_paged else {}

    def run(self) -> HttpResponse:
        before = self._walk(self.kept)
        screens = self._screens(before)
        name = self.posting.data.get("_screen", "")
        here = next((at for at, screen in enumerate(screens) if screen.name == name), 0)
        if not screens:
            return self._send(self.kept)
        screen = screens[here]
        seen = seen_on(screen, self.posting.data)
        try:
            given = {**self._read(seen), **self._uploads(screen)}
        except Refusal as refusal:
            return self._show(self.kept, screen, notice=str(refusal), posted=self._posted(), status=refusal.status)
        answers = merged(self.kept, given, self.posting.data.getlist("_confirmed"))
        if "_code" in self.posting.data:
            return self._send_code(answers, screen)
        if self.posting.data.get("_go") == "back":
            self._save(answers, screens[here - 2].step.name if here > 1 else "")
            return self._show(answers, screens[max(0, here - 1)])
        return self._go_on(answers, screen, set(seen))

    def _send_code(self, answers: dict[str, Any], screen: Screen) -> HttpResponse:
        """A code is on its way to the number; the same screen again, to type it in."""
        posting, status = self.posting, 200
        name = str(posting.data.get("_code"))
        phone = str(posting.data.get(name, ""))
        try:
            sent = send_code(door=posting.door, key=posting.key, question=name, phone=phone, visit=posting.visit)
            notice = _("A code was sent to %(number)s. It is valid for 10 minutes.") % {"number": sent.number}
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        return self._show(answers, screen, notice=notice, posted=self._posted(), status=status)

    def _go_on(self, answers: dict[str, Any], screen: Screen, seen: set[str]) -> HttpResponse:
        after = self._walk(answers)
        screens = self._screens(after)
        names = [each.name for each in screens]
        if screen.name not in names:
            # What was answered here has taken this very screen off the path.
            return self._next(answers, screens, min(len(screens) - 1, 0))
        at = names.index(screen.name)
        here = screens[at]
        fresh = [one.name for one in here.shown if one.name not in seen and one.name not in answers]
        try:
            wrong = {**after.errors, **judge_codes(self.posting.key, after, frozenset(one.name for one in here.shown))}
        except Refusal as refusal:
            return self._show(answers, here, notice=str(refusal), posted=self._posted(), status=refusal.status)
        errors = {one.name: wrong[one.name] for one in here.shown if one.name in wrong and one.name not in fresh}
        soft = {one.name: after.soft[one.name] for one in here.shown if one.name in after.soft}
        if errors:
            return self._show(answers, here, errors=errors, posted=self._posted(), status=422)
        if any(one.name in fresh and one.question.type not in _SHOWN_ONLY for one in here.shown):
            notice = _("Your answers have opened another question on this page.")
            return self._show(answers, here, notice=notice, posted=self._posted())
        if soft:
            notice = _("Please have another look. If it is right as it is, go on once more.")
            return self._show(answers, here, soft=soft, notice=notice, posted=self._posted())
        return self._next(answers, screens, at + 1)

    def _next(self, answers: dict[str, Any], screens: list[Screen], at: int) -> HttpResponse:
        if at >= len(screens) or not screens:
            return self._send(answers)
        is_full = self._save(answers, screens[at - 1].step.name if at else "")
        return self._send(answers) if is_full else self._show(answers, screens[at])

    def _send(self, answers: dict[str, Any]) -> HttpResponse:
        posting = self.posting
        try:
            _submit(posting, answers, replace(posting.visit, has_attempt=self.is_paged))
        except Refusal as refusal:
            if refusal.code == "already_answered":
                return self.to_thanks({"k": posting.key, "repeat": "1"})
            if refusal.code != "invalid_answers":
                raise
            return self._back_to_errors(answers)
        return self.to_thanks({"k": posting.key})

    def _back_to_errors(self, answers: dict[str, Any]) -> HttpResponse:
        """A page before this one holds something that cannot stand; that page is shown again."""
        after = self._walk(answers)
        wrong = {**after.errors, **judge_codes(self.posting.key, after)}
        for screen in self._screens(after):
            errors = {one.name: wrong[one.name] for one in screen.shown if one.name in wrong}
            if errors:
                return self._show(answers, screen, errors=errors, status=422)
        raise Refusal("invalid_answers", _("Some answers need another look."))

    def _show(
        self,
        answers: dict[str, Any],
        screen: Screen,
        *,
        errors: Mapping[str, Any] | None = None,
        soft: Mapping[str, tuple[str, ...]] | None = None,
        notice: str = "",
        posted: Fields | None = None,
        status: int = 200,
    ) -> HttpResponse:
        posting = self.posting
        going = Going(
            answers=answers,
            screen=screen.name,
            posted=posted or {},
            errors=errors or {},
            soft=soft or {},
            notice=notice,
            edition=_edition(),
        )
        manner = posting.manner
        if self.is_paged and "r=" not in manner.query:
            manner = replace(manner, query=f"{manner.query}&r={posting.key}")
        html = page_html(posting.survey, manner, posting.key, self.around, going, posting.visit)
        return respond(html, manner.language, status)

    def _save(self, answers: dict[str, Any], page: str) -> bool:
        """Keep the answers for the next page; True when a quota is full and the visit ends here."""
        if not self.is_paged:
            return False
        posting = self.posting
        saved = save_attempt(
            door=posting.door,
            key=posting.key,
            answers={**dict.fromkeys(self.kept), **answers},
            edition=_edition(),
            page=page,
            language=posting.manner.language,
            visit=posting.visit,
            merge=True,
        )
        return saved.full is not None

    def _read(self, names: list[str]) -> dict[str, Any]:
        """What the form says; a private answer that was kept is not shown again: nothing there means as it was."""
        given = read_names(self.program, names, self.posting.data)
        return {
            name: value
            for name, value in given.items()
            if not (name in self.kept and is_private(self.program, name) and says_nothing(value))
        }

    def _uploads(self, screen: Screen) -> dict[str, Any]:
        """Files that came with the form, stored; those sent before stay while there is room."""
        posting, found = self.posting, {}
        for shown in screen.shown:
            files = posting.request.FILES.getlist(shown.name) if shown.question.type in FILE_TYPES else []
            if not files:
                continue
            sent = [
                str(
                    store_upload(
                        door=posting.door,
                        key=posting.key,
                        question=shown.name,
                        file=file,
                        name=file.name or "",
                        size=file.size or 0,
                        visit=posting.visit,
                    ).pk
                )
                for file in files
            ]
            before = [one for one in posting.data.getlist(shown.name) if one]
            found[shown.name] = sent if shown.question.type == "signature" else [*before, *sent]
        return found

    def _posted(self) -> Fields:
        return {name: values for name, values in self.posting.data.lists() if not name.startswith("_")}

    def _walk(self, answers: Mapping[str, Any]) -> Walk:
        return walk(self.program, answers, surroundings=self.around)

    def _screens(self, walked: Walk) -> list[Screen]:
        return screens_of(walked, one_by_one=self.posting.manner.one_by_one)


_SHOWN_ONLY = frozenset({"statement", "video", "image_display"})


def _submit(posting: Posting, answers: Mapping[str, Any], visit: Visit) -> None:
    submit_response(
        door=posting.door,
        answers=answers,
        idempotency_key=posting.key,
        language=posting.manner.language,
        visit=visit,
        from_page=True,
    )


def _object(text: str) -> dict[str, Any]:
    """An object of JSON as the API would take it, with nothing in it that cannot be kept; {} for anything else."""
    try:
        found = RespondentParser().parse(io.BytesIO(text.encode(errors="replace"))) if text else {}
    except APIException:
        return {}
    return found if isinstance(found, dict) else {}


def _edition() -> int:
    """Milliseconds, as script counts too, so that the two may take turns."""
    return time.time_ns() // 1_000_000

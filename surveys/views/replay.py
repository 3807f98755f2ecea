"""One response as it happened."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cem.accounts.access import requires
from surveys import policies
from surveys.domain.trajectory import Kind, Reading
from surveys.selectors.responses import response_list
from surveys.selectors.trajectories import Frame, Heat, Replay, question_heat, replay_of
from surveys.services.quality_wording import LEVELS as LEVEL_LABELS
from surveys.services.quality_wording import flag_label, flag_reason
from surveys.views.review import TONES

# Numbers of the page's script; the speed is times real time.
SPEEDS = (1, 2, 4, 8, 16)
# What the time line is wide, in its own units.
WIDTH = 1000


@requires(policies.VIEW_RESPONSES)
@require_safe
def replay(request: HttpRequest, response_id: UUID) -> HttpResponse:
    mine = response_list(request.actor).select_related("survey")
    response = get_object_or_404(mine.defer("survey__draft"), pk=response_id)
    heat = question_heat(response.survey_id, department_ids=request.actor.department_ids)
    found = replay_of(response, heat=heat)
    titles = {question.name: question.title for question in found.questions}
    total = max(1, found.reading.total_ms)
    context = {
        "response": response,
        "survey_row": response.survey,
        "replay": found,
        "questions": _questions(found, heat),
        "lines": [_line(frame, titles) for frame in found.frames],
        "marks": [
            {"x": round(WIDTH * frame.at / total, 1), "mark": frame.mark} for frame in found.frames if frame.mark
        ],
        "legend": _legend({frame.mark for frame in found.frames}),
        "data": {"total": found.reading.total_ms, "frames": [_plain(frame) for frame in found.frames]},
        "speeds": SPEEDS,
        "width": WIDTH,
        "facts": _facts(found.reading),
        "problem": _problem(found.problem),
        "level": LEVEL_LABELS.get(response.quality.get("level", ""), ""),
        "tone": TONES.get(response.quality.get("level", ""), "neutral"),
        "flags": [
            {"label": flag_label(flag["code"]), "reason": flag_reason(flag["code"], flag.get("params", {}))}
            for flag in response.quality.get("flags", [])
        ],
        "may_exclude": policies.EXCLUDE_RESPONSES.allows(request.actor),
    }
    return render(request, "surveys/replay.html", context)


def clock(ms: int) -> str:
    """0:07, 1:05, 1:02:03"""
    seconds = ms // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def _questions(found: Replay, heat: dict[str, Heat]) -> list[dict[str, Any]]:
    """With the width of the bars: this response and the middle of all, against the longest of both."""
    times = [question.dwell_ms for question in found.questions] + [each.median_ms for each in heat.values()]
    longest = max([*times, 1])
    return [
        {
            "row": question,
            "seconds": round(question.dwell_ms / 1000, 1),
            "median": round(question.heat.median_ms / 1000, 1),
            "own_width": round(100 * question.dwell_ms / longest, 1),
            "all_width": round(100 * question.heat.median_ms / longest, 1),
        }
        for question in found.questions
    ]


def _line(frame: Frame, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "clock": clock(frame.at),
        "what": _what(frame),
        "question": titles.get(frame.question, ""),
        "state": frame.state or _characters(frame.length),
        "mark": frame.mark,
    }


def _plain(frame: Frame) -> dict[str, Any]:
    return {
        "at": frame.at,
        "question": frame.question if frame.kind is not Kind.PAGE else "",
        "state": frame.state or _characters(frame.length),
        "what": _what(frame),
        "mark": frame.mark,
    }


def _characters(length: int | None) -> str:
    if length is None:
        return ""
    return ngettext("%(n)s character", "%(n)s characters", length) % {"n": length}


def _what(frame: Frame) -> str:
    if frame.mark == "revision":
        return _("Changed their mind")
    if frame.mark == "hesitation":
        return _("Answered after %(seconds)s seconds of hesitation") % {"seconds": round(frame.ms / 1000)}
    words = {
        Kind.PAGE: _("Page shown"),
        Kind.FOCUS: _("Came to the question"),
        Kind.CHOOSE: _("Chose"),
        Kind.TICK: _("Ticked"),
        Kind.TEXT: _("Wrote"),
        Kind.PASTE: _("Pasted"),
        Kind.AWAY: _("Left the page"),
        Kind.RETURN: _("Came back after %(seconds)s seconds") % {"seconds": round(frame.ms / 1000)},
        Kind.SCROLL: _("Scrolled"),
        Kind.IDLE: _("Rested for %(seconds)s seconds") % {"seconds": round(frame.ms / 1000)},
        Kind.TURN: _("Turned the device"),
        Kind.BACK: _("Went back"),
        Kind.POINTER: _("Took another pointer"),
        Kind.RESUME: _("Opened the page again"),
        Kind.SEND: _("Handed in"),
    }
    return words[frame.kind]


def _legend(marks: set[str]) -> list[tuple[str, str]]:
    words = {
        "change": _("Answer"),
        "revision": _("Change of mind"),
        "hesitation": _("Hesitation"),
        "paste": _("Paste"),
        "away": _("Away"),
        "back": _("Back"),
        "idle": _("Rest"),
    }
    return [(mark, label) for mark, label in words.items() if mark in marks]


def _facts(reading: Reading) -> list[tuple[str, str]]:
    pointers = {1: _("mouse"), 2: _("finger"), 3: _("pen"), 4: _("keyboard")}
    used = [label for number, label in pointers.items() if number in reading.pointers]
    return [
        (_("From opening to handing in"), clock(reading.total_ms)),
        (_("Of it at the form"), clock(reading.active_ms)),
        (_("Away"), f"{clock(reading.away_ms)} · {reading.aways}×"),
        (_("Changes of mind"), str(sum(reading.revisions.values()))),
        (_("Hesitations"), str(len(reading.hesitations))),
        (_("Ways back"), str(reading.back_tracks)),
        (_("Pasted"), str(reading.pastes)),
        (_("By"), ", ".join(used) or "—"),
    ]


def _problem(problem: str) -> str:
    words = {
        "missing": _("The page sent no trajectory: it was filled in without script, by a program, or before this."),
        "malformed": _("What came as the trajectory cannot be read, so that there is nothing to replay."),
        "too_large": _("What came as the trajectory is larger than any page sends, so that it was not read."),
    }
    return words.get(problem, "")

"""What people read for the flags of the judge."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.domain.quality import Level

LABELS = {
    "too_fast": gettext_lazy("Too fast"),
    "too_fast_overall": gettext_lazy("Too fast as a whole"),
    "straight_line": gettext_lazy("Straight line"),
    "contradiction": gettext_lazy("Contradiction"),
    "reversed_pair": gettext_lazy("Agrees with opposites"),
    "trap_missed": gettext_lazy("Trap question missed"),
    "duplicate_text": gettext_lazy("Repeated text"),
    "same_device": gettext_lazy("Same device"),
    "same_address": gettext_lazy("Same internet address"),
    "replayed_trajectory": gettext_lazy("Repeated trajectory"),
    "no_trajectory": gettext_lazy("No trajectory"),
    "unreadable_trajectory": gettext_lazy("Unreadable trajectory"),
    "no_focus": gettext_lazy("Changed without a touch"),
    "no_hand": gettext_lazy("No hand at the form"),
    "impossible_times": gettext_lazy("Impossible times"),
    "even_rhythm": gettext_lazy("Too even"),
    "unlike_answers": gettext_lazy("Trajectory of other answers"),
    "untraced_answers": gettext_lazy("Answers without a trace"),
    "pasted_text": gettext_lazy("Pasted text"),
    "text_at_once": gettext_lazy("Text at once"),
    "unsigned_key": gettext_lazy("Unsigned visit"),
    "stale_key": gettext_lazy("Old visit"),
    "robot": gettext_lazy("Robot"),
}
LEVELS = {
    Level.OK.value: gettext_lazy("Credible"),
    Level.LOOK.value: gettext_lazy("Worth a look"),
    Level.BAD.value: gettext_lazy("Doubtful"),
}


def flag_label(code: str) -> str:
    """A flag in a word or two; a code without words is shown as it is."""
    return str(LABELS.get(code, code))


def flag_reason(code: str, params: Mapping[str, Any]) -> str:
    """One sentence that says what was seen."""
    counted = _counted(code, params)
    if counted:
        return counted
    sentences = {
        "too_fast_overall": _("Handed in %(seconds)s seconds after opening; reading alone takes %(least)s."),
        "no_trajectory": _(
            "The page sent nothing about how it was filled in. People without script look like this too."
        ),
        "unreadable_trajectory": _("What came as the trajectory is none."),
        "no_hand": _("Answers changed, but neither mouse, finger, pen nor keyboard was noticed."),
        "even_rhythm": _("The pauses between %(n)s answers are almost equal."),
        "replayed_trajectory": _("The rhythm is that of an earlier response (likeness %(likeness)s of 100)."),
        "unsigned_key": _("The visit was not opened by our page."),
        "stale_key": _("The page was opened %(days)s days before."),
        "robot": _("The browser calls itself a robot."),
        "impossible_times": _impossible(params),
    }
    return sentences.get(code, code) % dict(params)


def _counted(code: str, params: Mapping[str, Any]) -> str:
    """Sentences that count something."""
    n = params.get("n", 0)
    sentences = _of_answers(n) | _of_trajectory(n)
    return sentences[code] % dict(params) if code in sentences else ""


def _of_answers(n: int) -> dict[str, str]:
    return {
        "too_fast": ngettext(
            "%(n)s of %(of)s questions was answered faster than it can be read.",
            "%(n)s of %(of)s questions were answered faster than they can be read.",
            n,
        ),
        "straight_line": ngettext(
            "%(n)s series of %(rows)s answers is a straight line.",
            "%(n)s series with %(rows)s answers are straight lines.",
            n,
        ),
        "contradiction": ngettext(
            "%(n)s answer goes against another; it was confirmed when asked.",
            "%(n)s answers go against others; they were confirmed when asked.",
            n,
        ),
        "reversed_pair": ngettext(
            "Agrees with %(n)s statement and its opposite.", "Agrees with %(n)s statements and their opposites.", n
        ),
        "trap_missed": ngettext("%(n)s trap question was missed.", "%(n)s trap questions were missed.", n),
        "duplicate_text": ngettext(
            "%(n)s earlier response has nearly the same text.", "%(n)s earlier responses have nearly the same text.", n
        ),
        "same_device": ngettext(
            "%(n)s earlier response came from this device.", "%(n)s earlier responses came from this device.", n
        ),
        "same_address": ngettext(
            "%(n)s response came from this internet address within a day.",
            "%(n)s responses came from this internet address within a day.",
            n,
        ),
    }


def _of_trajectory(n: int) -> dict[str, str]:
    return {
        "no_focus": ngettext(
            "%(n)s question changed without having been touched.",
            "%(n)s questions changed without having been touched.",
            n,
        ),
        "unlike_answers": ngettext(
            "For %(n)s question the trajectory ends with another answer than was handed in.",
            "For %(n)s questions the trajectory ends with other answers than were handed in.",
            n,
        ),
        "untraced_answers": ngettext(
            "%(n)s of %(of)s answers has no trace in the trajectory.",
            "%(n)s of %(of)s answers have no trace in the trajectory.",
            n,
        ),
        "pasted_text": ngettext("%(n)s text was pasted.", "%(n)s texts were pasted.", n),
        "text_at_once": ngettext(
            "%(n)s text was there at once; dictation looks like this too.",
            "%(n)s texts were there at once; dictation looks like this too.",
            n,
        ),
    }


def _impossible(params: Mapping[str, Any]) -> str:
    reasons = {
        "longer_than_session": _("It claims to have taken longer than the page was open."),
        "several_at_once": _("Several questions were answered within a blink."),
        "typing": _("Nobody types that fast."),
    }
    return " ".join(reasons[each] for each in params.get("reasons", []) if each in reasons)

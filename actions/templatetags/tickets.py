"""How a ticket's score, status and clock are shown: ``{% load tickets %}``."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.domain.due import Clock, Lateness, clock
from actions.enums import TicketStatus
from actions.models import Ticket
from cem.ui.templatetags.ui import badge

register = template.Library()

STATUS_TONES = {
    TicketStatus.NEW: "accent",
    TicketStatus.ASSIGNED: "info",
    TicketStatus.IN_PROGRESS: "brand",
    TicketStatus.WAITING: "warning",
    TicketStatus.RESOLVED: "success",
    TicketStatus.CLOSED: "neutral",
    TicketStatus.REOPENED: "detractor",
}
CLOCK_TONES = {Lateness.IN_TIME: "neutral", Lateness.SOON: "warning", Lateness.LATE: "danger"}


@register.simple_tag
def ticket_status(ticket: Ticket) -> SafeString:
    return badge(ticket.get_status_display(), tone=STATUS_TONES[TicketStatus(ticket.status)], dot=True)


@register.simple_tag
def ticket_clock(ticket: Ticket) -> SafeString:
    """How long there is still, or how late it is; for a finished ticket whether it was in time."""
    if not ticket.is_open:
        late = ticket.is_late
        return badge(_("Resolved late") if late else _("Resolved in time"), tone="warning" if late else "success")
    state = clock(ticket.due_at, timezone.now())
    icon = "exclamation-circle" if state.lateness == Lateness.LATE else "clock"
    return badge(clock_words(state), tone=CLOCK_TONES[state.lateness], icon=icon)


@register.filter
def score_tone(score: Any) -> str:
    """The colour of a recommendation from 0 to 10."""
    if score is None:
        return "neutral"
    return "detractor" if score <= 6 else "passive" if score <= 8 else "promoter"


@register.simple_tag
def polarity(reading: Any) -> SafeString:
    """What the text analysis heard in the comment."""
    labels = {"positive": _("Positive"), "neutral": _("Neutral"), "negative": _("Negative")}
    word = str(reading.polarity)
    return badge(labels.get(word, word), tone=word if word in labels else "neutral")


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


def clock_words(state: Clock) -> str:
    number = {"n": state.amount}
    if state.lateness == Lateness.LATE:
        words = {
            "day": ngettext("%(n)d day late", "%(n)d days late", state.amount),
            "hour": ngettext("%(n)d hour late", "%(n)d hours late", state.amount),
            "minute": ngettext("%(n)d minute late", "%(n)d minutes late", state.amount),
        }
    else:
        words = {
            "day": ngettext("%(n)d day left", "%(n)d days left", state.amount),
            "hour": ngettext("%(n)d hour left", "%(n)d hours left", state.amount),
            "minute": ngettext("%(n)d minute left", "%(n)d minutes left", state.amount),
        }
    return words[state.unit] % number

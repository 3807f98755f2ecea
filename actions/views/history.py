"""Puts the history of a ticket into words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from actions.enums import Cause, TicketEventKind, TicketStatus
from actions.models import TicketEvent

ICONS = {
    TicketStatus.ASSIGNED: ("person", "info"),
    TicketStatus.IN_PROGRESS: ("play", "brand"),
    TicketStatus.WAITING: ("hourglass-split", "warning"),
    TicketStatus.RESOLVED: ("check2", "success"),
    TicketStatus.CLOSED: ("check2-circle", "success"),
    TicketStatus.REOPENED: ("arrow-return-left", "detractor"),
}
SYSTEM = "system"


def history(events: Iterable[TicketEvent]) -> list[dict[str, Any]]:
    """Entries of the timeline component, newest first. Mails to several people become one entry."""
    entries: list[dict[str, Any]] = []
    for event in events:
        if event.kind == TicketEventKind.NOTIFIED and entries and entries[-1]["kind"] == event.kind:
            entries[-1]["names"].append(event.changes.get("name", ""))
        else:
            entries.append(_entry(event))
    for entry in entries:
        if entry["names"]:
            entry["title"] = _("E-mail sent to %(names)s") % {"names": ", ".join(entry["names"])}
    return entries[::-1]


def _entry(event: TicketEvent) -> dict[str, Any]:
    title, icon, tone = _words(event)
    return {
        "kind": event.kind,
        "names": [event.changes.get("name", "")] if event.kind == TicketEventKind.NOTIFIED else [],
        "title": title,
        "icon": icon,
        "tone": tone,
        "at": event.at,
        "actor": _("The system") if event.actor_label == SYSTEM else event.actor_label,
        "body": event.note,
    }


def _words(event: TicketEvent) -> tuple[str, str, str]:
    if event.kind == TicketEventKind.OPENED:
        rule = event.changes.get("rule_name", "")
        return (
            (_("Opened by the rule “%(rule)s”") % {"rule": rule} if rule else _("Opened")),
            "lightning-charge",
            "accent",
        )
    if event.kind == TicketEventKind.NOTE:
        return _("Note added"), "chat-square-text", "neutral"
    if event.kind == TicketEventKind.NOTIFIED:
        return "", "envelope", "neutral"
    if event.kind == TicketEventKind.ASSIGNED:
        name = event.changes.get("assignee_name", "")
        return _("Handed over to %(name)s") % {"name": name}, "person", "info"
    icon, tone = ICONS.get(TicketStatus(event.to_status), ("circle", "neutral"))
    status = TicketStatus(event.to_status).label
    cause = event.changes.get("cause_words") or _cause(event.changes.get("cause", ""))
    title = _("%(status)s, cause: %(cause)s") % {"status": status, "cause": cause} if cause else str(status)
    return title, icon, tone


def _cause(code: str) -> str:
    return str(Cause(code).label) if code in Cause.values else code

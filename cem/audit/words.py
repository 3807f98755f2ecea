"""What the audit log says to people. The log itself keeps codes, so that it can be read in any language."""

from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cem.accounts.enums import ApiScope, DepartmentKind, Role

# By the thing that an action is done to; each group is a choice of the filter.
ACTIONS: dict[str | Promise, dict[str, str | Promise]] = {
    gettext_lazy("Organisation and members"): {
        "organization.created": gettext_lazy("opened the organisation"),
        "organization.changed": gettext_lazy("changed the organisation"),
        "member.invited": gettext_lazy("invited"),
        "invitation.resent": gettext_lazy("sent the invitation again"),
        "invitation.revoked": gettext_lazy("withdrew the invitation"),
        "member.joined": gettext_lazy("joined"),
        "member.changed": gettext_lazy("changed role or departments"),
        "member.deactivated": gettext_lazy("deactivated the member"),
        "member.reactivated": gettext_lazy("reactivated the member"),
        "department.created": gettext_lazy("added the department"),
        "department.changed": gettext_lazy("changed the department"),
        "department.deleted": gettext_lazy("deleted the department"),
        "api_key.created": gettext_lazy("created the API key"),
        "api_key.revoked": gettext_lazy("revoked the API key"),
    },
    gettext_lazy("Surveys"): {
        "survey.created": gettext_lazy("created the survey"),
        "survey.edited": gettext_lazy("edited the survey"),
        "survey.reverted": gettext_lazy("took the survey back to an earlier version"),
        "survey.published": gettext_lazy("published the survey"),
        "survey.closed": gettext_lazy("closed the survey"),
        "survey.reopened": gettext_lazy("reopened the survey"),
        "collector.created": gettext_lazy("opened a channel"),
        "response.contact_revealed": gettext_lazy("looked at a customer's contact"),
        "brand.edited": gettext_lazy("changed the brand kit"),
        "picture.added": gettext_lazy("added a picture"),
        "survey.access_changed": gettext_lazy("changed who may answer the survey"),
        "upload.downloaded": gettext_lazy("downloaded a customer's file"),
        "responses.exported": gettext_lazy("exported the responses"),
        "response.excluded": gettext_lazy("took the response out of the figures"),
        "response.included": gettext_lazy("counted the response again"),
    },
    gettext_lazy("Feedback and figures"): {
        "feedback.received": gettext_lazy("sent feedback in"),
        "feedback_file.uploaded": gettext_lazy("uploaded feedback"),
        "rollups.rebuilt": gettext_lazy("rebuilt the daily figures"),
        "rollups.repaired": gettext_lazy("repaired the daily figures"),
    },
    gettext_lazy("Tickets and rules"): {
        "ticket.opened": gettext_lazy("opened the ticket"),
        "ticket.assigned": gettext_lazy("assigned the ticket"),
        "ticket.note_added": gettext_lazy("noted on the ticket"),
        "ticket.new": gettext_lazy("put the ticket back to new"),
        "ticket.in_progress": gettext_lazy("started on the ticket"),
        "ticket.waiting": gettext_lazy("set the ticket to wait for the customer"),
        "ticket.resolved": gettext_lazy("resolved the ticket"),
        "ticket.closed": gettext_lazy("closed the ticket"),
        "ticket.reopened": gettext_lazy("reopened the ticket"),
        "rule.created": gettext_lazy("created the alert rule"),
        "rule.changed": gettext_lazy("changed the alert rule"),
        "rule.enabled": gettext_lazy("enabled the alert rule"),
        "rule.disabled": gettext_lazy("disabled the alert rule"),
    },
    gettext_lazy("Background work"): {
        "job.started": gettext_lazy("started a job"),
        "job.cancelled": gettext_lazy("cancelled the job"),
        "deliveries.replayed": gettext_lazy("replayed failed deliveries"),
    },
}

FIELDS: dict[str, str | Promise] = {
    "role": gettext_lazy("Role"),
    "departments": gettext_lazy("Departments"),
    "department": gettext_lazy("Department"),
    "name": gettext_lazy("Name"),
    "code": gettext_lazy("Department code"),
    "kind": gettext_lazy("Kind"),
    "parent": gettext_lazy("Belongs to"),
    "scopes": gettext_lazy("Rights"),
    "expires_at": gettext_lazy("Expires"),
    "time_zone": gettext_lazy("Time zone"),
    "minimum_n": gettext_lazy("Smallest number of answers"),
    "version": gettext_lazy("Version"),
    "revision": gettext_lazy("Revision"),
    "template": gettext_lazy("Template"),
    "title": gettext_lazy("Title"),
    "response": gettext_lazy("Response"),
    "opens_at": gettext_lazy("Opens"),
    "closes_at": gettext_lazy("Closes"),
    "daily_from": gettext_lazy("Open each day from"),
    "daily_until": gettext_lazy("Open each day until"),
    "response_limit": gettext_lazy("Most answers"),
    "once_per": gettext_lazy("One answer of each"),
    "once_days": gettext_lazy("May answer again after days"),
    "is_test_open": gettext_lazy("Test answers"),
    "has_password": gettext_lazy("Password"),
    "password": gettext_lazy("New password"),
    "channel": gettext_lazy("Channel"),
    "survey": gettext_lazy("Survey"),
    "from": gettext_lazy("From"),
    "to": gettext_lazy("To"),
    "cause": gettext_lazy("Cause"),
    "note": gettext_lazy("Note"),
    "assignee": gettext_lazy("Assignee"),
    "rule": gettext_lazy("Rule"),
    "score": gettext_lazy("Score"),
    "size": gettext_lazy("Size"),
    "count": gettext_lazy("Number"),
    "written": gettext_lazy("Written"),
    "removed": gettext_lazy("Removed"),
    "cells": gettext_lazy("Figures"),
    "days": gettext_lazy("Days"),
}

SHOWN_ITEMS = 8


def action_label(action: str) -> str:
    """The action in words; a code without words is shown as it is."""
    for actions in ACTIONS.values():
        if action in actions:
            return str(actions[action])
    return action


def change_lines(changes: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for each change: label, and `before` and `after`, or `after` alone where there is nothing before.

    A list of two is read as before and after; longer lists and single values stand for what was set.
    """
    lines = []
    for field, value in changes.items():
        label = str(FIELDS.get(field, field))
        if isinstance(value, list) and len(value) == 2:
            before, after = (_shown(field, part) for part in value)
            lines.append({"label": label, "before": before, "after": after})
        elif value not in (None, "", [], {}):
            lines.append({"label": label, "before": None, "after": _shown(field, value)})
    return lines


def _shown(field: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        more = len(value) - SHOWN_ITEMS
        shown = ", ".join(_shown(field, part) for part in value[:SHOWN_ITEMS])
        return f"{shown} +{more}" if more > 0 else shown
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_shown(field, part)}" for name, part in value.items())
    return _VALUES.get(field, str)(value)


def _choice(choices: Any) -> Callable[[Any], str]:
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, value))


def _moment(value: Any) -> str:
    moment = parse_datetime(str(value))
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else str(value)


_VALUES: dict[str, Callable[[Any], str]] = {
    "role": _choice(Role),
    "kind": _choice(DepartmentKind),
    "scopes": lambda value: ", ".join(_choice(ApiScope)(scope) for scope in str(value).split(" ")),
    "expires_at": _moment,
    "opens_at": _moment,
    "closes_at": _moment,
}

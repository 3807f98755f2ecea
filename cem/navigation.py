"""The product's menu. Each item is shown to those whose role the rule of its page allows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actions import policies as actions
from cem.accounts import policies as accounts
from cem.accounts.access import Actor, Rule
from insights import policies as insights
from surveys import policies as surveys


@dataclass(frozen=True)
class Item:
    label: str | Promise
    icon: str
    url_name: str
    rule: Rule


MENU: list[tuple[str | Promise, list[Item]]] = [
    (
        pgettext_lazy("module", "Overview"),
        [Item(_("Dashboard"), "speedometer2", "insights:dashboard", insights.VIEW_DASHBOARD)],
    ),
    (pgettext_lazy("module", "Surveys"), [Item(_("Surveys"), "ui-checks", "surveys:list", surveys.VIEW)]),
    (
        pgettext_lazy("module", "Insights"),
        [
            Item(_("Feedback"), "chat-square-text", "insights:feedback", insights.VIEW_FEEDBACK),
            Item(_("Import feedback"), "upload", "insights:import", insights.IMPORT_FEEDBACK),
        ],
    ),
    (
        pgettext_lazy("module", "Actions"),
        [
            Item(_("Tickets"), "ticket-perforated", "actions:tickets", actions.VIEW_TICKETS),
            Item(_("Alert rules"), "bell", "actions:rules", actions.VIEW_RULES),
        ],
    ),
    (
        pgettext_lazy("module", "Administration"),
        [
            Item(_("Members"), "people", "accounts:members", accounts.VIEW_MEMBERS),
            Item(_("Departments"), "diagram-3", "accounts:departments", accounts.VIEW_DEPARTMENTS),
            Item(_("Organisation"), "gear", "accounts:organization", accounts.MANAGE_ORGANIZATION),
            Item(_("API keys"), "key", "accounts:api_keys", accounts.MANAGE_API_KEYS),
            Item(_("Jobs"), "hourglass-split", "jobs:list", accounts.VIEW_JOBS),
            Item(_("Event deliveries"), "lightning-charge", "events:failures", accounts.VIEW_DELIVERIES),
            Item(_("Audit log"), "journal-check", "audit:list", accounts.VIEW_AUDIT),
        ],
    ),
]


def navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Groups of `{label, items: [{label, icon, url, active}]}` for this member."""
    groups = []
    for label, items in MENU:
        shown = [_entry(item, request, actor) for item in items if item.rule.allows(actor)]
        if shown:
            groups.append({"label": label, "items": shown})
    return groups


def _entry(item: Item, request: HttpRequest, actor: Actor) -> dict[str, Any]:
    url = reverse(item.url_name, args=[actor.organization.slug])
    return {"label": item.label, "icon": item.icon, "url": url, "active": request.path.startswith(url)}

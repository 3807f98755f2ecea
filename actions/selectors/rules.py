"""Reads of alert rules."""

from django.db.models import QuerySet

from actions import policies
from actions.models import AlertRule
from cem.accounts.access import Actor


def rule_list(*, actor: Actor) -> QuerySet[AlertRule]:
    """Enabled rules first, then by name."""
    found = policies.VIEW_RULES.filter(actor, AlertRule.objects.select_related("department"))
    return found.order_by("-is_enabled", "name", "id")


def editable_rules(*, actor: Actor) -> QuerySet[AlertRule]:
    return policies.EDIT_RULES.filter(actor, AlertRule.objects.select_related("department"))

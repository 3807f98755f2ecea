"""Writes alert rules. A rule is never deleted, for tickets name it: it is disabled."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from actions.models import AlertRule
from actions.policies import EDIT_RULES
from actions.selectors.rules import editable_rules
from cem.accounts.access import Actor
from cem.accounts.models import Department
from cem.audit.services import record_audit
from cem.refusal import Refusal

DEFAULT_MAXIMUM = 6
DEFAULT_HOURS = 48


@dataclass(frozen=True)
class RuleInput:
    """None for `survey_id` or `department_id` stands for every one."""

    name: str
    maximum_score: int
    hours_to_resolve: int
    survey_id: UUID | None = None
    department_id: UUID | None = None
    is_enabled: bool = True


@transaction.atomic
def save_rule(*, actor: Actor, given: RuleInput, rule: AlertRule | None = None) -> AlertRule:
    """Create a rule, or change `rule`. Raises PermissionDenied, or Refusal: outside_departments, name_empty."""
    EDIT_RULES.require(actor)
    saved: AlertRule = _locked(actor, rule) if rule else AlertRule()
    if not given.name.strip():
        message = _("Give the rule a name.")
        raise Refusal("name_empty", message, errors={"name": [message]})
    if given.department_id and not Department.objects.filter(pk=given.department_id).exists():
        raise _outside()
    for name, value in asdict(given).items():
        setattr(saved, name, value.strip() if isinstance(value, str) else value)
    saved.full_clean(exclude=["organization", "department"])
    saved.save()
    if not editable_rules(actor=actor).filter(pk=saved.pk).exists():
        raise _outside()
    changes = {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(given).items()}
    record_audit(actor=actor, action="rule.changed" if rule else "rule.created", target=saved, changes=changes)
    return saved


@transaction.atomic
def toggle_rule(*, actor: Actor, rule: AlertRule, is_enabled: bool) -> AlertRule:
    """Switch a rule on or off; nothing happens when it is so already. Raises PermissionDenied."""
    locked = _locked(actor, rule)
    if locked.is_enabled != is_enabled:
        locked.is_enabled = is_enabled
        locked.save(update_fields=["is_enabled", "updated_at"])
        record_audit(actor=actor, action="rule.enabled" if is_enabled else "rule.disabled", target=locked)
    return locked


@transaction.atomic
def install_default_rule(*, actor: Actor) -> AlertRule:
    """The first rule of an organisation: detractors are called back within 48 hours. Nothing where there is any."""
    existing: AlertRule | None = AlertRule.objects.order_by("created_at").first()
    if existing is not None:
        return existing
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Detractors (0-6): call back within 48 hours")
    rule: AlertRule = AlertRule.objects.create(name=name, maximum_score=DEFAULT_MAXIMUM, hours_to_resolve=DEFAULT_HOURS)
    record_audit(actor=actor, action="rule.created", target=rule)
    return rule


def _outside() -> Refusal:
    message = _("You can make rules for your own departments only. Choose one of them.")
    return Refusal("outside_departments", message, errors={"department": [message]})


def _locked(actor: Actor, rule: AlertRule) -> AlertRule:
    EDIT_RULES.require(actor)
    found: AlertRule | None = EDIT_RULES.filter(actor, AlertRule.objects.select_for_update()).filter(pk=rule.pk).first()
    if found is None:
        raise PermissionDenied(EDIT_RULES.name)
    return found

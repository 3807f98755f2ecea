import pytest
from django.core.exceptions import PermissionDenied

from actions.models import AlertRule
from actions.services.rules import RuleInput, save_rule, toggle_rule
from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from tests.factories.accounts import add_member
from tests.factories.actions import make_rule

GIVEN = RuleInput(name=" 严重不满 ", maximum_score=3, hours_to_resolve=24)


def test_new_rule_is_stored_and_audited(world):
    with world.ours.context():
        rule = save_rule(actor=world.ours.actor(), given=GIVEN)
        rule.refresh_from_db()
        assert (rule.name, rule.maximum_score, rule.hours_to_resolve, rule.is_enabled) == ("严重不满", 3, 24, True)
        assert (rule.metric, rule.survey_id, rule.department_id) == ("nps", None, None)
        assert AuditEntry.objects.get().action == "rule.created"


def test_changed_rule_keeps_its_id(world):
    rule = make_rule(world.ours)
    with world.ours.context():
        place = world.ours.departments["华东"].id
        given = RuleInput(name="华东", maximum_score=5, hours_to_resolve=8, department_id=place, is_enabled=False)
        save_rule(actor=world.ours.actor(), given=given, rule=rule)
        stored = AlertRule.objects.get()
        assert (stored.id, stored.name, stored.department_id, stored.is_enabled) == (rule.id, "华东", place, False)
        assert AuditEntry.objects.get().action == "rule.changed"


def test_toggling_twice_is_audited_once(world):
    rule = make_rule(world.ours)
    with world.ours.context():
        for _ in range(2):
            toggle_rule(actor=world.ours.actor(), rule=rule, is_enabled=False)
        assert AlertRule.objects.get().is_enabled is False
        assert [entry.action for entry in AuditEntry.objects.all()] == ["rule.disabled"]


def test_department_of_another_organization_is_refused(world):
    stranger = world.theirs.departments["上海店"].id
    with world.ours.context():
        with pytest.raises(Refusal) as refused:
            save_rule(
                actor=world.ours.actor(Role.OWNER),
                given=RuleInput(name="x", maximum_score=6, hours_to_resolve=1, department_id=stranger),
            )
        assert refused.value.code == "outside_departments"
        assert not AlertRule.objects.exists()


@pytest.mark.parametrize("department", [None, "北京店", "总部"])
def test_regional_manager_is_refused_outside_the_region(world, department):
    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
        place = world.ours.departments[department].id if department else None
        with pytest.raises(Refusal) as refused:
            save_rule(
                actor=world.ours.actor(),
                given=RuleInput(name="x", maximum_score=6, hours_to_resolve=1, department_id=place),
            )
        assert (refused.value.code, sorted(refused.value.errors)) == ("outside_departments", ["department"])
        assert not AlertRule.objects.exists()
        assert not AuditEntry.objects.exists()


def test_regional_manager_makes_rules_of_the_region_and_leaves_the_general_one(world):
    general = make_rule(world.ours)
    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
        place = world.ours.departments["上海店"].id
        save_rule(
            actor=world.ours.actor(),
            given=RuleInput(name="上海", maximum_score=6, hours_to_resolve=1, department_id=place),
        )
        with pytest.raises(PermissionDenied):
            toggle_rule(actor=world.ours.actor(), rule=general, is_enabled=False)
        general.refresh_from_db()
        assert general.is_enabled


def test_blank_name_is_refused(world):
    with world.ours.context():
        with pytest.raises(Refusal) as refused:
            save_rule(actor=world.ours.actor(), given=RuleInput(name=" ", maximum_score=6, hours_to_resolve=1))
        assert refused.value.code == "name_empty"
        assert not AlertRule.objects.exists()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXECUTIVE, Role.FRONTLINE])
def test_others_may_not_write_rules(world, role):
    rule = make_rule(world.ours)
    with world.ours.context():
        with pytest.raises(PermissionDenied):
            save_rule(actor=world.ours.actor(role), given=GIVEN, rule=rule)
        with pytest.raises(PermissionDenied):
            toggle_rule(actor=world.ours.actor(role), rule=rule, is_enabled=False)
        rule.refresh_from_db()
        assert (rule.name, rule.is_enabled) == ("6 分及以下", True)

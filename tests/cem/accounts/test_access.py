"""A rule answers for a list and for one object alike."""

from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied

from cem.accounts.access import Actor, Rule, everything, own_departments, rule, system_actor
from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import Department
from tests.factories.accounts import Tenant, World, add_member

POLICIES = ["cem.accounts.policies", "surveys.policies", "insights.policies", "actions.policies"]
RULES = [value for module in POLICIES for value in vars(import_module(module)).values() if isinstance(value, Rule)]


def key(tenant: Tenant, *scopes: ApiScope) -> Actor:
    return Actor(organization=tenant.organization, label="k", api_key_id=tenant.id, scopes=frozenset(scopes))


def test_rules_have_names_of_their_own():
    names = [tested.name for tested in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("tested", RULES, ids=lambda tested: tested.name)
def test_list_and_check_agree(world: World, tested: Rule):
    """Who may not do it gets an empty list, and who may gets rows: for each role, each key and the system."""
    actors = [world.ours.actor(role) for role in Role]
    actors += [key(world.ours, scope) for scope in ApiScope] + [key(world.ours), system_actor(world.ours.organization)]
    rows = own_departments("pk") if tested.rows is not everything else everything
    same = Rule(name=tested.name, roles=tested.roles, scope=tested.scope, rows=rows)
    with world.ours.context():
        for actor in actors:
            found = same.filter(actor, Department.objects.all())
            assert found.exists() == tested.allows(actor)
            if not tested.allows(actor):
                with pytest.raises(PermissionDenied):
                    tested.require(actor)


def test_owner_may_whatever_anybody_may():
    for tested in RULES:
        assert not tested.roles or Role.OWNER in tested.roles, tested.name


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.OWNER, {"总部", "华东", "华北", "上海店", "杭州店", "北京店"}),
        (Role.ADMINISTRATOR, {"总部", "华东", "华北", "上海店", "杭州店", "北京店"}),
        (Role.CX_MANAGER, {"华东", "上海店", "杭州店"}),
        (Role.FRONTLINE, {"上海店"}),
    ],
)
def test_departments_that_a_role_sees(world: World, role: Role, names: set[str]):
    ours = world.ours
    with ours.context():
        if role == Role.CX_MANAGER:
            add_member(ours, role, department="华东", email="east@ours.example")
        seen = rule("test.see", *Role, rows=own_departments("pk")).filter(ours.actor(role), Department.objects.all())
        assert {department.name for department in seen} == names


def test_member_of_no_department_sees_no_row(world: World):
    from cem.accounts.models import DepartmentMember

    ours = world.ours
    with ours.context():
        DepartmentMember.objects.filter(membership=ours.memberships[Role.ANALYST]).delete()
        assert ours.actor(Role.ANALYST).department_ids == frozenset()

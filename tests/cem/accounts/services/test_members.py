import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cem.accounts.enums import Role
from cem.accounts.models import DepartmentMember, Membership
from cem.accounts.selectors.members import departments_of
from cem.accounts.services.members import change_member, deactivate_member, reactivate_member
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from tests.factories.accounts import World, add_member, make_tenant


def audited(action: str) -> list[dict]:
    return list(AuditEntry.objects.filter(action=action).values_list("changes", flat=True))


def test_change_member_sets_role_and_departments(world: World):
    ours = world.ours
    with ours.context():
        member = ours.memberships[Role.ANALYST]
        wanted = {ours.departments["上海店"].pk, ours.departments["华北"].pk}
        change_member(actor=ours.actor(Role.OWNER), membership=member, role=Role.CX_MANAGER, department_ids=wanted)
        member.refresh_from_db()
        assert member.role == Role.CX_MANAGER
        assert departments_of([member]) == {member.pk: ["上海店", "华北"]}
        assert audited("member.changed") == [
            {"role": ["analyst", "cx_manager"], "departments": [["总部"], ["上海店", "华北"]]}
        ]


def test_change_member_to_the_same_is_not_audited(world: World):
    ours = world.ours
    with ours.context():
        change_member(
            actor=ours.actor(Role.OWNER),
            membership=ours.memberships[Role.ANALYST],
            role=Role.ANALYST,
            department_ids={ours.departments["总部"].pk},
        )
        assert audited("member.changed") == []


@pytest.mark.parametrize("foreign", [True, False])
def test_change_member_needs_departments_of_the_organization(world: World, foreign: bool):
    ours = world.ours
    wanted = {world.theirs.departments["总部"].pk} if foreign else set()
    with ours.context():
        with pytest.raises(Refusal) as refusal:
            change_member(
                actor=ours.actor(Role.OWNER),
                membership=ours.memberships[Role.ANALYST],
                role=Role.EXECUTIVE,
                department_ids=wanted,
            )
        assert refusal.value.code == "departments"
        assert Membership.objects.get(pk=ours.memberships[Role.ANALYST].pk).role == Role.ANALYST
        assert DepartmentMember.objects.filter(membership=ours.memberships[Role.ANALYST]).count() == 1


def test_last_owner_cannot_become_something_else(world: World):
    ours = world.ours
    with ours.context():
        with pytest.raises(Refusal) as refusal:
            change_member(
                actor=ours.actor(Role.OWNER),
                membership=ours.memberships[Role.OWNER],
                role=Role.ANALYST,
                department_ids={ours.departments["总部"].pk},
            )
        assert refusal.value.code == "last_owner"
        assert Membership.objects.get(pk=ours.memberships[Role.OWNER].pk).role == Role.OWNER


def test_owner_may_step_down_when_there_is_another(world: World):
    ours = world.ours
    first = ours.memberships[Role.OWNER]
    with ours.context():
        add_member(ours, Role.OWNER, department="总部", email="second@ours.example")
        change_member(
            actor=ours.actor(Role.OWNER),
            membership=first,
            role=Role.ANALYST,
            department_ids={ours.departments["总部"].pk},
        )
    assert Membership.objects.get(pk=first.pk).role == Role.ANALYST


@pytest.mark.parametrize(("target", "role"), [(Role.OWNER, Role.ANALYST), (Role.ANALYST, Role.OWNER)])
def test_administrator_neither_makes_nor_unmakes_owners(world: World, target: Role, role: Role):
    ours = world.ours
    with ours.context():
        add_member(ours, Role.OWNER, department="总部", email="second@ours.example")
        with pytest.raises(Refusal) as refusal:
            change_member(
                actor=ours.actor(Role.ADMINISTRATOR),
                membership=ours.memberships[target],
                role=role,
                department_ids={ours.departments["总部"].pk},
            )
        assert (refusal.value.code, refusal.value.status) == ("owners_only", 403)
        assert Membership.objects.get(pk=ours.memberships[target].pk).role == target


def test_deactivate_shuts_out_and_reactivate_lets_in(world: World):
    ours = world.ours
    member = ours.memberships[Role.ANALYST]
    browser = ours.client(Role.ANALYST)
    with ours.context():
        deactivate_member(actor=ours.actor(Role.OWNER), membership=member)
    assert browser.get(f"/o/{ours.slug}/").status_code == 404
    with ours.context():
        reactivate_member(actor=ours.actor(Role.OWNER), membership=member)
        assert [entry.action for entry in AuditEntry.objects.order_by("at")] == [
            "member.deactivated",
            "member.reactivated",
        ]
    assert browser.get(f"/o/{ours.slug}/").status_code == 302


@pytest.mark.parametrize(
    ("actor", "target", "code"),
    [
        (Role.OWNER, Role.OWNER, "own_membership"),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, "own_membership"),
        (Role.ADMINISTRATOR, Role.OWNER, "owners_only"),
    ],
)
def test_deactivate_refused(world: World, actor: Role, target: Role, code: str):
    ours = world.ours
    with ours.context():
        with pytest.raises(Refusal) as refusal:
            deactivate_member(actor=ours.actor(actor), membership=ours.memberships[target])
        assert refusal.value.code == code
        assert Membership.objects.get(pk=ours.memberships[target].pk).is_active
        assert audited("member.deactivated") == []


@pytest.mark.parametrize("role", [Role.CX_MANAGER, Role.ANALYST, Role.EXECUTIVE, Role.FRONTLINE])
def test_other_roles_change_no_member(world: World, role: Role):
    ours = world.ours
    with ours.context():
        with pytest.raises(PermissionDenied):
            deactivate_member(actor=ours.actor(role), membership=ours.memberships[Role.OWNER])
        assert Membership.objects.get(pk=ours.memberships[Role.OWNER].pk).is_active


def test_two_owners_who_remove_each_other_at_once_leave_one(committing_db: None):
    ours = make_tenant("ours")
    with ours.context():
        second = add_member(ours, Role.OWNER, department="总部", email="second@ours.example")
        first = Membership.objects.exclude(pk=second.pk).get(role=Role.OWNER)
    start, codes = threading.Barrier(2), []

    def step_down(member: Membership) -> None:
        try:
            start.wait()
            with ours.context():
                change_member(
                    actor=ours.actor(Role.OWNER),
                    membership=member,
                    role=Role.ANALYST,
                    department_ids={ours.departments["总部"].pk},
                )
            codes.append("done")
        except Refusal as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=step_down, args=[member]) for member in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The second actor has lost the role by then, or is the last owner: one of the two stays.
    assert sorted(codes) == ["done", "last_owner"]
    assert Membership.objects.filter(role=Role.OWNER).count() == 1

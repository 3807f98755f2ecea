import threading

import pytest
from django.db import connection

from cem.accounts.enums import DepartmentKind, Role
from cem.accounts.models import Department, DepartmentMember
from cem.accounts.selectors.departments import department_tree
from cem.accounts.services.departments import change_department, create_department, delete_department
from cem.accounts.services.invitations import invite_member
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from tests.factories.accounts import Tenant, World, make_tenant


def change(tenant: Tenant, which: str, **wanted):
    department = tenant.departments[which]
    values = {"name": department.name, "code": department.code, "kind": DepartmentKind(department.kind)}
    values |= {"parent_id": None, **wanted}
    return change_department(actor=tenant.actor(Role.OWNER), department=department, **values)


def paths() -> list[str]:
    return ["/".join(node.path) for node in department_tree()]


BEFORE = ["总部", "总部/华东", "总部/华东/上海店", "总部/华东/杭州店", "总部/华北", "总部/华北/北京店"]


def test_create_department(world: World):
    ours = world.ours
    with ours.context():
        create_department(
            actor=ours.actor(Role.ADMINISTRATOR),
            parent_id=ours.departments["华北"].pk,
            name=" 天津店 ",
            code="S4",
            kind=DepartmentKind.STORE,
        )
        assert "总部/华北/天津店" in paths()
        [entry] = AuditEntry.objects.all()
        assert entry.action == "department.created"
        assert entry.changes == {"parent": "华北", "code": "S4", "kind": "store"}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({"name": "北京店"}, "name_taken"), ({"name": "天津店", "code": "S1"}, "code_taken")],
)
def test_create_department_refused(world: World, wanted: dict, code: str):
    ours = world.ours
    with ours.context():
        with pytest.raises(Refusal) as refusal:
            create_department(actor=ours.actor(Role.OWNER), parent_id=ours.departments["华北"].pk, **wanted)
        assert refusal.value.code == code
        assert paths() == BEFORE


def test_create_department_below_a_foreign_one_refused(world: World):
    with world.ours.context():
        with pytest.raises(Refusal) as refusal:
            create_department(
                actor=world.ours.actor(Role.OWNER), parent_id=world.theirs.departments["华北"].pk, name="天津店"
            )
        assert refusal.value.code == "no_parent"
        assert paths() == BEFORE


def test_move_takes_everything_below_along(world: World):
    ours = world.ours
    with ours.context():
        change(ours, "华东", parent_id=ours.departments["华北"].pk)
        assert paths() == [
            "总部", "总部/华北", "总部/华北/北京店", "总部/华北/华东", "总部/华北/华东/上海店", "总部/华北/华东/杭州店",
        ]  # fmt: skip
        [entry] = AuditEntry.objects.all()
        assert (entry.action, entry.changes) == ("department.changed", {"parent": ["总部", "华北"]})


def test_rename_is_audited_with_the_name_before(world: World):
    with world.ours.context():
        change(world.ours, "上海店", name="上海南京路店", code="S10")
        [entry] = AuditEntry.objects.all()
        assert entry.changes == {"name": ["上海店", "上海南京路店"], "code": ["S1", "S10"]}


@pytest.mark.parametrize(
    ("name", "below", "code"),
    [("华东", "上海店", "circle"), ("华东", "华东", "circle"), ("总部", "华东", "root_moves")],
)
def test_move_refused(world: World, name: str, below: str, code: str):
    ours = world.ours
    with ours.context():
        with pytest.raises(Refusal) as refusal:
            change(ours, name, parent_id=ours.departments[below].pk)
        assert refusal.value.code == code
        assert paths() == BEFORE
        assert AuditEntry.objects.count() == 0


def test_delete_empty_department(world: World):
    ours = world.ours
    with ours.context():
        delete_department(actor=ours.actor(Role.OWNER), department=ours.departments["杭州店"])
        assert paths() == [path for path in BEFORE if "杭州店" not in path]
        [entry] = AuditEntry.objects.all()
        assert (entry.action, entry.target_label) == ("department.deleted", "杭州店")


@pytest.mark.parametrize(
    ("name", "code"),
    [("总部", "root_deleted"), ("华东", "department_has_children"), ("上海店", "department_has_members")],
)
def test_delete_refused(world: World, name: str, code: str):
    ours = world.ours
    with ours.context():
        with pytest.raises(Refusal) as refusal:
            delete_department(actor=ours.actor(Role.OWNER), department=ours.departments[name])
        assert refusal.value.code == code
        assert paths() == BEFORE
        assert AuditEntry.objects.count() == 0


def test_delete_refused_while_somebody_is_invited(world: World):
    ours = world.ours
    with ours.context():
        invite_member(
            actor=ours.actor(Role.OWNER),
            email="new@example.com",
            role=Role.FRONTLINE,
            department_id=ours.departments["杭州店"].pk,
        )
        with pytest.raises(Refusal) as refusal:
            delete_department(actor=ours.actor(Role.OWNER), department=ours.departments["杭州店"])
        assert refusal.value.code == "department_has_invitations"
        assert paths() == BEFORE


def test_delete_refused_where_feedback_belongs_to_it(world: World):
    from actions.models import AlertRule  # a model of an app that refers to departments

    ours = world.ours
    with ours.context():
        AlertRule.objects.create(name="差评", department=ours.departments["杭州店"])
        with pytest.raises(Refusal) as refusal:
            delete_department(actor=ours.actor(Role.OWNER), department=ours.departments["杭州店"])
        assert refusal.value.code == "department_in_use"
        assert paths() == BEFORE
        assert AuditEntry.objects.count() == 0


def test_two_moves_at_once_make_no_circle(committing_db: None):
    ours = make_tenant("ours")
    start, codes = threading.Barrier(2), []

    def move(name: str, below: str) -> None:
        try:
            start.wait()
            with ours.context():
                change(ours, name, parent_id=ours.departments[below].pk)
            codes.append("done")
        except Refusal as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=names) for names in (("华东", "华北"), ("华北", "华东"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["circle", "done"]
    with ours.context():
        assert len(paths()) == Department.objects.count() == 6
        assert DepartmentMember.objects.count() == 6

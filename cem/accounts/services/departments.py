"""Changes the department tree. Changes of one organisation wait for each other, so that two moves make no circle."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.enums import DepartmentKind
from cem.accounts.models import Department, DepartmentMember, Invitation
from cem.accounts.selectors.departments import subtree_ids
from cem.accounts.services.organizations import lock_organization
from cem.audit.services import record_audit
from cem.refusal import Refusal


@transaction.atomic
def create_department(
    *, actor: Actor, parent_id: UUID, name: str, code: str = "", kind: DepartmentKind = DepartmentKind.STORE
) -> Department:
    """Add a department below another. Raises Refusal when name or code is taken or the parent does not exist."""
    policies.MANAGE_DEPARTMENTS.require(actor)
    lock_organization(actor.organization.id)
    parent = _parent(parent_id)
    department = Department(parent=parent, name=name.strip(), code=code.strip(), kind=kind)
    _require_unique(department)
    department.save()
    record_audit(
        actor=actor,
        action="department.created",
        target=department,
        changes={"parent": parent.name, "code": department.code, "kind": kind.value},
    )
    return department


@transaction.atomic
def change_department(
    *, actor: Actor, department: Department, parent_id: UUID | None, name: str, code: str, kind: DepartmentKind
) -> Department:
    """Rename, recode or move a department with everything below it.

    `parent_id` None leaves it where it is. Raises Refusal for the root that is to move, for a move below itself, and
    when name or code is taken.
    """
    policies.MANAGE_DEPARTMENTS.require(actor)
    lock_organization(actor.organization.id)
    department = Department.objects.select_related("parent").get(pk=department.pk)
    changes = _apply(department, name=name.strip(), code=code.strip(), kind=kind.value)
    if parent_id is not None and parent_id != department.parent_id:
        if department.parent_id is None:
            raise _refusal("root_moves", _("The headquarters is the top of the tree and stays there."), "parent")
        if parent_id in subtree_ids(department.pk):
            raise _refusal("circle", _("A department cannot be below itself."), "parent")
        parent = _parent(parent_id)
        changes["parent"] = [department.parent.name, parent.name]
        department.parent = parent
    if changes:
        _require_unique(department)
        department.save()
        record_audit(actor=actor, action="department.changed", target=department, changes=changes)
    return department


@transaction.atomic
def delete_department(*, actor: Actor, department: Department) -> None:
    """Remove an empty department. Raises Refusal for the root and where anything still belongs to it."""
    policies.MANAGE_DEPARTMENTS.require(actor)
    lock_organization(actor.organization.id)
    department = Department.objects.get(pk=department.pk)
    if department.parent_id is None:
        raise Refusal("root_deleted", _("The headquarters cannot be deleted."))
    if Department.objects.filter(parent=department).exists():
        raise Refusal("department_has_children", _("Move or delete the departments below it first."))
    if DepartmentMember.objects.filter(department=department).exists():
        raise Refusal("department_has_members", _("Members still belong to it. Give them another department first."))
    open_offers = Invitation.objects.filter(
        organization=actor.organization, department_id=department.pk, accepted_at=None, revoked_at=None
    )
    if open_offers.exists():
        raise Refusal("department_has_invitations", _("Somebody is invited to it. Withdraw the invitation first."))
    changes = {"code": department.code, "kind": department.kind}
    record_audit(actor=actor, action="department.deleted", target=department, changes=changes)
    try:
        department.delete()
    except ProtectedError:
        raise Refusal(
            "department_in_use",
            _("Surveys, feedback or tickets belong to it, and they keep their department. Rename it instead."),
        ) from None


def _apply(department: Department, **values: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for field, value in values.items():
        if getattr(department, field) != value:
            changes[field] = [getattr(department, field), value]
            setattr(department, field, value)
    return changes


def _parent(parent_id: UUID) -> Department:
    parent = Department.objects.filter(pk=parent_id).first()
    if parent is None:
        raise _refusal("no_parent", _("This department does not exist."), "parent")
    return parent


def _require_unique(department: Department) -> None:
    others = Department.objects.exclude(pk=department.pk)
    if others.filter(parent=department.parent_id, name=department.name).exists():
        raise _refusal("name_taken", _("There is a department of this name here already."), "name")
    if department.code and others.filter(code=department.code).exists():
        raise _refusal("code_taken", _("Another department has this code."), "code")


def _refusal(code: str, message: Any, field: str) -> Refusal:
    return Refusal(code, message, errors={field: [message]})

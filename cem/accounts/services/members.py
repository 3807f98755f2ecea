"""Changes who may do what in an organisation."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.enums import Role
from cem.accounts.models import Department, DepartmentMember, Membership
from cem.accounts.services.organizations import lock_organization
from cem.audit.services import record_audit
from cem.refusal import Refusal


def note_entry(*, membership_id: UUID | None) -> None:
    """A browser session has come to the organisation's pages."""
    Membership.objects.filter(pk=membership_id).update(last_entered_at=timezone.now())


@transaction.atomic
def change_member(*, actor: Actor, membership: Membership, role: Role, department_ids: set[UUID]) -> None:
    """Give a member another role or other departments.

    Raises Refusal when only an owner may do it, when the organisation would be left without an owner, or when a
    department is not one of the organisation's.
    """
    policies.MANAGE_MEMBERS.require(actor)
    membership = _locked(membership)
    _require_owner_for(actor, membership.role, role)
    if membership.role == Role.OWNER and role != Role.OWNER:
        _require_other_owner(membership)
    departments = require_departments(department_ids)
    changes: dict[str, list[object]] = {}
    if membership.role != role:
        changes["role"] = [membership.role, role.value]
        membership.role = role
        membership.save(update_fields=["role"])
    before = _set_departments(membership, departments)
    after = sorted(department.name for department in departments)
    if before != after:
        changes["departments"] = [before, after]
    if changes:
        record_audit(actor=actor, action="member.changed", target=membership, changes=changes)


@transaction.atomic
def deactivate_member(*, actor: Actor, membership: Membership) -> None:
    """Shut a member out at once; what they did stays.

    Raises Refusal for oneself, for the last owner, and for an owner when the actor is none.
    """
    policies.MANAGE_MEMBERS.require(actor)
    membership = _locked(membership)
    if membership.pk == actor.membership_id:
        raise Refusal("own_membership", _("You cannot deactivate yourself. Ask another administrator."))
    _require_owner_for(actor, membership.role)
    if not membership.is_active:
        return
    if membership.role == Role.OWNER:
        _require_other_owner(membership)
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    record_audit(actor=actor, action="member.deactivated", target=membership)


@transaction.atomic
def reactivate_member(*, actor: Actor, membership: Membership) -> None:
    """Let a deactivated member in again, with the role and departments of before."""
    policies.MANAGE_MEMBERS.require(actor)
    membership = _locked(membership)
    _require_owner_for(actor, membership.role)
    if membership.is_active:
        return
    membership.is_active = True
    membership.save(update_fields=["is_active"])
    record_audit(actor=actor, action="member.reactivated", target=membership)


def require_departments(department_ids: set[UUID]) -> list[Department]:
    """The departments of these ids; raises Refusal where there is none or one does not exist here."""
    found = list(Department.objects.filter(pk__in=department_ids).order_by("name"))
    if not found or len(found) != len(department_ids):
        message = _("Choose at least one department. A member sees it and everything below it.")
        raise Refusal("departments", message, errors={"departments": [message]})
    return found


def _require_owner_for(actor: Actor, *roles: str) -> None:
    if Role.OWNER in roles and not policies.MANAGE_OWNERS.allows(actor):
        raise Refusal("owners_only", _("Only an owner may make, change or remove owners."), status=403)


def _locked(membership: Membership) -> Membership:
    """The row as it is now. All changes to members of an organisation wait for each other: the check for the last
    owner must not be passed by two at once."""
    lock_organization(membership.organization_id)
    return Membership.objects.select_related("user", "organization").get(pk=membership.pk)


def _require_other_owner(membership: Membership) -> None:
    others = Membership.objects.filter(
        organization_id=membership.organization_id, role=Role.OWNER, is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise Refusal("last_owner", _("An organisation needs an owner. Make somebody else owner first."))


def _set_departments(membership: Membership, departments: list[Department]) -> list[str]:
    """Replace the departments of a member; return the names of those before."""
    held = DepartmentMember.objects.filter(membership=membership).select_related("department")
    before = sorted(place.department.name for place in held)
    wanted = {department.pk for department in departments}
    DepartmentMember.objects.filter(membership=membership).exclude(department_id__in=wanted).delete()
    have = {place.department_id for place in held}
    DepartmentMember.objects.bulk_create(
        [DepartmentMember(membership=membership, department_id=pk) for pk in wanted - have]
    )
    return before

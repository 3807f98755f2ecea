"""Who can be given a ticket, and who is told of it."""

from uuid import UUID

from django.db.models import QuerySet

from actions.policies import WORK_ON_TICKETS
from cem.accounts.access import SEES_ALL_DEPARTMENTS
from cem.accounts.enums import Role
from cem.accounts.models import Department, DepartmentMember, Membership
from cem.tenancy.context import require_organization_id


def department_path(department_id: UUID) -> tuple[UUID, ...]:
    """The department and those above it, up to the root."""
    parents = dict(Department.objects.values_list("id", "parent_id"))
    path: list[UUID] = []
    here: UUID | None = department_id
    while here is not None and here not in path:
        path.append(here)
        here = parents.get(here)
    return tuple(path)


def possible_assignees(department_id: UUID) -> list[Membership]:
    """Active members who may work on a ticket of the department: those nearest to it first, then by name."""
    path = department_path(department_id)
    distance: dict[UUID, int] = {}
    for membership_id, place in DepartmentMember.objects.filter(department__in=path).values_list(
        "membership_id", "department_id"
    ):
        distance[membership_id] = min(path.index(place), distance.get(membership_id, len(path)))
    members = [
        member
        for member in _active_members().filter(role__in=WORK_ON_TICKETS.roles)
        if member.id in distance or member.role in SEES_ALL_DEPARTMENTS
    ]
    return sorted(members, key=lambda member: (distance.get(member.id, len(path)), str(member.user), member.id))


def people_to_tell(department_id: UUID) -> list[Membership]:
    """Frontline members of the nearest department up the tree with any; else CX managers who see it; else owners."""
    path = department_path(department_id)
    places = DepartmentMember.objects.filter(department__in=path).values_list("membership_id", "department_id")
    at: dict[UUID, set[UUID]] = {}
    for membership_id, place in places:
        at.setdefault(place, set()).add(membership_id)
    members = {member.id: member for member in _active_members()}
    for place in path:
        found = [members[key] for key in at.get(place, ()) if key in members and members[key].role == Role.FRONTLINE]
        if found:
            return sorted(found, key=lambda member: member.id)
    above = set().union(*at.values()) if at else set()
    managers = [member for key, member in members.items() if member.role == Role.CX_MANAGER and key in above]
    chosen = managers or [member for member in members.values() if member.role == Role.OWNER]
    return sorted(chosen, key=lambda member: member.id)


def _active_members() -> QuerySet[Membership]:
    return Membership.objects.filter(
        organization_id=require_organization_id(), is_active=True, user__is_active=True
    ).select_related("user")

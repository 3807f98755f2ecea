"""Reads of members and invitations. Both tables are global: every query names the organisation."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.models import DepartmentMember, Invitation, Membership, User
from cem.accounts.selectors.actors import secret_hash


def member_list(actor: Actor, *, text: str = "", role: str = "") -> QuerySet[Membership]:
    """Members of the actor's organisation: those who may enter first, then by name."""
    members = policies.VIEW_MEMBERS.filter(actor, Membership.objects.filter(organization=actor.organization))
    if text:
        members = members.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    if role:
        members = members.filter(role=role)
    return members.select_related("user").order_by("-is_active", "user__name", "user__email")


def manageable_members(actor: Actor) -> QuerySet[Membership]:
    return policies.MANAGE_MEMBERS.filter(actor, member_list(actor))


def departments_of(memberships: Iterable[Membership]) -> dict[UUID, list[str]]:
    """The names of the departments of each membership, in one query."""
    names: dict[UUID, list[str]] = defaultdict(list)
    places = DepartmentMember.objects.filter(membership__in=[membership.pk for membership in memberships])
    for place in places.select_related("department").order_by("department__name"):
        names[place.membership_id].append(place.department.name)
    return dict(names)


def department_ids_of(membership: Membership) -> set[UUID]:
    held = DepartmentMember.objects.filter(membership=membership)
    return set(held.values_list("department_id", flat=True))


def members_by_department() -> dict[UUID, int]:
    """How many members who may enter belong to each department itself; departments of none are left out."""
    counts: dict[UUID, int] = defaultdict(int)
    places = DepartmentMember.objects.filter(membership__is_active=True)
    for department_id in places.values_list("department_id", flat=True):
        counts[department_id] += 1
    return dict(counts)


def invitation_list(actor: Actor) -> QuerySet[Invitation]:
    """Invitations that nobody has answered or withdrawn, newest first; expired ones among them."""
    waiting = Invitation.objects.filter(organization=actor.organization, accepted_at=None, revoked_at=None)
    return policies.MANAGE_MEMBERS.filter(actor, waiting).select_related("invited_by").order_by("-created_at")


def invitation_of_token(token: str) -> Invitation | None:
    """The invitation that a mailed link stands for, in whatever state it is."""
    return Invitation.objects.select_related("organization", "invited_by").filter(token_hash=secret_hash(token)).first()


def has_account(email: str) -> bool:
    return User.objects.filter(email=email).exists()

"""From a credential to the actor it stands for. These reads happen before an organisation is known."""

import hashlib
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from cem.accounts.access import Actor
from cem.accounts.enums import Role
from cem.accounts.models import ApiKey, Membership

# A key's last use is noted this often at most; a write for each call would make a hot row.
LAST_USE_GRAIN = timedelta(minutes=1)
LAST_FIRST = (F("last_entered_at").desc(nulls_last=True), "joined_at")


def secret_hash(secret: str) -> str:
    """Keys and tokens are random and long, so that a plain fast hash is enough to keep them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of_member(*, user: Any, slug: str) -> Actor | None:
    return _member_actor(Membership.objects.filter(user=user, organization__slug=slug))


def actor_of_session(*, user: Any, organization_id: str | None) -> Actor | None:
    """The member of the organisation that was visited last, or of the only one."""
    if not user.is_authenticated:
        return None
    memberships = Membership.objects.filter(user=user)
    if organization_id:
        memberships = memberships.filter(organization_id=organization_id)
    return _member_actor(memberships.order_by(*LAST_FIRST))


def actor_of_api_key(header: str) -> Actor | None:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    now = timezone.now()
    key = (
        ApiKey.objects.select_related("organization")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now), secret_hash=secret_hash(secret.strip()), revoked_at=None)
        .first()
    )
    if key is None:
        return None
    if key.last_used_at is None or now - key.last_used_at > LAST_USE_GRAIN:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return Actor(organization=key.organization, label=str(key), api_key_id=key.id, scopes=frozenset(key.scopes))


def last_membership(*, user: Any) -> Membership | None:
    """The organisation that the user came to last; of those never entered, the one joined first."""
    found = Membership.objects.filter(user=user, is_active=True).select_related("organization")
    return found.order_by(*LAST_FIRST).first()


def memberships_of(user: Any) -> list[Membership]:
    """Where the user may go, by name of the organisation."""
    found = Membership.objects.filter(user=user, is_active=True).select_related("organization")
    return list(found.order_by("organization__name"))


def member_actor(membership: Membership) -> Actor:
    return Actor(
        organization=membership.organization,
        label=str(membership.user),
        role=Role(membership.role),
        user_id=membership.user_id,
        membership_id=membership.id,
    )


def _member_actor(memberships: Any) -> Actor | None:
    membership = memberships.filter(is_active=True).select_related("organization", "user").first()
    return member_actor(membership) if membership else None

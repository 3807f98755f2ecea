"""Opens and changes organisations."""

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.enums import DepartmentKind, Role
from cem.accounts.models import Department, DepartmentMember, Membership, Organization, User
from cem.accounts.selectors.actors import member_actor
from cem.audit.services import record_audit
from cem.events.outbox import record_event
from cem.tenancy.context import tenant_context


@transaction.atomic
def create_organization(*, name: str, owner: User, slug: str = "", is_demo: bool = False) -> Organization:
    """Open an organisation with its headquarters and its owner; records `organization.created`."""
    organization = Organization.objects.create(name=name.strip(), slug=slug or _free_slug(name), is_demo=is_demo)
    membership = Membership.objects.create(organization=organization, user=owner, role=Role.OWNER)
    with tenant_context(organization.id):
        root = Department.objects.create(name=_("Headquarters"), kind=DepartmentKind.HEADQUARTERS)
        DepartmentMember.objects.create(membership=membership, department=root)
        record_event("organization.created", {"organization": str(organization.id)})
        record_audit(actor=member_actor(membership), action="organization.created", target=organization)
    return organization


@transaction.atomic
def change_organization(*, actor: Actor, name: str, time_zone: str, minimum_n: int) -> Organization:
    """Change what the organisation is called, whose clock it goes by, and below which n figures are not shown."""
    policies.MANAGE_ORGANIZATION.require(actor)
    organization = lock_organization(actor.organization.id)
    wanted = {"name": name.strip(), "time_zone": time_zone, "minimum_n": minimum_n}
    changes = {
        field: [getattr(organization, field), value]
        for field, value in wanted.items()
        if getattr(organization, field) != value
    }
    if changes:
        for field, value in wanted.items():
            setattr(organization, field, value)
        organization.save(update_fields=list(wanted))
        record_audit(actor=actor, action="organization.changed", target=organization, changes=changes)
    return organization


def lock_organization(organization_id: UUID) -> Organization:
    """Let changes that must not cross each other wait here. Rows that refer to the organisation can still be added."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization_id)


def _free_slug(name: str) -> str:
    """A slug of the name, or of chance where the name has no Latin letters, with a suffix when it is taken."""
    base = slugify(name)[:40] or f"org-{secrets.token_hex(3)}"
    slug = base
    while Organization.objects.filter(slug=slug).exists():
        slug = f"{base}-{secrets.token_hex(2)}"
    return slug

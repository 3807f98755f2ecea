"""Organisations, departments, members."""

import time
from dataclasses import dataclass, field
from uuid import UUID

from django.test import Client

from cem.accounts.access import Actor
from cem.accounts.enums import DepartmentKind, Role
from cem.accounts.middleware import SESSION_ORGANIZATION, SESSION_SEEN
from cem.accounts.models import Department, DepartmentMember, Membership, Organization, User
from cem.accounts.selectors.actors import member_actor
from cem.tenancy.context import tenant_context

PASSWORD = "sunny-river-stone-42"


@dataclass
class Tenant:
    """An organisation: 总部 over 华东 (with 上海店 and 杭州店) and 华北 (with 北京店); a member for each role.

    Everyone belongs to the headquarters, except the frontline member, who belongs to 上海店.
    """

    organization: Organization
    departments: dict[str, Department] = field(default_factory=dict)
    memberships: dict[Role, Membership] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.organization.id

    @property
    def slug(self) -> str:
        return self.organization.slug

    def actor(self, role: Role = Role.CX_MANAGER) -> Actor:
        return member_actor(self.memberships[role])

    def user(self, role: Role = Role.CX_MANAGER) -> User:
        return self.memberships[role].user

    def client(self, role: Role = Role.CX_MANAGER) -> Client:
        """A browser signed in as the member of this role, who has been on the organisation's pages before."""
        client = Client()
        client.force_login(self.user(role))
        session = client.session
        session[SESSION_ORGANIZATION] = str(self.id)
        session[SESSION_SEEN] = int(time.time())
        session.save()
        return client

    def context(self):
        return tenant_context(self.id)


@dataclass
class World:
    """`ours` is the organisation under test; `theirs` holds the same names, so that a leak has something to leak."""

    ours: Tenant
    theirs: Tenant


def make_world() -> World:
    return World(ours=make_tenant("ours"), theirs=make_tenant("theirs"))


def make_tenant(slug: str) -> Tenant:
    tenant = Tenant(Organization.objects.create(name="晨光零售", slug=slug))
    with tenant.context():
        tree = [
            ("总部", None, DepartmentKind.HEADQUARTERS, ""),
            ("华东", "总部", DepartmentKind.REGION, "E"),
            ("华北", "总部", DepartmentKind.REGION, "N"),
            ("上海店", "华东", DepartmentKind.STORE, "S1"),
            ("杭州店", "华东", DepartmentKind.STORE, "S2"),
            ("北京店", "华北", DepartmentKind.STORE, "S3"),
        ]
        for name, parent, kind, code in tree:
            tenant.departments[name] = Department.objects.create(
                name=name, parent=tenant.departments.get(parent), kind=kind, code=code
            )
        for role in Role:
            add_member(tenant, role, department="上海店" if role == Role.FRONTLINE else "总部")
    return tenant


def add_member(tenant: Tenant, role: Role, *, department: str, email: str = "") -> Membership:
    """A member of the role; the last one made for a role is the one that `actor(role)` gives."""
    user = User.objects.create_user(email or f"{role.value}@{tenant.slug}.example", PASSWORD, name=f"{role.value} 李明")
    membership = Membership.objects.create(organization=tenant.organization, user=user, role=role)
    DepartmentMember.objects.create(membership=membership, department=tenant.departments[department])
    tenant.memberships[role] = membership
    return membership

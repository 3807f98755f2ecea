import pytest

from cem.accounts.enums import Role
from cem.accounts.models import DepartmentMember, Organization, User
from cem.accounts.services.organizations import change_organization, create_organization
from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.tenancy.context import tenant_context
from tests.factories.accounts import PASSWORD, World


def test_create_organization_with_headquarters_and_owner(db: None):
    owner = User.objects.create_user("o@example.com", PASSWORD, name="李明")
    organization = create_organization(name="Morning Light", owner=owner)
    assert organization.slug == "morning-light"
    with tenant_context(organization.id):
        place = DepartmentMember.objects.select_related("membership", "department").get()
        assert (place.membership.user, place.membership.role, place.department.parent) == (owner, Role.OWNER, None)
        assert list(Event.objects.values_list("name", "payload")) == [
            ("organization.created", {"organization": str(organization.id)})
        ]
        assert list(AuditEntry.objects.values_list("action", "actor_label")) == [("organization.created", "李明")]


def test_slug_of_a_taken_and_of_a_chinese_name(db: None):
    owner = User.objects.create_user("o@example.com", PASSWORD)
    slugs = [create_organization(name=name, owner=owner).slug for name in ("ACME", "ACME", "晨光零售")]
    assert slugs[0] == "acme"
    assert slugs[1].startswith("acme-")
    assert slugs[2].startswith("org-")


def test_change_organization(world: World):
    with world.ours.context():
        change_organization(
            actor=world.ours.actor(Role.ADMINISTRATOR), name="晨光集团", time_zone="Asia/Tokyo", minimum_n=5
        )
        [entry] = AuditEntry.objects.all()
        assert entry.changes == {"name": ["晨光零售", "晨光集团"], "time_zone": ["Asia/Shanghai", "Asia/Tokyo"]}
    assert list(Organization.objects.order_by("slug").values_list("name", "time_zone", "minimum_n")) == [
        ("晨光集团", "Asia/Tokyo", 5),
        ("晨光零售", "Asia/Shanghai", 5),
    ]


@pytest.mark.parametrize("wanted", [{"time_zone": "Mars/Base"}, {"minimum_n": 0}, {"name": " "}])
def test_settings_page_refuses_what_cannot_be(world: World, wanted: dict):
    values = {"name": "晨光", "time_zone": "Asia/Shanghai", "minimum_n": 5, **wanted}
    response = world.ours.client(Role.OWNER).post(f"/o/{world.ours.slug}/settings/", values)
    assert response.status_code == 422
    world.ours.organization.refresh_from_db()
    assert (world.ours.organization.name, world.ours.organization.minimum_n) == ("晨光零售", 5)


def test_settings_page_saves(world: World):
    values = {"name": "晨光", "time_zone": "Asia/Shanghai", "minimum_n": 10}
    response = world.ours.client(Role.OWNER).post(f"/o/{world.ours.slug}/settings/", values)
    assert response.status_code == 302
    world.ours.organization.refresh_from_db()
    assert (world.ours.organization.name, world.ours.organization.minimum_n) == ("晨光", 10)

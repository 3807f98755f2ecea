"""What the pages of administration do when their forms are sent."""

import pytest
from django.core import mail

from cem.accounts.enums import Role
from cem.accounts.models import ApiKey, Department, DepartmentMember, Invitation, Membership
from tests.factories.accounts import World, add_member


def test_members_page_shows_ours_only(world: World):
    page = world.ours.client(Role.CX_MANAGER).get("/o/ours/members/").content.decode()
    assert page.count("@ours.example") >= 6
    assert "@theirs.example" not in page
    assert "/members/invite/" not in page


@pytest.mark.parametrize(("query", "found"), [("q=frontline", 1), ("role=analyst", 1), ("q=nobody", 0), ("role=x", 6)])
def test_members_page_filters(world: World, query: str, found: int):
    response = world.ours.client(Role.OWNER).get(f"/o/ours/members/?{query}")
    assert len(response.context["rows"]) == found


def test_member_page_saves(world: World):
    member = world.ours.memberships[Role.ANALYST]
    response = world.ours.client(Role.OWNER).post(
        f"/o/ours/members/{member.pk}/",
        {"role": "executive", "departments": [str(world.ours.departments["华东"].pk)]},
    )
    assert response.status_code == 302
    member.refresh_from_db()
    assert member.role == Role.EXECUTIVE
    with world.ours.context():
        assert DepartmentMember.objects.get(membership=member).department.name == "华东"


def test_member_page_shows_a_refusal(world: World):
    member = world.ours.memberships[Role.OWNER]
    response = world.ours.client(Role.OWNER).post(
        f"/o/ours/members/{member.pk}/", {"role": "analyst", "departments": [str(world.ours.departments["总部"].pk)]}
    )
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    member.refresh_from_db()
    assert member.role == Role.OWNER


def test_member_page_takes_no_department_of_another_organization(world: World):
    member = world.ours.memberships[Role.ANALYST]
    response = world.ours.client(Role.OWNER).post(
        f"/o/ours/members/{member.pk}/", {"role": "analyst", "departments": [str(world.theirs.departments["总部"].pk)]}
    )
    assert response.status_code == 422
    with world.ours.context():
        assert DepartmentMember.objects.get(membership=member).department.name == "总部"


def test_member_of_another_organization_is_404(world: World):
    foreign = world.theirs.memberships[Role.ANALYST]
    client = world.ours.client(Role.OWNER)
    assert client.get(f"/o/ours/members/{foreign.pk}/").status_code == 404
    assert client.post(f"/o/ours/members/{foreign.pk}/deactivate/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.is_active


@pytest.mark.parametrize("verb", ["deactivate", "reactivate"])
def test_access_is_changed_by_post_only(world: World, verb: str):
    member = world.ours.memberships[Role.ANALYST]
    assert world.ours.client(Role.OWNER).get(f"/o/ours/members/{member.pk}/{verb}/").status_code == 405


def test_deactivate_and_reactivate(world: World):
    member, client = world.ours.memberships[Role.ANALYST], world.ours.client(Role.OWNER)
    client.post(f"/o/ours/members/{member.pk}/deactivate/")
    assert not Membership.objects.get(pk=member.pk).is_active
    client.post(f"/o/ours/members/{member.pk}/reactivate/")
    assert Membership.objects.get(pk=member.pk).is_active


def test_invitation_to_a_member_is_refused_on_the_form(world: World):
    response = world.ours.client(Role.OWNER).post(
        "/o/ours/members/invite/",
        {"email": "analyst@ours.example", "role": "analyst", "department": str(world.ours.departments["总部"].pk)},
    )
    assert response.status_code == 422
    assert "email" in response.context["form"].errors
    assert Invitation.objects.count() == 0
    assert mail.outbox == []


def test_administrator_is_not_offered_ownership(world: World):
    page = world.ours.client(Role.ADMINISTRATOR).get("/o/ours/members/invite/")
    assert "owner" not in dict(page.context["form"].fields["role"].choices)
    page = world.ours.client(Role.OWNER).get("/o/ours/members/invite/")
    assert "owner" in dict(page.context["form"].fields["role"].choices)


def test_departments_pages_add_change_delete(world: World):
    ours, client = world.ours, world.ours.client(Role.OWNER)
    values = {"name": "天津店", "kind": "store", "code": "S4", "parent": str(ours.departments["华北"].pk)}
    assert client.post("/o/ours/departments/new/", values).status_code == 302
    with ours.context():
        made = Department.objects.get(name="天津店")
    values |= {"name": "天津一店", "parent": str(ours.departments["华东"].pk)}
    assert client.post(f"/o/ours/departments/{made.pk}/", values).status_code == 302
    with ours.context():
        made.refresh_from_db()
        assert (made.name, made.parent_id) == ("天津一店", ours.departments["华东"].pk)
    assert client.post(f"/o/ours/departments/{made.pk}/delete/").status_code == 302
    with ours.context():
        assert not Department.objects.filter(pk=made.pk).exists()


def test_root_is_renamed_and_stays_where_it_is(world: World):
    root = world.ours.departments["总部"]
    values = {"name": "集团", "kind": "headquarters", "code": "", "parent": str(world.ours.departments["华东"].pk)}
    assert world.ours.client(Role.OWNER).post(f"/o/ours/departments/{root.pk}/", values).status_code == 302
    with world.ours.context():
        root.refresh_from_db()
        assert (root.name, root.parent_id) == ("集团", None)


def test_move_below_itself_is_not_offered_and_not_taken(world: World):
    ours, client = world.ours, world.ours.client(Role.OWNER)
    east = ours.departments["华东"]
    values = {"name": "华东", "kind": "region", "code": "E", "parent": str(ours.departments["上海店"].pk)}
    assert client.post(f"/o/ours/departments/{east.pk}/", values).status_code == 422
    with ours.context():
        east.refresh_from_db()
        assert east.parent_id == ours.departments["总部"].pk


def test_delete_of_a_department_with_members_says_why(world: World):
    store = world.ours.departments["上海店"]
    response = world.ours.client(Role.OWNER).post(f"/o/ours/departments/{store.pk}/delete/", follow=True)
    assert response.redirect_chain == [(f"/o/ours/departments/{store.pk}/", 302)]
    assert len(response.context["messages"]) == 1
    with world.ours.context():
        assert Department.objects.filter(pk=store.pk).exists()


@pytest.mark.parametrize("path", ["", "delete/"])
def test_department_of_another_organization_is_404(world: World, path: str):
    store = world.theirs.departments["杭州店"]
    assert world.ours.client(Role.OWNER).post(f"/o/ours/departments/{store.pk}/{path}").status_code == 404
    with world.theirs.context():
        assert Department.objects.filter(pk=store.pk).exists()


def test_key_is_shown_once(world: World):
    client = world.ours.client(Role.OWNER)
    response = client.post("/o/ours/api-keys/new/", {"name": "订单系统", "scopes": ["metrics:read"], "lifetime": "30"})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    secret = response.context["secret"]
    assert response.content.decode().count(secret) == 1
    page = client.get("/o/ours/api-keys/").content.decode()
    assert secret not in page
    assert secret[:12] in page
    key = ApiKey.objects.get()
    assert key.expires_at is not None
    assert client.post(f"/o/ours/api-keys/{key.pk}/revoke/").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_key_without_scope_is_refused(world: World):
    response = world.ours.client(Role.OWNER).post("/o/ours/api-keys/new/", {"name": "k", "lifetime": "0"})
    assert response.status_code == 422
    assert ApiKey.objects.count() == 0


def test_key_of_another_organization_is_404(world: World):
    key = ApiKey.objects.create(
        organization=world.theirs.organization, name="k", prefix="cem_x", secret_hash="x", scopes=[]
    )
    assert world.ours.client(Role.OWNER).post(f"/o/ours/api-keys/{key.pk}/revoke/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


@pytest.mark.parametrize("page", ["members", "departments", "api-keys"])
def test_queries_do_not_grow_with_rows(
    world: World, page: str, django_assert_num_queries, django_assert_max_num_queries
):
    ours, client = world.ours, world.ours.client(Role.OWNER)

    def more(number: int) -> None:
        with ours.context():
            add_member(ours, Role.ANALYST, department="总部", email=f"more{number}@ours.example")
            Department.objects.create(name=f"店{number}", parent=ours.departments["华东"])
            Invitation.objects.create(
                organization=ours.organization, email=f"i{number}@example.com", role=Role.ANALYST,
                department_id=ours.departments["总部"].pk, expires_at="2100-01-01T00:00Z",
                invited_by=ours.user(Role.OWNER),
            )  # fmt: skip
        ApiKey.objects.create(
            organization=ours.organization, name="k", prefix="cem_x", secret_hash=str(number), scopes=["metrics:read"],
            created_by=ours.user(Role.OWNER),
        )  # fmt: skip

    more(1)
    with django_assert_max_num_queries(40) as first:
        assert client.get(f"/o/ours/{page}/").status_code == 200
    more(2)
    more(3)
    with django_assert_num_queries(len(first)):
        assert client.get(f"/o/ours/{page}/").status_code == 200

"""The door: who gets in, what they see, and what is undone when the answer is no."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from cem.accounts.enums import ApiScope, Role
from cem.accounts.middleware import TenantMiddleware
from cem.accounts.models import Department, Membership
from cem.accounts.selectors.actors import actor_of_session
from cem.accounts.services.api_keys import create_api_key, revoke_api_key
from cem.audit.models import AuditEntry
from cem.tenancy.context import current_organization_id
from tests.factories.accounts import Tenant, World


def key_of(tenant: Tenant, *scopes: ApiScope) -> dict[str, str]:
    with tenant.context():
        _key, secret = create_api_key(actor=tenant.actor(Role.OWNER), name="k", scopes=scopes or list(ApiScope))
    return {"Authorization": f"Bearer {secret}"}


def seen(response: HttpResponse, slug: str) -> str:
    """The page without what differs by chance or by its address."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return page.replace(slug, "")


def test_unknown_and_foreign_slug_answer_alike(world: World):
    client = world.ours.client(Role.OWNER)
    foreign, unknown = (client.get(f"/o/{slug}/members/") for slug in ("theirs", "nobody"))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert seen(foreign, "theirs") == seen(unknown, "nobody")


def test_inactive_member_gets_the_same_answer(world: World):
    client = world.ours.client(Role.OWNER)
    Membership.objects.filter(pk=world.ours.memberships[Role.OWNER].pk).update(is_active=False)
    assert client.get("/o/ours/members/").status_code == 404


def test_inactive_user_is_signed_out(world: World):
    client = world.ours.client(Role.OWNER)
    user = world.ours.user(Role.OWNER)
    user.is_active = False
    user.save()
    response = client.get("/o/ours/members/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/o/ours/members/")


def test_context_is_closed_after_a_page(world: World):
    for page in ("/o/ours/members/", "/o/ours/nothing/", "/o/theirs/members/"):
        world.ours.client(Role.OWNER).get(page)
        assert current_organization_id() is None


def test_refusal_after_a_write_changes_nothing(world: World):
    """The form is valid and the department is written; the name that is taken is found by the page after it."""
    ours = world.ours
    client = ours.client(Role.OWNER)
    values = {"name": "天津店", "kind": "store", "code": "S1", "parent": str(ours.departments["华北"].pk)}
    response = client.post("/o/ours/departments/new/", values)
    assert response.status_code == 422
    with ours.context():
        assert Department.objects.count() == 6
        assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("status", [400, 403, 404, 422, 500, 200, 302])
def test_what_a_view_wrote_is_undone_by_a_refusal(world: World, status: int, rf):
    """The middleware around a view of our own: it writes, then answers."""

    def view(request: HttpRequest) -> HttpResponse:
        Department.objects.create(name="新", parent=world.ours.departments["总部"])
        return HttpResponse(status=status)

    request = rf.get("/o/ours/members/")
    request.user = world.ours.user(Role.OWNER)
    request.session = {}
    assert TenantMiddleware(view)(request).status_code == status
    with world.ours.context():
        assert Department.objects.filter(name="新").exists() == (status < 400)


def test_visiting_another_organization_switches_the_session(world: World):
    user = world.ours.user(Role.OWNER)
    Membership.objects.create(organization=world.theirs.organization, user=user, role=Role.ANALYST)
    client = Client()
    client.force_login(user)
    for slug in ("ours", "theirs", "ours"):
        assert client.get(f"/o/{slug}/").status_code == 302
        assert client.get("/")["Location"] == f"/o/{slug}/"
        actor = actor_of_session(user=user, organization_id=client.session["organization"])
        assert actor.organization.slug == slug


def test_home_leads_to_the_organization_of_last_time_in_a_new_browser(world: World):
    user = world.ours.user(Role.OWNER)
    Membership.objects.create(organization=world.theirs.organization, user=user, role=Role.ANALYST)
    for slug in ("theirs", "ours"):
        client = Client()
        client.force_login(user)
        client.get(f"/o/{slug}/")
        fresh = Client()
        fresh.force_login(user)
        assert fresh.get("/")["Location"] == f"/o/{slug}/"


def test_home_signed_out_asks_to_sign_in(client, db: None):
    response = client.get(reverse("accounts:home"))
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/")


def test_home_without_membership_explains(client, world: World):
    Membership.objects.filter(user=world.ours.user(Role.OWNER)).update(is_active=False)
    client.force_login(world.ours.user(Role.OWNER))
    response = client.get("/")
    assert response.status_code == 200
    assert "accounts/no_organization.html" in [template.name for template in response.templates]


def test_key_names_the_organization(client, world: World):
    response = client.get("/api/v1/surveys", headers=key_of(world.ours))
    assert response.status_code == 200


@pytest.mark.parametrize("state", ["revoked", "unknown", "no bearer", "none"])
def test_key_that_does_not_count_is_401(client, world: World, state: str):
    headers = key_of(world.ours)
    if state == "revoked":
        with world.ours.context():
            for key in world.ours.organization.api_keys.all():
                revoke_api_key(actor=world.ours.actor(Role.OWNER), key=key)
    elif state == "unknown":
        headers = {"Authorization": "Bearer cem_" + "x" * 40}
    elif state == "no bearer":
        headers = {"Authorization": headers["Authorization"].replace("Bearer", "Basic")}
    elif state == "none":
        headers = {}
    response = client.get("/api/v1/surveys", headers=headers)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_wrong_key_is_not_made_good_by_a_session(world: World):
    client = world.ours.client(Role.OWNER)
    assert client.get("/api/v1/surveys").status_code == 200
    assert client.get("/api/v1/surveys", headers={"Authorization": "Bearer cem_wrong"}).status_code == 401


def test_key_without_the_scope_is_403(client, world: World):
    response = client.get("/api/v1/surveys", headers=key_of(world.ours, ApiScope.TICKETS_READ))
    assert response.status_code == 403


def test_key_of_one_organization_finds_nothing_of_another(client, world: World):
    theirs, ours = key_of(world.theirs), key_of(world.ours)
    made = client.post(
        "/api/v1/surveys", {"template": "nps", "title": "NPS"}, content_type="application/json", headers=theirs
    )
    assert made.status_code == 201
    address = f"/api/v1/surveys/{made.json()['id']}"
    assert client.get(address, headers=theirs).status_code == 200
    assert client.get(address, headers=ours).status_code == 404
    assert client.post(f"{address}/publish", headers=ours).status_code == 404
    assert client.get("/api/v1/surveys", headers=ours).json()["results"] == []


def test_activity_is_noted_once_in_a_while(world: World):
    client = Client(headers={"user-agent": "Firefox"})
    client.force_login(world.ours.user(Role.ANALYST))
    for _visit in range(3):
        client.get("/o/ours/")
    [noted] = UserSession.objects.filter(user=world.ours.user(Role.ANALYST))
    assert (noted.user_agent, noted.ip) == ("Firefox", "127.0.0.1")
    assert Session.objects.filter(pk=noted.session_key).exists()


def test_fragment_after_the_session_ended_makes_the_page_go_to_the_sign_in(client, world: World):
    response = client.get("/o/ours/insights/dashboard/live/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Refresh"]) == (204, "true")
    assert response.content == b""

"""Every page of administration: who may open it, and that a stranger cannot tell it from nothing."""

import pytest
from django.urls import reverse

from cem.accounts.enums import Role
from tests.factories.accounts import World

MANAGERS = {Role.OWNER, Role.ADMINISTRATOR}
WITH_CX = MANAGERS | {Role.CX_MANAGER}

PAGES = {
    "accounts:members": WITH_CX,
    "accounts:invite": MANAGERS,
    "accounts:departments": WITH_CX,
    "accounts:create_department": MANAGERS,
    "accounts:organization": MANAGERS,
    "accounts:api_keys": MANAGERS,
    "accounts:create_api_key": MANAGERS,
    "audit:list": MANAGERS,
    "events:failures": MANAGERS,
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_page_by_role(world: World, page: str, role: Role):
    response = world.ours.client(role).get(reverse(page, args=[world.ours.slug]))
    assert response.status_code == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_page_of_another_organization_is_like_none(world: World, page: str):
    client = world.ours.client(Role.OWNER)
    foreign = client.get(reverse(page, args=[world.theirs.slug]))
    unknown = client.get(reverse(page, args=["nobody-has-this"]))
    assert (foreign.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize("page", PAGES)
def test_page_signed_out_asks_to_sign_in(client, world: World, page: str):
    address = reverse(page, args=[world.ours.slug])
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("role", list(Role))
def test_home_by_role(world: World, role: Role):
    response = world.ours.client(role).get(reverse("accounts:organization_home", args=[world.ours.slug]))
    page = "actions:tickets" if role == Role.FRONTLINE else "insights:dashboard"
    assert (response.status_code, response["Location"]) == (302, reverse(page, args=[world.ours.slug]))

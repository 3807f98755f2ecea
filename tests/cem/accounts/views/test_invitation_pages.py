import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from cem.accounts.enums import Role
from cem.accounts.models import Invitation, Membership, User
from tests.factories.accounts import PASSWORD, World
from tests.factories.events import run_deliveries

ADDRESS = "new.person@example.com"


def invite(world: World, email: str = ADDRESS) -> str:
    """Through the page, as an administrator does; returns the path of the mailed link."""
    response = world.ours.client(Role.ADMINISTRATOR).post(
        "/o/ours/members/invite/",
        {"email": email, "role": "frontline", "department": str(world.ours.departments["上海店"].pk)},
    )
    assert response.status_code == 302
    run_deliveries()
    return re.search(r"(/invitations/[0-9a-f]{64}/)", mail.outbox[-1].body).group(1)


def test_new_person_sets_a_password_and_is_in(client, world: World):
    link = invite(world)
    page = client.get(link)
    assert page.status_code == 200
    assert ADDRESS in page.content.decode()
    response = client.post(link, {"name": "王小雨", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/o/ours/")
    assert client.get("/o/ours/")["Location"] == "/o/ours/actions/tickets/"
    assert EmailAddress.objects.get(email=ADDRESS).verified
    assert client.get(link).status_code == 410
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("password", ["short", "12345678901", "password123", "new.person@example.com"])
def test_new_person_with_a_weak_password_is_refused(client, world: World, password: str):
    link = invite(world)
    response = client.post(link, {"name": "王小雨", "password": password})
    assert response.status_code == 422
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Invitation.objects.get().accepted_at is None


def test_existing_user_signs_in_first_and_comes_back(client, world: World):
    link = invite(world, "analyst@theirs.example")
    page = client.get(link)
    assert f'href="/accounts/login/?next={link}"' in page.content.decode()
    assert client.post(link, {"name": "x", "password": PASSWORD}).status_code == 200
    assert Membership.objects.filter(user=world.theirs.user(Role.ANALYST)).count() == 1
    response = client.post(
        f"/accounts/login/?next={link}", {"login": "analyst@theirs.example", "password": PASSWORD, "next": link}
    )
    assert (response.status_code, response["Location"]) == (302, link)
    assert client.get(link).status_code == 200
    assert client.post(link)["Location"] == "/o/ours/"
    assert client.get("/o/ours/").status_code == 302


def test_other_address_is_told_so_and_nothing_changes(world: World):
    link = invite(world)
    client = world.theirs.client(Role.ANALYST)
    for response in (client.get(link), client.post(link, {"name": "x", "password": PASSWORD})):
        assert response.status_code == 403
        assert ADDRESS in response.content.decode()
    assert Invitation.objects.get().accepted_at is None
    assert Membership.objects.filter(user=world.theirs.user(Role.ANALYST)).count() == 1


@pytest.mark.parametrize(("state", "status"), [("expired", 410), ("revoked", 410), ("replaced", 404), ("unknown", 404)])
def test_links_that_no_longer_work(client, world: World, state: str, status: int):
    link = invite(world)
    invitation = Invitation.objects.get()
    manager = world.ours.client(Role.OWNER)
    if state == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif state == "revoked":
        assert manager.post(f"/o/ours/members/invitations/{invitation.pk}/revoke/").status_code == 302
    elif state == "replaced":
        assert manager.post(f"/o/ours/members/invitations/{invitation.pk}/resend/").status_code == 302
    else:
        link = f"/invitations/{'0' * 64}/"
    for response in (client.get(link), client.post(link, {"name": "王", "password": PASSWORD})):
        assert response.status_code == status
        assert "accounts/invitation_closed.html" in [template.name for template in response.templates]
    assert not User.objects.filter(email=ADDRESS).exists()


def test_invitation_of_another_organization_cannot_be_touched(world: World):
    invite(world)
    invitation = Invitation.objects.get()
    client = world.theirs.client(Role.OWNER)
    for verb in ("resend", "revoke"):
        assert client.post(f"/o/theirs/members/invitations/{invitation.pk}/{verb}/").status_code == 404
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    assert invitation.token_hash is not None


def test_link_keeps_out_of_caches(client, world: World):
    assert "no-store" in client.get(invite(world))["Cache-Control"]

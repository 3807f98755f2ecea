"""Sign-up, sign-in, lockout, second factor, list of devices: through the pages, with the real cache."""

import time
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from cem.accounts.enums import Role
from cem.accounts.models import Membership, Organization, User
from cem.accounts.services.users import confirm_address
from tests.factories.accounts import PASSWORD, World

LOGIN = "/accounts/login/"


@pytest.fixture
def place() -> str:
    """An address of the net that no other test signs in from."""
    return "2001:db8::" + ":".join(f"{uuid4().int & 0xFFFF:x}" for _group in range(4))


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


def sign_up(client: Client, place: str, **changed: str):
    values = {"organization_name": "晨光零售", "name": "李明", "email": "li.ming@example.com", "password1": PASSWORD}
    return client.post("/accounts/signup/", values | changed, REMOTE_ADDR=place)


def sign_in(client: Client, email: str, password: str, place: str = "192.0.2.1"):
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=place)


@pytest.fixture
def world(world: World) -> World:
    """The analyst's address is proved, as after sign-up or an invitation."""
    confirm_address(world.ours.user(Role.ANALYST))
    return world


def code(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


def test_sign_up_opens_an_organization_and_leads_to_it(db, place):
    client = Client()
    response = sign_up(client, place)
    assert (response.status_code, response["Location"]) == (302, "/")
    membership = Membership.objects.select_related("user", "organization").get()
    assert (membership.user.email, membership.user.name, membership.role) == ("li.ming@example.com", "李明", Role.OWNER)
    assert membership.organization.name == "晨光零售"
    slug = membership.organization.slug
    assert client.get("/")["Location"] == f"/o/{slug}/"
    assert client.get(f"/o/{slug}/")["Location"] == f"/o/{slug}/insights/dashboard/"
    assert client.get(f"/o/{slug}/members/").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"password1": "short"},
        {"password1": "12345678901"},
        {"password1": "password1234"},
        {"password1": "li.ming@example.com"},
        {"organization_name": ""},
        {"name": ""},
        {"email": "li"},
    ],
)
def test_sign_up_refused_leaves_nothing(db, place, changed: dict):
    response = sign_up(Client(), place, **changed)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(changed)
    assert User.objects.count() == Organization.objects.count() == 0


def test_sign_up_with_what_cannot_be_stored_leaves_nothing(db, place):
    assert sign_up(Client(), place, organization_name="x\x00y").status_code == 400
    assert User.objects.count() == Organization.objects.count() == 0


def test_sign_up_with_a_taken_address_opens_nothing(world: World, place):
    before = Organization.objects.count()
    assert sign_up(Client(), place, email="analyst@ours.example").status_code == 200
    assert Organization.objects.count() == before
    assert User.objects.filter(email="analyst@ours.example").count() == 1


def test_sign_in_by_email_in_any_case(world: World, place):
    client = Client()
    response = sign_in(client, "Analyst@OURS.example", PASSWORD, place)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/o/ours/"


def test_wrong_password_and_unknown_address_answer_alike(world: World, place):
    texts = []
    for email in ("analyst@ours.example", "nobody@ours.example"):
        response = sign_in(Client(), email, "wrong-password", place)
        assert response.status_code == 200
        texts.append(response.context["form"].non_field_errors())
    assert texts[0] == texts[1]
    assert len(texts[0]) == 1


def test_sixth_attempt_is_refused_even_with_the_right_password(world: World, place):
    for _attempt in range(5):
        assert sign_in(Client(), "analyst@ours.example", "wrong-password", place).status_code == 200
    client = Client()
    # From another place too: it is the address that is locked.
    response = sign_in(client, "Analyst@ours.example", PASSWORD, "192.0.2.77")
    assert response.status_code == 200
    [message] = response.context["form"].non_field_errors()
    assert message == "登录失败次数过多，请稍后重试。"
    assert client.get("/o/ours/").status_code == 302
    assert client.get("/o/ours/")["Location"].startswith(LOGIN)
    # Others are not locked out by it.
    assert sign_in(Client(), "owner@ours.example", PASSWORD, place).status_code == 302


def test_right_passwords_use_up_no_attempt(world: World, place):
    for _attempt in range(7):
        assert sign_in(Client(), "analyst@ours.example", PASSWORD, place).status_code == 302


def test_sign_in_leads_nowhere_outside(world: World, place):
    for target in ("https://evil.example/", "//evil.example/"):
        response = Client().post(
            f"{LOGIN}?next={target}",
            {"login": "analyst@ours.example", "password": PASSWORD, "next": target},
            REMOTE_ADDR=place,
        )
        assert response["Location"] == "/"


def activate_second_factor(client: Client) -> str:
    address = "/accounts/2fa/totp/activate/"
    asked = client.get(address)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(asked["Location"], {"password": PASSWORD, "next": address})["Location"] == address
    page = client.get(address)
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    return secret


def test_second_factor_is_asked_for_and_encrypted_at_rest(world: World, place):
    client = Client()
    sign_in(client, "analyst@ours.example", PASSWORD, place)
    secret = activate_second_factor(client)
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert totp.user == world.ours.user(Role.ANALYST)
    assert secret not in str(totp.data)
    again = Client()
    response = sign_in(again, "analyst@ours.example", PASSWORD, place)
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/o/ours/")["Location"].startswith(LOGIN)
    refused = again.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=place)
    assert refused.status_code == 200
    assert again.get("/o/ours/")["Location"].startswith(LOGIN)
    # The code that activated it is used up: a code is good once.
    cache.clear()
    accepted = again.post("/accounts/2fa/authenticate/", {"code": code(secret)}, REMOTE_ADDR=place)
    assert accepted.status_code == 302
    assert again.get("/o/ours/")["Location"] == "/o/ours/insights/dashboard/"


def test_recovery_code_is_good_once(world: World, place):
    client = Client()
    sign_in(client, "analyst@ours.example", PASSWORD, place)
    activate_second_factor(client)
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (302, 200):
        again = Client()
        sign_in(again, "analyst@ours.example", PASSWORD, place)
        response = again.post("/accounts/2fa/authenticate/", {"code": codes[0]}, REMOTE_ADDR=place)
        assert response.status_code == expected


def test_devices_are_listed_and_others_signed_out(world: World, place):
    here, there = (Client(headers={"user-agent": name}) for name in ("Firefox on Linux", "Safari on iPhone"))
    for client in (here, there):
        sign_in(client, "analyst@ours.example", PASSWORD, place)
    stranger = world.ours.client(Role.OWNER)
    stranger.get("/o/ours/members/")
    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox · Linux" in page
    assert "Safari · iPhone" in page
    assert UserSession.objects.filter(user=world.ours.user(Role.ANALYST)).count() == 2
    assert here.post("/accounts/sessions/").status_code == 302
    assert there.get("/o/ours/")["Location"].startswith(LOGIN)
    assert here.get("/o/ours/").status_code == 302
    assert not here.get("/o/ours/")["Location"].startswith(LOGIN)
    assert stranger.get("/o/ours/members/").status_code == 200


def test_account_pages_show_the_way_back(world: World, place):
    client = world.ours.client(Role.ANALYST)
    for page in ("/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/", "/accounts/email/"):
        response = client.get(page)
        assert response.status_code == 200
        assert "/o/ours/insights/" in response.content.decode()
        assert "/o/theirs/" not in response.content.decode()


def test_verified_mail_is_asked_for_where_there_is_a_mail_server(db, place, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client = Client()
    assert sign_up(client, place)["Location"] == "/accounts/confirm-email/"
    assert not EmailAddress.objects.get().verified
    assert client.get("/")["Location"].startswith(LOGIN)
    # A second sign-up with the address is told the same, and opens nothing.
    assert sign_up(Client(), place)["Location"] == "/accounts/confirm-email/"
    assert Organization.objects.count() == 1

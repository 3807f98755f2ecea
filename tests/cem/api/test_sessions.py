"""Members call the API with their session, and then with a CSRF token too."""

import pytest
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from surveys.models import Survey
from tests.cem.api.conftest import JSON, assert_problem, partner_of
from tests.factories.accounts import World

pytestmark = pytest.mark.django_db

PATH = "/api/v1/surveys"


def browser(world: World, role: Role = Role.CX_MANAGER) -> Client:
    """Signed in, and minded about forged requests as in production."""
    client = world.ours.client(role)
    client.handler.enforce_csrf_checks = True
    return client


def surveys(world: World) -> int:
    with world.ours.context():
        return Survey.objects.count()


def token_of(client: Client) -> str:
    client.get("/o/ours/surveys/")
    (cookie,) = [value for name, value in client.cookies.items() if "csrf" in name]
    return cookie.value


def test_write_with_a_session_needs_the_token(world: World):
    client = browser(world)
    assert client.get(PATH).status_code == 200
    assert_problem(client.post(PATH, {"template": "nps"}, JSON), 403, "csrf_failed")
    assert_problem(client.post(PATH, {"template": "nps"}, JSON, headers={"X-CSRFToken": "x" * 32}), 403, "csrf_failed")
    assert surveys(world) == 0


def test_write_with_a_session_and_its_token_is_done(world: World):
    client = browser(world)
    headers = {"X-CSRFToken": token_of(client)}
    assert client.post(PATH, {"template": "nps"}, JSON, headers=headers).status_code == 201
    assert surveys(world) == 1


def test_key_needs_no_token(world: World):
    client = partner_of(world.ours)
    client.handler.enforce_csrf_checks = True
    assert client.post(PATH, {"template": "nps"}, JSON).status_code == 201


def test_key_beside_a_session_is_what_counts(world: World):
    secret = partner_of(world.theirs, ApiScope.SURVEYS_READ).defaults["HTTP_AUTHORIZATION"]
    client = browser(world, Role.OWNER)
    headers = {"Authorization": secret}
    assert client.get(PATH, headers=headers).json()["results"] == []
    assert_problem(client.post(PATH, {"template": "nps"}, JSON, headers=headers), 403, "forbidden")
    assert_problem(client.get(PATH, headers={"Authorization": "Bearer cem_wrong"}), 401, "not_authenticated")
    assert surveys(world) == 0


def test_page_elsewhere_cannot_send_a_form(world: World):
    """A form of another site can send these types without asking first; none of them is read."""
    client = browser(world)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = client.generic("POST", PATH, '{"template": "nps"}', content_type=content_type)
        assert_problem(response, 403, "csrf_failed")
    assert surveys(world) == 0

"""Methods and addresses that are not there, and those that every address has."""

import pytest
from django.test import Client

from tests.cem.api.conftest import CALLS, CLIENT_CALL, READS, ROUTES, assert_problem, kept

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
ADDRESSES = sorted({call.name for call in CALLS})


@pytest.mark.parametrize("name", ADDRESSES)
def test_other_methods_are_405_whoever_asks(world, partner, address, name):
    before = kept(world)
    known = {call.method for call in CALLS if call.name == name}
    url = address(next(call for call in CALLS if call.name == name))
    for method in set(METHODS) - known:
        for client in (partner, Client()):
            response = client.generic(method, url)
            assert_problem(response, 405, "method_not_allowed")
            assert known <= set(response["Allow"].split(", "))
    assert kept(world) == before


@pytest.mark.parametrize("name", [*ADDRESSES, CLIENT_CALL.name])
def test_options_name_the_methods(partner, address, name):
    call = next((call for call in CALLS if call.name == name), CLIENT_CALL)
    for client in (partner, Client()):
        response = client.options(address(call))
        assert (response.status_code, response.content) == (204, b"")
        assert call.method in response["Allow"].split(", ")


@pytest.mark.parametrize("call", READS, ids=str)
def test_head_is_get_without_a_body(partner, address, call):
    head, get = partner.head(address(call)), partner.get(address(call))
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert Client().head(address(call)).status_code == 401


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/", "/api/v1", "/api/v2/surveys", "/api/", "/api/v1/surveys/%00/publish"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_unknown_address_is_a_404_problem(partner, path, method):
    for client in (partner, Client()):
        assert_problem(client.generic(method, path), 404, "not_found")


@pytest.mark.parametrize("name", ADDRESSES)
def test_slash_at_the_end_is_another_address(partner, address, name):
    url = address(next(call for call in CALLS if call.name == name)) + "/"
    for method in ("GET", "POST"):
        assert_problem(partner.generic(method, url), 404, "not_found")


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer ", "Bearer cem_wrong", "Basic eDp5", "Bearer \u00ff", "cem_x"]
)
def test_call_without_a_good_key_is_401(address, header):
    client = Client(headers={"Authorization": header} if header is not None else {})
    for call in CALLS:
        response = client.generic(call.method, address(call))
        assert_problem(response, 401, "not_authenticated")
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_answers_are_not_kept_by_caches(partner):
    assert partner.get("/api/v1/surveys")["Cache-Control"] == "no-store"
    assert Client().get("/api/v1/surveys")["Cache-Control"] == "no-store"


def test_every_address_answers_through_the_base_of_the_api():
    from cem.api.views import JsonView  # Django is set up by now

    views = [
        route.view.cls for route in ROUTES.values() if hasattr(route.view, "cls") and route.name.startswith("api:")
    ]
    assert views
    assert all(issubclass(view, JsonView) for view in views)

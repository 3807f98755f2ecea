"""Programs of partners, and every call there is."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from tests.factories.accounts import Tenant, World
from tests.factories.surveys import LiveSurvey, live_survey
from tests.isolation.routes import all_routes, object_ids
from tests.isolation.test_routes import their_rows

JSON = "application/json"


@dataclass(frozen=True)
class Call:
    """One method of one address, as a partner's program would name it."""

    name: str
    method: str
    pattern: str

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


ROUTES = {route.name: route for route in all_routes()}
CALLS = [
    Call(route.name, method, route.pattern)
    for route in ROUTES.values()
    if route.is_management_api
    for method in sorted(route.view.cls.rules)
]
CLIENT_CALL = Call("api:client-response-list", "POST", "api/v1/client/responses")
WRITES = [call for call in CALLS if call.method != "GET"] + [CLIENT_CALL]
READS = [call for call in CALLS if call.method == "GET"]
LISTS = [call for call in READS if ROUTES[call.name].view.cls.__name__.endswith(("List", "ListView", "FeedbackView"))]


def partner_of(tenant: Tenant, *scopes: ApiScope) -> Client:
    """A program with a key that may do this; everything without scopes."""
    with tenant.context():
        _, secret = create_api_key(actor=tenant.actor(Role.OWNER), name="ERP", scopes=scopes or list(ApiScope))
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture(autouse=True)
def fresh_budgets() -> None:
    cache.clear()


@pytest.fixture
def partner(world: World) -> Client:
    return partner_of(world.ours)


@pytest.fixture
def live(world: World) -> LiveSurvey:
    return live_survey(world.ours)


@pytest.fixture
def address(world: World) -> Callable[[Call], str]:
    """The address of a call, with ids of objects that are there."""
    ids = object_ids(world.ours)
    return lambda call: ROUTES[call.name].url("ours", ids)


def send(client: Client, call: Call, address: str, body: Any, content_type: str = JSON, **headers: str) -> Any:
    """`body` is sent as it is when it is text or bytes, as JSON otherwise."""
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.generic(call.method, address, content, content_type=content_type, headers=headers)


def kept(world: World) -> dict[str, Any]:
    """What is stored for both organisations, without the last use of a key."""
    rows = {tenant.slug: their_rows(tenant) for tenant in (world.ours, world.theirs)}
    for tables in rows.values():
        del tables["accounts_apikey"]
    return rows


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == f"/api/v1/errors#{code}"
    assert body["title"]
    assert body["detail"]
    return body

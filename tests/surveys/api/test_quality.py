"""Trajectories and exclusion by API."""

from typing import Any

import pytest
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from surveys.models import Response
from tests.factories.accounts import Tenant, World
from tests.factories.events import run_deliveries
from tests.factories.surveys import answer, live_survey
from tests.factories.trajectories import REASON, answer_by_page, nps_events


@pytest.fixture
def response(world: World) -> Response:
    found = answer_by_page(world.ours, live_survey(world.ours).collector, nps_events())
    run_deliveries()
    return found


def partner(tenant: Tenant, *scopes: ApiScope) -> Client:
    with tenant.context():
        _, secret = create_api_key(actor=tenant.actor(Role.OWNER), name="partner", scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(path, body or {}, content_type="application/json")


def test_trajectory_tells_times_and_events_without_a_text(world: World, response: Response):
    body = partner(world.ours, ApiScope.RESPONSES_READ).get(f"/api/v1/responses/{response.pk}/trajectory").json()

    assert (body["response"], body["problem"], body["level"]) == (str(response.pk), "", 0)
    by_name = {each["name"]: each for each in body["questions"]}
    assert (by_name["nps"]["changes"], by_name["nps"]["revisions"]) == (2, 1)
    assert by_name["reason"]["dwell_ms"] > 0
    assert [each["kind"] for each in body["events"]][:5] == ["page", "pointer", "focus", "choose", "choose"]
    assert body["events"][4] | {"at": 0} == {
        "at": 0, "kind": "choose", "question": "nps", "state": "3", "length": None, "mark": "revision",
    }  # fmt: skip
    assert body["events"][-2]["length"] == len(REASON)
    assert REASON not in str(body)


def test_response_without_a_trajectory_has_none(world: World):
    plain = answer(world.ours, live_survey(world.ours).collector, nps=9)

    body = partner(world.ours, ApiScope.RESPONSES_READ).get(f"/api/v1/responses/{plain.pk}/trajectory").json()

    assert (body["problem"], body["events"], body["questions"]) == ("missing", [], [])


def test_response_is_excluded_and_included(world: World, response: Response):
    client = partner(world.ours, ApiScope.RESPONSES_WRITE)
    path = f"/api/v1/responses/{response.pk}"

    first = post(client, f"{path}/exclude", {"reason": "重复"})
    again = post(client, f"{path}/exclude")
    back = post(client, f"{path}/include")

    assert (first.status_code, first.json()) == (200, {"id": str(response.pk), "excluded": True, "changed": True})
    assert again.json()["changed"] is False
    assert back.json() == {"id": str(response.pk), "excluded": False, "changed": True}
    with world.ours.context():
        response.refresh_from_db()
        assert response.excluded_at is None


def test_reading_scope_excludes_nothing_and_a_stranger_finds_nothing(world: World, response: Response):
    path = f"/api/v1/responses/{response.pk}"

    refused = post(partner(world.ours, ApiScope.RESPONSES_READ), f"{path}/exclude")
    stranger = post(partner(world.theirs, ApiScope.RESPONSES_WRITE), f"{path}/exclude")
    hidden = partner(world.theirs, ApiScope.RESPONSES_READ).get(f"{path}/trajectory")

    assert (refused.status_code, stranger.status_code, hidden.status_code) == (403, 404, 404)
    with world.ours.context():
        response.refresh_from_db()
        assert response.excluded_at is None


def test_reason_that_is_too_long_is_refused(world: World, response: Response):
    answer_ = post(
        partner(world.ours, ApiScope.RESPONSES_WRITE), f"/api/v1/responses/{response.pk}/exclude", {"reason": "x" * 301}
    )

    assert answer_.status_code == 400
    with world.ours.context():
        response.refresh_from_db()
        assert response.excluded_at is None

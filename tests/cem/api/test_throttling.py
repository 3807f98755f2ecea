"""Budgets of calls, counted in the real Valkey; and what happens when it is gone."""

import logging
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from cem.accounts.enums import ApiScope
from cem.api.throttling import ActorThrottle, Throttle
from cem.embedded import valkey, valkey_url
from surveys.models import Response
from tests.cem.api.conftest import JSON, assert_problem, partner_of
from tests.factories.accounts import World
from tests.factories.surveys import LiveSurvey

pytestmark = pytest.mark.django_db

PATH = "/api/v1/surveys"


@pytest.fixture
def three_a_minute(monkeypatch) -> None:
    monkeypatch.setattr(Throttle, "THROTTLE_RATES", {"actor": "3/min", "client": "3/min"})


def use_cache(monkeypatch, settings, socket: Path) -> None:
    """Let the throttles count in the server behind this socket."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": valkey_url(socket)}}
    monkeypatch.setattr(Throttle, "cache", caches.create_connection("default"))


def answer(live: LiveSurvey) -> int:
    return Client().post("/api/v1/client/responses", {"link": live.token, "answers": {"nps": 3}}, JSON).status_code


@pytest.mark.usefixtures("three_a_minute")
def test_call_over_the_budget_is_told_when_to_come_back(partner: Client):
    assert [partner.get(PATH).status_code for _each in range(3)] == [200, 200, 200]
    response = partner.get(PATH)
    assert_problem(response, 429, "throttled")
    assert 1 <= int(response["Retry-After"]) <= 60


@pytest.mark.usefixtures("three_a_minute")
def test_each_key_and_member_has_a_budget_of_their_own(world: World, partner: Client):
    others = [partner_of(world.ours), partner_of(world.theirs), world.ours.client()]
    assert [partner.get(PATH).status_code for _each in range(4)] == [200, 200, 200, 429]
    assert [other.get(PATH).status_code for other in others] == [200, 200, 200]


@pytest.mark.usefixtures("three_a_minute")
def test_refused_calls_count_too(world: World):
    reader = partner_of(world.ours, ApiScope.METRICS_READ)
    assert [reader.get("/api/v1/surveys/x").status_code for _each in range(4)] == [404] * 4
    assert [reader.get("/api/v1/metrics/nps?from=x").status_code for _each in range(4)] == [400, 400, 400, 429]


@pytest.mark.usefixtures("three_a_minute")
def test_throttled_write_changes_nothing(world: World, partner: Client, live: LiveSurvey):
    assert [answer(live) for _each in range(4)] == [201, 201, 201, 429]
    with world.ours.context():
        assert Response.objects.count() == 3


def test_wait_is_a_whole_second_at_least(monkeypatch):
    throttle = ActorThrottle()
    throttle.now = 100.0
    throttle.num_requests, throttle.duration = 2, 60
    throttle.history = [100.0, 99.0, 41.0]  # more than the budget: calls at the same time
    assert throttle.wait() == 1
    throttle.history = [99.0, 40.0]
    assert throttle.wait() == 1
    throttle.history = [99.0, 79.5]
    assert throttle.wait() == 40


@pytest.mark.usefixtures("three_a_minute")
def test_without_the_cache_calls_are_let_through(world, partner, live, monkeypatch, settings, tmp_path, caplog):
    use_cache(monkeypatch, settings, tmp_path / "nowhere.sock")
    with caplog.at_level(logging.WARNING):
        assert [partner.get(PATH).status_code for _each in range(4)] == [200] * 4
        assert [answer(live) for _each in range(4)] == [201] * 4
    assert "the throttle actor cannot count: ConnectionError" in caplog.text
    assert "the throttle client cannot count: ConnectionError" in caplog.text
    with world.ours.context():
        assert Response.objects.count() == 4


@pytest.mark.usefixtures("three_a_minute")
def test_budget_counts_again_once_the_cache_is_back(partner: Client, monkeypatch, settings, tmp_path):
    socket = valkey.start(tmp_path)
    try:
        use_cache(monkeypatch, settings, socket)
        assert partner.get(PATH).status_code == 200
        valkey.stop(tmp_path)
        assert [partner.get(PATH).status_code for _each in range(4)] == [200] * 4
        valkey.start(tmp_path)
        assert partner.get(PATH).status_code in {200, 429}
        Throttle.cache.clear()
        assert [partner.get(PATH).status_code for _each in range(4)] == [200, 200, 200, 429]
    finally:
        valkey.stop(tmp_path)

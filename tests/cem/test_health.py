import time

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from cem.celery import HEARTBEAT_KEY
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.health import HEARTBEAT_LIMIT_SECONDS, PENDING_LIMIT_SECONDS
from tests.factories.accounts import World

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def worker(db: None):
    """A worker that has shown itself a moment ago."""
    cache.set(HEARTBEAT_KEY, time.time())
    yield
    cache.delete(HEARTBEAT_KEY)


def no_broker(settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOBODY}}


def test_alive_asks_nobody(client, settings):
    no_broker(settings)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready(client, worker):
    response = client.get("/readyz")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "ok")
    assert body["checks"]["database"] == {"ok": True}
    assert body["checks"]["broker"] == {"ok": True}
    assert body["checks"]["worker"]["ok"]
    assert body["checks"]["outbox"] == {"ok": True, "pending": 0, "failed": 0, "oldest_seconds": 0.0}


def test_broker_away(client, db, settings):
    no_broker(settings)
    response = client.get("/readyz")
    checks = response.json()["checks"]
    assert (response.status_code, response["Content-Type"]) == (503, "application/json")
    assert checks["database"] == {"ok": True}
    assert checks["broker"] == {"ok": False, "error": "ConnectionError"}
    assert checks["worker"] == {"ok": False, "error": "ConnectionError"}
    assert checks["outbox"]["ok"]


def test_no_worker(client, db):
    cache.delete(HEARTBEAT_KEY)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == {"ok": False, "error": "no heartbeat"}
    assert response.json()["checks"]["broker"] == {"ok": True}


def test_worker_that_fell_silent(client, worker):
    cache.set(HEARTBEAT_KEY, time.time() - HEARTBEAT_LIMIT_SECONDS - 1)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"]["ok"] is False


def test_outbox_that_does_not_empty(client, worker, world: World):
    late = timezone.now() - timezone.timedelta(seconds=PENDING_LIMIT_SECONDS + 5)
    values = {"organization_id": world.ours.id, "consumer": "tests.note"}
    for status in (DeliveryStatus.PENDING, DeliveryStatus.FAILED, DeliveryStatus.DONE):
        Delivery.objects.create(event_id=world.ours.id, due_at=late, status=status, **values)
        values["consumer"] += "x"
    response = client.get("/readyz")
    outbox = response.json()["checks"]["outbox"]
    assert response.status_code == 503
    assert (outbox["ok"], outbox["pending"], outbox["failed"]) == (False, 1, 1)
    assert outbox["oldest_seconds"] > PENDING_LIMIT_SECONDS


def test_database_away(client, django_db_blocker, django_db_setup, monkeypatch):
    """Another address for a moment: nobody listens there."""
    with django_db_blocker.unblock():
        connection = connections["default"]
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")
        try:
            response = client.get("/readyz")
        finally:
            monkeypatch.undo()
            connection.close()
    checks = response.json()["checks"]
    assert response.status_code == 503
    assert checks["database"] == {"ok": False, "error": "OperationalError"}
    assert checks["broker"] == {"ok": True}
    assert checks["outbox"]["ok"] is False

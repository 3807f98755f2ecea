"""Answers for load balancers and people on duty."""

import time

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from redis.exceptions import RedisError

from cem.celery import HEARTBEAT_KEY
from cem.events.selectors import outbox_state

HEARTBEAT_LIMIT_SECONDS = 60
# More waiting than this, for longer than a minute, means that workers or relay do not keep up.
PENDING_LIMIT_SECONDS = 300


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anyone else."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """What the product needs: database, broker, worker heartbeat, outbox. 503 where one is missing."""
    checks = {"database": _database(), "broker": _broker(), "worker": _worker(), "outbox": _outbox()}
    fine = all(check["ok"] for check in checks.values())
    return JsonResponse({"status": "ok" if fine else "unavailable", "checks": checks}, status=200 if fine else 503)


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _broker() -> dict[str, object]:
    try:
        cache.get(HEARTBEAT_KEY)
    except RedisError as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _worker() -> dict[str, object]:
    try:
        beat = cache.get(HEARTBEAT_KEY)
    except RedisError as error:
        return {"ok": False, "error": type(error).__name__}
    if beat is None:
        return {"ok": False, "error": "no heartbeat"}
    age = round(time.time() - beat, 1)
    return {"ok": age < HEARTBEAT_LIMIT_SECONDS, "heartbeat_age_seconds": age}


def _outbox() -> dict[str, object]:
    try:
        state = outbox_state(now=timezone.now())
    except Error as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": state["oldest_seconds"] < PENDING_LIMIT_SECONDS, **state}

"""The Celery application. Worker: `celery -A cem worker -Q default,scoring,text,mail,export`."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cem.settings")

app = Celery("cem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

HEARTBEAT_KEY = "worker-heartbeat"


@worker_init.connect
def refuse_unsafe_role(**kwargs: Any) -> None:
    from cem.tenancy.checks import assert_safe_role  # the apps are loaded by now

    assert_safe_role()


@app.task(name="cem.heartbeat")
def heartbeat() -> None:
    """Sent by beat, run by a worker: its mark in the cache shows that both are alive."""
    from django.core.cache import cache  # the settings are loaded by now

    cache.set(HEARTBEAT_KEY, time.time(), timeout=300)

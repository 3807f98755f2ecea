"""Records domain events in the transaction of the fact they tell of."""

import json
from typing import Any

from django.db import connection
from django.utils import timezone

from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery, Event
from cem.events.registry import consumers_of
from cem.tenancy.context import require_organization_id
from cem.tenancy.models import uuid7

# One statement written out: this stands in the path of every respondent, and building two costs more than running one.
_RECORD = f"""
WITH event AS (
    INSERT INTO {Event._meta.db_table} (id, organization_id, name, payload, recorded_at) VALUES (%s, %s, %s, %s, %s)
)
INSERT INTO {Delivery._meta.db_table}
    (id, organization_id, event_id, consumer, status, attempts, failures, due_at, error)
SELECT delivery, %s, %s, consumer, %s, 0, 0, %s, '' FROM unnest(%s::uuid[], %s::text[]) AS d (delivery, consumer)
"""  # noqa: S608  # names of our own tables


def record_event(name: str, payload: dict[str, Any]) -> Event:
    """Store the event and one delivery for each consumer: both are there after the commit, or neither is.

    `payload` is JSON with ids; consumers read the rest from the facades.
    """
    event = Event(organization_id=require_organization_id(), name=name, payload=payload, recorded_at=timezone.now())
    consumers = [consumer.name for consumer in consumers_of(name)]
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                event.id, event.organization_id, name, json.dumps(payload), event.recorded_at,
                event.organization_id, event.id, DeliveryStatus.PENDING.value, event.recorded_at,
                [uuid7() for _consumer in consumers], consumers,
            ],
        )  # fmt: skip
    return event

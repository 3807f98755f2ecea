"""Records domain events in the transaction of the fact they tell of."""

from typing import Any

from django.utils import timezone

from cem.events.models import Delivery, Event
from cem.events.registry import consumers_of
from cem.tenancy.context import require_organization_id


def record_event(name: str, payload: dict[str, Any]) -> Event:
    """Store the event and one delivery for each consumer: both are there after the commit, or neither is.

    `payload` is JSON with ids; consumers read the rest from the facades.
    """
    organization_id = require_organization_id()
    now = timezone.now()
    event = Event.objects.create(name=name, payload=payload, recorded_at=now)
    Delivery.objects.bulk_create(
        [
            Delivery(organization_id=organization_id, event_id=event.id, consumer=consumer.name, due_at=now)
            for consumer in consumers_of(name)
        ]
    )
    return event

"""Carries out deliveries in a worker."""

import logging
import traceback
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery, Event
from cem.events.registry import Consumer, Envelope, consumer_named
from cem.tenancy.context import tenant_context

logger = logging.getLogger(__name__)

MAX_FAILURES = 8
FINISHED_ARE_KEPT = timedelta(days=7)


def deliver(delivery_id: UUID) -> None:
    """Run one delivery. Safe to call any number of times and from several workers at once."""
    delivery = Delivery.objects.filter(pk=delivery_id).exclude(status=DeliveryStatus.DONE).first()
    consumer = consumer_named(delivery.consumer) if delivery else None
    if delivery is None or consumer is None:
        return
    try:
        if consumer.own_transactions:
            _deliver_long(delivery, consumer)
        else:
            _deliver_short(delivery, consumer)
    except Exception as error:
        # Whatever a consumer raises is noted on its delivery; the next one must not suffer for it.
        logger.exception("delivery %s to %s failed", delivery.id, consumer.name)
        note_failure(delivery, error)


def _deliver_short(delivery: Delivery, consumer: Consumer) -> None:
    with tenant_context(delivery.organization_id):
        # Whoever holds the row does the work; a second worker with the same message leaves it.
        mine = (
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(pk=delivery.pk)
            .exclude(status=DeliveryStatus.DONE)
            .first()
        )
        if mine is None:
            return
        consumer.handler(_envelope(delivery))
        _note_done(delivery)


def _deliver_long(delivery: Delivery, consumer: Consumer) -> None:
    with tenant_context(delivery.organization_id):
        envelope = _envelope(delivery)
    consumer.handler(envelope)
    _note_done(delivery)


def _envelope(delivery: Delivery) -> Envelope:
    event = Event.objects.get(pk=delivery.event_id)
    return Envelope(event.id, delivery.organization_id, event.name, event.payload)


def _note_done(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(status=DeliveryStatus.DONE, finished_at=timezone.now(), error="")


def note_failure(delivery: Delivery, error: Exception) -> None:
    """Put the delivery back with a growing delay, or set it aside for people after MAX_FAILURES."""
    delivery.refresh_from_db(fields=["failures"])
    failures = delivery.failures + 1
    Delivery.objects.filter(pk=delivery.pk).exclude(status=DeliveryStatus.DONE).update(
        status=DeliveryStatus.FAILED if failures >= MAX_FAILURES else DeliveryStatus.PENDING,
        failures=failures,
        due_at=timezone.now() + timedelta(seconds=min(2**failures, 600)),
        error=_origin(error),
    )


def renew_lease(*, event_id: UUID, consumer: str, seconds: int) -> None:
    """A long consumer is still at work: do not give its delivery to another worker."""
    Delivery.objects.filter(event_id=event_id, consumer=consumer, status=DeliveryStatus.SENT).update(
        due_at=timezone.now() + timedelta(seconds=seconds)
    )


def replay_failed(*, organization_id: UUID, delivery_ids: list[UUID] | None = None) -> int:
    """Give failed deliveries a new set of tries; return how many."""
    failed = Delivery.objects.filter(organization_id=organization_id, status=DeliveryStatus.FAILED)
    if delivery_ids is not None:
        failed = failed.filter(pk__in=delivery_ids)
    return failed.update(status=DeliveryStatus.PENDING, failures=0, due_at=timezone.now())


def purge_deliveries() -> int:
    """Delete finished deliveries after a week; return how many. The events themselves stay."""
    with transaction.atomic():
        old = timezone.now() - FINISHED_ARE_KEPT
        return Delivery.objects.filter(status=DeliveryStatus.DONE, finished_at__lt=old).delete()[0]


def _origin(error: Exception) -> str:
    """The class of an error and the line that raised it, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {place}"[:200]

"""Hands due deliveries to the broker. Any number of relays may run side by side."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from celery import current_app
from django.db import transaction
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from kombu.exceptions import OperationalError

from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.events.registry import DEFAULT_LEASE, all_consumers, consumer_named

logger = logging.getLogger(__name__)

CLAIM_SIZE = 500
# So many deliveries of one consumer are under way at most; the rest waits here, where nothing can get lost. It keeps
# the broker's queues short, and that is why a lease can be short too.
MOST_UNDER_WAY = 200
# One message carries several deliveries of one consumer: fewer round trips, and a text model is warmed once.
MESSAGE_SIZE = 20
# From this attempt on a lease grows: something keeps the work from being done, and repeating it will not help.
PATIENT_ATTEMPTS = 3
LONGEST_LEASE = timedelta(minutes=10)


def relay_once() -> int:
    """Claim what is due and publish it; return how many deliveries were claimed.

    A claim is a lease: a delivery that no worker has finished when it runs out is due again. So a lost message, a
    killed worker or a wiped broker costs time and never a delivery. A short consumer holds its row while it works, so
    that it is not claimed a second time however long it takes; its lease has to cover the way through the queue only.
    """
    claimed = _claim()
    batches: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        batches[delivery.consumer].append(delivery)
    for name, deliveries in batches.items():
        consumer = consumer_named(name)
        if consumer is None:
            # Written by a newer version while an older relay still runs, or its consumer was removed.
            logger.error("no consumer %s for %d deliveries", name, len(deliveries))
            continue
        size = 1 if consumer.own_transactions else MESSAGE_SIZE
        for start in range(0, len(deliveries), size):
            _publish(deliveries[start : start + size], queue=consumer.queue)
    return len(claimed)


def _claim() -> list[Delivery]:
    now = timezone.now()
    with transaction.atomic():
        due = (
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENT], due_at__lte=now)
            .exclude(consumer__in=_busy_consumers(now))
            .order_by("due_at")[:CLAIM_SIZE]
        )
        claimed = list(due)
        lease = Case(
            *[When(consumer=consumer.name, then=Value(consumer.lease)) for consumer in all_consumers()],
            default=Value(DEFAULT_LEASE),
            output_field=DurationField(),
        )
        patience = Greatest(F("attempts") + 1 - (PATIENT_ATTEMPTS - 1), 1)
        longer = Least(ExpressionWrapper(lease * patience, output_field=DurationField()), Value(LONGEST_LEASE))
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
            status=DeliveryStatus.SENT, attempts=F("attempts") + 1, due_at=now + longer
        )
    return claimed


def _busy_consumers(now: datetime) -> list[str]:
    under_way = Delivery.objects.filter(status=DeliveryStatus.SENT, due_at__gt=now).values("consumer")
    counted = under_way.annotate(n=Count("id")).filter(n__gte=MOST_UNDER_WAY)
    return list(counted.values_list("consumer", flat=True))


def _publish(deliveries: list[Delivery], *, queue: str) -> None:
    try:
        current_app.send_task(
            "events.deliver", args=[[str(delivery.id) for delivery in deliveries]], queue=queue, retry=False
        )
    except (OperationalError, OSError) as error:
        logger.warning("the broker did not take %d deliveries: %s", len(deliveries), type(error).__name__)
        # Nothing is lost, and there is no need to wait for the lease either.
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], status=DeliveryStatus.SENT).update(
            status=DeliveryStatus.PENDING, attempts=F("attempts") - 1, due_at=timezone.now() + timedelta(seconds=1)
        )

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.tenancy.context import require_organization_id

UNFINISHED = (DeliveryStatus.PENDING, DeliveryStatus.SENT)


def outbox_state(*, now: datetime) -> dict[str, Any]:
    """How much waits over all organisations, for how long, and how much has failed. Numbers only."""
    counts = dict(Delivery.objects.exclude(status=DeliveryStatus.DONE).values_list("status").annotate(Count("id")))
    first = Delivery.objects.filter(status__in=UNFINISHED).aggregate(first=Min("due_at"))["first"]
    return {
        "pending": sum(counts.get(status, 0) for status in UNFINISHED),
        "failed": counts.get(DeliveryStatus.FAILED, 0),
        "oldest_seconds": max(0.0, round((now - first).total_seconds(), 1)) if first else 0.0,
    }


def failed_deliveries() -> QuerySet[Delivery]:
    """What gave up in the organisation in force, newest first."""
    return Delivery.objects.filter(organization_id=require_organization_id(), status=DeliveryStatus.FAILED).order_by(
        "-due_at"
    )


def waiting_deliveries() -> int:
    """How many deliveries of the organisation in force are on their way."""
    return Delivery.objects.filter(organization_id=require_organization_id(), status__in=UNFINISHED).count()

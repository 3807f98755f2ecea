"""Runs the outbox in the test's own process and transaction."""

from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.events.services import deliver


def run_deliveries() -> int:
    """Carry out what waits, and what that records in turn, until nothing waits; return how many ran.

    A consumer that fails fails the test.
    """
    ran = 0
    while waiting := list(Delivery.objects.filter(status=DeliveryStatus.PENDING).order_by("id")):
        for delivery in waiting:
            deliver(delivery.id)
            delivery.refresh_from_db()
            assert delivery.status == DeliveryStatus.DONE, f"{delivery.consumer}: {delivery.error}"
            ran += 1
    return ran

from uuid import UUID

from celery import shared_task

from cem.events import services


@shared_task(name="events.deliver")
def deliver(delivery_ids: list[str]) -> None:
    for delivery_id in delivery_ids:
        services.deliver(UUID(delivery_id))


@shared_task(name="events.purge_deliveries")
def purge_deliveries() -> None:
    services.purge_deliveries()

"""The relay with the real broker: what it claims, what it publishes, and what it does when the broker is away."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import kombu.pools
import pytest
from django.db import connection
from django.utils import timezone

from cem.celery import app
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.events.relay import MESSAGE_SIZE, MOST_UNDER_WAY, relay_once

QUEUE = "export"
NAME = "tests.note"


def nothing(envelope) -> None:
    """A consumer that is content."""


@pytest.fixture
def broker() -> Iterator[list[list[str]]]:
    """Empties the queue of the test, before and after."""
    purge()
    yield
    purge()


def purge() -> None:
    with app.connection_for_write() as link:
        link.default_channel.queue_purge(QUEUE)


def published() -> list[list[str]]:
    """The delivery ids of each message in the queue, taken out."""
    messages = []
    with app.connection_for_read() as link:
        channel = link.default_channel
        while message := channel.basic_get(QUEUE, no_ack=True):
            arguments, _options, _embedded = message.decode()
            messages.append(arguments[0])
    return messages


def due(number: int, **fields) -> list[Delivery]:
    values = {"organization_id": uuid4(), "consumer": NAME, **fields}
    return Delivery.objects.bulk_create([Delivery(event_id=uuid4(), **values) for _place in range(number)])


def test_due_deliveries_are_published_in_messages_of_many(db, broker, consumer):
    consumer(nothing, queue=QUEUE)
    made = due(MESSAGE_SIZE + 1)
    assert relay_once() == MESSAGE_SIZE + 1
    messages = published()
    assert sorted(len(message) for message in messages) == [1, MESSAGE_SIZE]
    assert {UUID(name) for message in messages for name in message} == {delivery.pk for delivery in made}
    assert set(Delivery.objects.values_list("status", "attempts")) == {(DeliveryStatus.SENT, 1)}
    assert relay_once() == 0


def test_long_work_gets_a_message_of_its_own(db, broker, consumer):
    consumer(nothing, queue=QUEUE, own_transactions=True)
    due(3)
    relay_once()
    assert [len(message) for message in published()] == [1, 1, 1]


def test_only_what_is_due_is_taken(db, broker, consumer):
    consumer(nothing, queue=QUEUE)
    due(1, due_at=timezone.now() + timedelta(minutes=1))
    due(1, status=DeliveryStatus.DONE)
    due(1, status=DeliveryStatus.FAILED)
    assert relay_once() == 0
    assert published() == []


def test_lease_that_ran_out_is_published_again_and_grows_from_the_fourth_attempt(db, broker, consumer):
    consumer(nothing, queue=QUEUE, lease_seconds=60)
    [delivery] = due(1)
    leases = []
    for attempt in (1, 2, 3, 4, 5):
        asked = timezone.now()
        assert relay_once() == 1
        assert published() == [[str(delivery.pk)]]
        delivery.refresh_from_db()
        assert delivery.attempts == attempt
        leases.append(round((delivery.due_at - asked).total_seconds() / 60))
        assert relay_once() == 0
        # The worker was killed, and the time of the lease has passed.
        Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert leases == [1, 1, 1, 2, 3]


def test_consumer_with_enough_under_way_waits_and_others_do_not(db, broker, consumer):
    consumer(nothing, queue=QUEUE)
    consumer(nothing, queue=QUEUE, name="tests.other")
    due(MOST_UNDER_WAY)
    assert relay_once() == MOST_UNDER_WAY
    [waiting, other] = [*due(1), *due(1, consumer="tests.other")]
    assert relay_once() == 1
    assert set(Delivery.objects.filter(status=DeliveryStatus.PENDING)) == {waiting}
    assert Delivery.objects.get(pk=other.pk).status == DeliveryStatus.SENT
    Delivery.objects.filter(pk=Delivery.objects.filter(status=DeliveryStatus.SENT).first().pk).update(
        status=DeliveryStatus.DONE
    )
    relay_once()
    assert Delivery.objects.get(pk=waiting.pk).status == DeliveryStatus.SENT


def test_delivery_without_consumer_is_kept(db, broker):
    due(1, consumer="tests.gone")
    assert relay_once() == 1
    assert Delivery.objects.get().status == DeliveryStatus.SENT


def test_broker_away_costs_no_attempt(db, consumer, monkeypatch):
    consumer(nothing, queue=QUEUE)
    due(2)
    with broker_address(monkeypatch, "redis://127.0.0.1:1/0"):
        assert relay_once() == 2
    assert set(Delivery.objects.values_list("status", "attempts")) == {(DeliveryStatus.PENDING, 0)}
    Delivery.objects.update(due_at=timezone.now())
    assert relay_once() == 2
    assert len(published()[0]) == 2


def test_relays_side_by_side_never_claim_the_same(committing_db, broker, consumer):
    consumer(nothing, queue=QUEUE)
    made = due(1500)
    start, claimed = threading.Barrier(4), []

    def run() -> None:
        try:
            start.wait()
            while count := relay_once():
                claimed.append(count)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _relay in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [name for message in published() for name in message]
    assert sum(claimed) == len(names) == 1500
    assert {UUID(name) for name in names} == {delivery.pk for delivery in made}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


class broker_address:  # noqa: N801  # reads like a function
    """The application with another broker, as if its address had changed; the pools are those of the new one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        self.monkeypatch, self.address = monkeypatch, address

    def __enter__(self) -> None:
        self._reset()
        self.patch = self.monkeypatch.context()
        self.patch.__enter__().setitem(app.conf, "broker_url", self.address)

    def __exit__(self, *error: object) -> None:
        self.patch.__exit__(*error)
        self._reset()

    def _reset(self) -> None:
        kombu.pools.reset()
        app._pool = None
        app.amqp._producer_pool = None

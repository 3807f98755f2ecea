"""Carrying out deliveries: exactly once, again after a failure, aside after too many."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cem.accounts.models import Department
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.events.outbox import record_event
from cem.events.registry import Envelope
from cem.events.services import MAX_FAILURES, deliver, purge_deliveries, renew_lease, replay_failed
from cem.events.tasks import deliver as deliver_task
from cem.tenancy.context import current_organization_id, tenant_context
from tests.cem.events.registered import EVENT
from tests.factories.accounts import Tenant, World, make_tenant


def recorded(tenant: Tenant, **payload: str) -> Delivery:
    with tenant.context():
        event = record_event(EVENT, payload)
    return Delivery.objects.get(event_id=event.pk)


def add_department(envelope: Envelope) -> None:
    Department.objects.create(name="新", parent=Department.objects.get(parent=None))


def test_short_consumer_runs_in_its_organization_with_the_event(world: World, consumer):
    seen = []
    consumer(lambda envelope: seen.append((envelope, current_organization_id())))
    delivery = recorded(world.ours, survey="1")
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert seen == [(Envelope(delivery.event_id, world.ours.id, EVENT, {"survey": "1"}), world.ours.id)]
    assert delivery.status == DeliveryStatus.DONE
    assert delivery.finished_at is not None


def test_done_is_not_done_again(world: World, consumer):
    seen = []
    consumer(seen.append)
    delivery = recorded(world.ours)
    deliver_task([str(delivery.pk), str(delivery.pk)])
    deliver(delivery.pk)
    assert len(seen) == 1


def test_effect_and_mark_are_one(world: World, consumer):
    """The consumer writes and then fails: nothing of it stays, and the delivery is not done."""

    def fail(envelope: Envelope) -> None:
        add_department(envelope)
        raise ValueError("13812345678 is in the message")

    consumer(fail)
    delivery = recorded(world.ours)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    with world.ours.context():
        assert not Department.objects.filter(name="新").exists()
    assert delivery.status == DeliveryStatus.PENDING
    assert delivery.error.startswith("ValueError test_services.py:")
    assert "138" not in delivery.error


def test_one_failure_does_not_stop_the_others(world: World, consumer):
    def fail_for_one(envelope: Envelope) -> None:
        if envelope.payload["number"] == "1":
            raise ValueError

    consumer(fail_for_one)
    deliveries = [recorded(world.ours, number=number) for number in "123"]
    deliver_task([str(delivery.pk) for delivery in deliveries])
    statuses = [Delivery.objects.get(pk=delivery.pk).status for delivery in deliveries]
    assert statuses == [DeliveryStatus.PENDING, DeliveryStatus.DONE, DeliveryStatus.DONE]


def fail(envelope: Envelope) -> None:
    raise ValueError


@pytest.mark.parametrize(("earlier", "seconds"), [(0, 2), (1, 4), (4, 32), (6, 128)])
def test_failure_waits_longer_each_time(world: World, consumer, earlier: int, seconds: int):
    consumer(fail)
    delivery = recorded(world.ours)
    Delivery.objects.update(failures=earlier, status=DeliveryStatus.SENT)
    before = timezone.now()
    deliver(delivery.pk)
    after = timezone.now()
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.PENDING
    assert before <= delivery.due_at - timedelta(seconds=seconds) <= after


def test_failure_gives_up_and_replay_starts_anew(world: World, consumer):
    working = []

    def fail_at_first(envelope: Envelope) -> None:
        if not working:
            raise ValueError

    consumer(fail_at_first)
    delivery = recorded(world.ours)
    Delivery.objects.update(failures=MAX_FAILURES - 1, attempts=40, status=DeliveryStatus.SENT)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.FAILED
    working.append(True)
    assert replay_failed(organization_id=world.theirs.id) == 0
    assert replay_failed(organization_id=world.ours.id) == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.failures) == (DeliveryStatus.PENDING, 0)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error) == (DeliveryStatus.DONE, "")


def test_long_consumer_goes_on_where_it_stopped(world: World, consumer):
    """Three batches of a transaction each; the worker dies in the second, and the second run does the rest."""
    runs = []

    def work(envelope: Envelope) -> None:
        assert current_organization_id() is None
        runs.append(1)
        for name in ("一", "二", "三"):
            with tenant_context(envelope.organization_id):
                if Department.objects.filter(name=name).exists():
                    continue
                Department.objects.create(name=name, parent=Department.objects.get(parent=None))
                if name == "二" and len(runs) == 1:
                    raise ConnectionError

    consumer(work, own_transactions=True)
    delivery = recorded(world.ours)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error.split()[0]) == (DeliveryStatus.PENDING, "ConnectionError")
    with world.ours.context():
        assert list(Department.objects.filter(name__in="一二三").values_list("name", flat=True)) == ["一"]
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.DONE
    with world.ours.context():
        assert sorted(Department.objects.filter(name__in="一二三").values_list("name", flat=True)) == ["一", "三", "二"]


def test_long_consumer_keeps_its_lease(world: World, consumer):
    consumer(fail, own_transactions=True)
    delivery = recorded(world.ours)
    Delivery.objects.update(status=DeliveryStatus.SENT, due_at=timezone.now())
    before = timezone.now()
    renew_lease(event_id=delivery.event_id, consumer=delivery.consumer, seconds=120)
    delivery.refresh_from_db()
    assert delivery.due_at >= before + timedelta(seconds=120)


def test_two_workers_with_the_same_message_do_it_once(committing_db: None, consumer):
    tenant = make_tenant("ours")
    start = threading.Barrier(2)
    consumer(add_department)
    delivery = recorded(tenant)

    def work() -> None:
        try:
            start.wait()
            deliver(delivery.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with tenant.context():
        assert Department.objects.filter(name="新").count() == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error) == (DeliveryStatus.DONE, "")


def test_finished_deliveries_are_purged_after_a_week(world: World, consumer):
    consumer(fail)
    old, young, failed = (recorded(world.ours) for _place in range(3))
    Delivery.objects.filter(pk=old.pk).update(
        status=DeliveryStatus.DONE, finished_at=timezone.now() - timedelta(days=7, seconds=1)
    )
    Delivery.objects.filter(pk=young.pk).update(
        status=DeliveryStatus.DONE, finished_at=timezone.now() - timedelta(days=6)
    )
    Delivery.objects.filter(pk=failed.pk).update(status=DeliveryStatus.FAILED)
    assert purge_deliveries() == 1
    assert set(Delivery.objects.values_list("pk", flat=True)) == {young.pk, failed.pk}

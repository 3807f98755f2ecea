import pytest
from django.db import transaction

from cem.accounts.models import Department
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery, Event
from cem.events.outbox import record_event
from cem.tenancy.context import NoTenantError
from tests.cem.events.registered import EVENT
from tests.factories.accounts import World, make_tenant


def nothing(envelope) -> None:
    """A consumer that is content."""


def test_event_has_one_delivery_for_each_consumer(world: World, consumer):
    consumer(nothing, name="tests.one")
    consumer(nothing, name="tests.two", queue="mail")
    with world.ours.context():
        event = record_event(EVENT, {"id": "1"})
        assert (event.organization_id, event.name, event.payload) == (world.ours.id, EVENT, {"id": "1"})
    deliveries = Delivery.objects.order_by("consumer").values_list("consumer", "event_id", "organization_id", "status")
    assert list(deliveries) == [
        (name, event.pk, world.ours.id, DeliveryStatus.PENDING) for name in ("tests.one", "tests.two")
    ]


def test_event_outside_a_context_is_refused(world: World, consumer):
    consumer(nothing)
    with pytest.raises(NoTenantError):
        record_event(EVENT, {})
    assert Delivery.objects.count() == 0


def test_event_and_delivery_stand_and_fall_with_the_fact(committing_db: None, consumer):
    consumer(nothing)
    tenant = make_tenant("ours")
    before = Delivery.objects.count()

    def write_and_fail() -> None:
        with tenant.context():
            Department.objects.create(name="新", parent=tenant.departments["总部"])
            record_event(EVENT, {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with tenant.context():
        assert not Department.objects.filter(name="新").exists()
        assert not Event.objects.filter(name=EVENT).exists()
    assert Delivery.objects.count() == before
    with tenant.context():
        Department.objects.create(name="新", parent=tenant.departments["总部"])
        record_event(EVENT, {})
    with tenant.context():
        assert Department.objects.filter(name="新").exists()
        assert Event.objects.filter(name=EVENT).count() == 1
    assert Delivery.objects.count() == before + 1


def test_fact_that_is_taken_back_takes_its_event_along(world: World, consumer):
    consumer(nothing)
    with world.ours.context():
        with transaction.atomic():
            record_event(EVENT, {})
            transaction.set_rollback(True)
        assert Event.objects.filter(name=EVENT).count() == 0
    assert Delivery.objects.count() == 0


def test_events_of_others_are_invisible(world: World, consumer):
    consumer(nothing)
    with world.theirs.context():
        record_event(EVENT, {})
    with world.ours.context():
        assert Event.objects.count() == 0

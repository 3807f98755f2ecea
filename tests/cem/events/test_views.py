import pytest

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.events.outbox import record_event
from tests.cem.events.registered import EVENT
from tests.factories.accounts import Tenant, World


def nothing(envelope) -> None:
    """A consumer that is content."""


def failed(tenant: Tenant) -> Delivery:
    with tenant.context():
        event = record_event(EVENT, {})
    Delivery.objects.filter(event_id=event.pk).update(
        status=DeliveryStatus.FAILED, failures=8, error="ValueError views.py:3"
    )
    return Delivery.objects.get(event_id=event.pk)


def test_page_tells_what_failed_in_ours(world: World, consumer):
    consumer(nothing)
    ours, theirs = failed(world.ours), failed(world.theirs)
    page = world.ours.client(Role.OWNER).get("/o/ours/events/failures/").content.decode()
    assert str(ours.event_id) in page
    assert "ValueError views.py:3" in page
    assert EVENT in page
    assert str(theirs.event_id) not in page


def test_replay_of_one_is_audited(world: World, consumer):
    consumer(nothing)
    first, second = failed(world.ours), failed(world.ours)
    response = world.ours.client(Role.ADMINISTRATOR).post(f"/o/ours/events/failures/{first.pk}/replay/")
    assert response.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.failures, second.status) == (DeliveryStatus.PENDING, 0, DeliveryStatus.FAILED)
    with world.ours.context():
        assert list(AuditEntry.objects.values_list("action", "changes")) == [("deliveries.replayed", {"count": 1})]


def test_replay_of_all_leaves_others_alone(world: World, consumer):
    consumer(nothing)
    ours, theirs = [failed(world.ours), failed(world.ours)], failed(world.theirs)
    world.ours.client(Role.OWNER).post("/o/ours/events/failures/replay/")
    assert {Delivery.objects.get(pk=delivery.pk).status for delivery in ours} == {DeliveryStatus.PENDING}
    theirs.refresh_from_db()
    assert theirs.status == DeliveryStatus.FAILED


def test_replay_of_a_foreign_or_finished_one_is_404(world: World, consumer):
    consumer(nothing)
    foreign, done = failed(world.theirs), failed(world.ours)
    Delivery.objects.filter(pk=done.pk).update(status=DeliveryStatus.DONE)
    for delivery in (foreign, done):
        before = Delivery.objects.values().get(pk=delivery.pk)
        assert world.ours.client(Role.OWNER).post(f"/o/ours/events/failures/{delivery.pk}/replay/").status_code == 404
        assert Delivery.objects.values().get(pk=delivery.pk) == before


@pytest.mark.parametrize("role", [Role.CX_MANAGER, Role.ANALYST, Role.EXECUTIVE, Role.FRONTLINE])
def test_replay_by_others_is_403(world: World, consumer, role: Role):
    consumer(nothing)
    delivery = failed(world.ours)
    for path in ("replay/", f"{delivery.pk}/replay/"):
        assert world.ours.client(role).post(f"/o/ours/events/failures/{path}").status_code == 403
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.FAILED


def test_queries_do_not_grow_with_rows(
    world: World, consumer, django_assert_num_queries, django_assert_max_num_queries
):
    consumer(nothing)
    client = world.ours.client(Role.OWNER)
    failed(world.ours)
    with django_assert_max_num_queries(40) as first:
        client.get("/o/ours/events/failures/")
    failed(world.ours)
    failed(world.ours)
    with django_assert_num_queries(len(first)):
        client.get("/o/ours/events/failures/")

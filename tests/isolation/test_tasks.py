"""Background work stays inside its organisation."""

import pytest
from celery import current_app
from django.utils import timezone

from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery, Event
from cem.events.registry import QUEUES, all_consumers
from cem.events.services import deliver
from cem.tenancy.context import current_organization_id
from cem.tenancy.tasks import GLOBAL_TASKS, TenantTask
from tests.factories.accounts import World


def own_tasks() -> dict:
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}


def test_every_task_enters_an_organization_or_is_global_for_a_reason():
    outside = {name for name, task in own_tasks().items() if not isinstance(task, TenantTask)}

    assert outside == set(GLOBAL_TASKS)
    assert all(GLOBAL_TASKS.values())


def test_every_scheduled_task_is_registered():
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}

    assert scheduled <= set(own_tasks())


def test_consumers_are_those_that_deliveries_in_the_field_may_name():
    """A name that vanishes leaves deliveries that nobody takes: rename with care."""
    assert {(consumer.name, consumer.event, consumer.queue) for consumer in all_consumers()} == {
        ("accounts.mail_invitation", "member.invited", "mail"),
        ("actions.install_default_rule", "organization.created", "default"),
        ("actions.mail_ticket_opened", "ticket.opened", "mail"),
        ("actions.open_ticket", "response.scored", "default"),
        ("insights.exclude_response", "response.excluded", "scoring"),
        ("insights.include_response", "response.included", "scoring"),
        ("insights.read_feedback", "feedback.recorded", "text"),
        ("insights.score_response", "response.completed", "scoring"),
        ("jobs.responses_export", "job.responses_export", "export"),
        ("jobs.import_feedback", "job.import_feedback", "default"),
        ("surveys.judge_response", "response.completed", "scoring"),
    }
    assert {consumer.queue for consumer in all_consumers()} <= set(QUEUES)


def test_tenant_task_without_an_organization_is_refused():
    class Probe(TenantTask):
        name = "tests.probe"

        def run(self) -> None:
            raise AssertionError("must not run")

    with pytest.raises(TypeError, match="organization_id"):
        Probe()()


def test_tenant_task_runs_inside_its_organization_and_leaves_it(world: World):
    seen = []

    class Probe(TenantTask):
        name = "tests.probe"

        def run(self) -> None:
            seen.append(current_organization_id())

    try:
        current_app.register_task(Probe())(organization_id=str(world.ours.id))
    finally:
        current_app.tasks.unregister("tests.probe")

    assert seen == [world.ours.id]
    assert current_organization_id() is None


@pytest.mark.parametrize("consumer", all_consumers(), ids=lambda consumer: consumer.name)
def test_delivery_that_names_an_event_of_another_organization_does_nothing(world: World, consumer):
    """Even a forged row of the global table cannot carry an event over: the event does not exist inside."""
    with world.theirs.context():
        event = Event.objects.create(name=consumer.event, payload={})
    forged = Delivery.objects.create(
        organization_id=world.ours.id, event_id=event.pk, consumer=consumer.name, due_at=timezone.now()
    )

    deliver(forged.pk)

    forged.refresh_from_db()
    assert forged.status == DeliveryStatus.PENDING
    assert forged.error.startswith("DoesNotExist")

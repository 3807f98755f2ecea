"""Tickets open by themselves: once for each response, whatever is delivered how often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from actions.enums import TicketEventKind
from actions.models import AlertRule, Ticket, TicketEvent
from actions.services.opening import ScoredResponse, open_ticket
from cem.accounts.access import system_actor
from cem.accounts.enums import Role
from cem.accounts.services.organizations import create_organization
from cem.audit.models import AuditEntry
from cem.events.models import Delivery, Event
from cem.tenancy.context import tenant_context
from tests.factories.accounts import make_world
from tests.factories.actions import make_response, make_rule, make_survey, record_scored
from tests.factories.events import run_deliveries


def scored(response):
    return ScoredResponse(
        response=response.id,
        survey=response.survey_id,
        department=response.department_id,
        metric="nps",
        score=response.answers["nps"],
    )


def test_low_score_opens_a_ticket(world):
    rule = make_rule(world.ours, hours_to_resolve=24)
    response = make_response(world.ours, score=3, reason="物流太慢，请打13812345678\n已经等了一周")
    record_scored(world.ours, response)
    run_deliveries()
    with world.ours.context():
        ticket = Ticket.objects.get()
        assert ticket.title == "NPS 3 · 物流太慢，请打*** 已经等了一周"
        assert (ticket.number, ticket.status, ticket.score) == (1, "new", 3)
        assert (ticket.response_id, ticket.survey_id) == (response.id, response.survey_id)
        assert (ticket.department_id, ticket.rule_id, ticket.assignee_id) == (response.department_id, rule.id, None)
        assert ticket.due_at - ticket.opened_at == timedelta(hours=24)
        assert Event.objects.get(name="ticket.opened").payload == {"ticket": str(ticket.id)}
        opened = TicketEvent.objects.get(kind=TicketEventKind.OPENED)
        assert opened.changes == {"rule": str(rule.id), "rule_name": rule.name, "metric": "nps", "score": 3}
        assert AuditEntry.objects.get(action="ticket.opened").actor_kind == "system"
    with world.theirs.context():
        assert not Ticket.objects.exists()


@pytest.mark.parametrize("score", [7, 8, 9, 10])
def test_higher_score_opens_nothing(world, score):
    make_rule(world.ours)
    record_scored(world.ours, make_response(world.ours, score=score))
    run_deliveries()
    with world.ours.context():
        assert not Ticket.objects.exists()
        assert not Event.objects.filter(name="ticket.opened").exists()


def test_disabled_rule_and_rule_of_another_organization_open_nothing(world):
    make_rule(world.ours, is_enabled=False)
    make_rule(world.theirs)
    record_scored(world.ours, make_response(world.ours))
    run_deliveries()
    with world.ours.context():
        assert not Ticket.objects.exists()


def test_rule_of_the_region_beats_the_general_one(world):
    make_rule(world.ours)
    regional = make_rule(world.ours, department="华东", hours_to_resolve=4)
    make_rule(world.ours, department="华北", hours_to_resolve=1)
    record_scored(world.ours, make_response(world.ours, department="上海店"))
    run_deliveries()
    with world.ours.context():
        assert Ticket.objects.get().rule_id == regional.id


def test_response_without_reason_is_titled_by_its_score(world):
    make_rule(world.ours)
    record_scored(world.ours, make_response(world.ours, score=0, reason=""))
    run_deliveries()
    with world.ours.context():
        assert Ticket.objects.get().title == "NPS 0"


def test_event_delivered_twice_opens_one_ticket(world):
    make_rule(world.ours)
    response = make_response(world.ours)
    record_scored(world.ours, response)
    run_deliveries()
    record_scored(world.ours, response)
    run_deliveries()
    Delivery.objects.filter(consumer="actions.open_ticket").update(status="pending")
    run_deliveries()
    with world.ours.context():
        assert Ticket.objects.count() == 1
        assert Event.objects.filter(name="ticket.opened").count() == 1
        assert TicketEvent.objects.filter(kind=TicketEventKind.OPENED).count() == 1


def test_numbers_count_up_in_each_organization_by_itself(world):
    for tenant in (world.ours, world.theirs, world.ours):
        if not _has_rule(tenant):
            make_rule(tenant)
        record_scored(tenant, make_response(tenant))
        run_deliveries()
    with world.ours.context():
        assert list(Ticket.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    with world.theirs.context():
        assert Ticket.objects.get().number == 1


def _has_rule(tenant):
    with tenant.context():
        return AlertRule.objects.exists()


def test_threads_open_one_ticket_for_a_response_and_numbers_without_gaps(committing_db):
    world = make_world()
    make_rule(world.ours)
    survey = make_survey(world.ours)
    responses = [make_response(world.ours, survey=survey) for _ in range(5)]

    def attempt(response):
        try:
            with tenant_context(world.ours.id):
                return open_ticket(actor=system_actor(world.ours.organization), scored=scored(response)).number
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        numbers = list(pool.map(attempt, responses * 4))
    assert sorted(set(numbers)) == [1, 2, 3, 4, 5]
    with world.ours.context():
        assert Ticket.objects.count() == 5
        assert Event.objects.filter(name="ticket.opened").count() == 5


def test_ticket_that_is_rolled_back_leaves_no_gap(committing_db):
    world = make_world()
    make_rule(world.ours)
    actor = system_actor(world.ours.organization)
    first, second = make_response(world.ours), make_response(world.ours)
    with tenant_context(world.ours.id):
        assert open_ticket(actor=actor, scored=scored(first)).number == 1
        transaction.set_rollback(True)
    with tenant_context(world.ours.id):
        assert open_ticket(actor=actor, scored=scored(second)).number == 1


def test_new_organization_gets_its_first_rule_once(world):
    organization = create_organization(name="新公司", owner=world.ours.user(Role.OWNER))
    run_deliveries()
    Delivery.objects.filter(consumer="actions.install_default_rule").update(status="pending")
    run_deliveries()
    with tenant_context(organization.id):
        rule = AlertRule.objects.get()
        assert (rule.metric, rule.maximum_score, rule.hours_to_resolve, rule.is_enabled) == ("nps", 6, 48, True)
        assert (rule.survey_id, rule.department_id) == (None, None)
        assert AuditEntry.objects.filter(action="rule.created").count() == 1

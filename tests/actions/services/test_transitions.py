from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import translation

from actions.enums import Cause, TicketStatus
from actions.models import TicketEvent
from actions.services.transitions import transition_ticket
from cem.accounts.access import Actor
from cem.accounts.enums import ApiScope, Role
from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.refusal import Refusal
from cem.tenancy.models import uuid7
from tests.factories.accounts import make_world
from tests.factories.actions import make_ticket


def steps(ticket):
    found = TicketEvent.objects.filter(ticket=ticket).exclude(kind="opened").order_by("id")
    return list(found.values_list("kind", "from_status", "to_status", "note"))


def test_resolving_a_new_ticket_in_one_step_keeps_everything(world):
    ticket = make_ticket(world.ours)
    actor = world.ours.actor(Role.FRONTLINE)
    with world.ours.context():
        saved = transition_ticket(actor=actor, ticket=ticket, to="resolved", cause="logistics", note=" 已致电，补发 ")
        saved.refresh_from_db()
        assert (saved.status, saved.cause, saved.cause_words, saved.resolution) == (
            "resolved",
            "logistics",
            "",
            "已致电，补发",
        )
        assert saved.assignee_id == actor.membership_id
        assert saved.resolved_at is not None
        assert saved.closed_at is None
        assert saved.revision == 2
        assert steps(ticket) == [("status", "new", "resolved", "已致电，补发")]
        event = Event.objects.get(name="ticket.changed")
        assert event.payload == {"ticket": str(ticket.id), "from": "new", "to": "resolved"}
        audit = AuditEntry.objects.get(action="ticket.resolved")
        assert (audit.target_id, audit.actor_id) == (ticket.id, actor.user_id)
        assert audit.changes == {"from": "new", "to": "resolved", "cause": "logistics", "taken_by": actor.label}


def test_whole_life_of_a_ticket(world):
    ticket = make_ticket(world.ours)
    actor = world.ours.actor(Role.FRONTLINE)
    with world.ours.context():
        for to, cause, note in [
            ("in_progress", "", ""),
            ("waiting", "", "无人接听"),
            ("in_progress", "", ""),
            ("resolved", "price", "退差价"),
            ("closed", "", ""),
            ("reopened", "", "没收到退款"),
            ("resolved", "system", "已重新退款"),
            ("closed", "", ""),
        ]:
            ticket = transition_ticket(actor=actor, ticket=ticket, to=to, cause=cause, note=note)
        assert ticket.status == TicketStatus.CLOSED
        assert (ticket.cause, ticket.resolution) == ("system", "已重新退款")
        assert ticket.closed_at >= ticket.resolved_at
        assert ticket.revision == 9
        assert len(steps(ticket)) == 8
        assert Event.objects.filter(name="ticket.changed").count() == 8


@pytest.mark.parametrize(
    ("status", "to", "given", "code", "http_status"),
    [
        ("new", "resolved", {}, "input_missing", 422),
        ("new", "resolved", {"cause": "price"}, "input_missing", 422),
        ("new", "resolved", {"note": "好了"}, "input_missing", 422),
        ("new", "assigned", {}, "input_missing", 422),
        ("resolved", "reopened", {"note": " "}, "input_missing", 422),
        ("new", "closed", {"cause": "price", "note": "好了"}, "transition_not_possible", 409),
        ("closed", "resolved", {"cause": "price", "note": "好了"}, "transition_not_possible", 409),
        ("resolved", "resolved", {"cause": "price", "note": "好了"}, "transition_not_possible", 409),
        ("new", "done", {}, "unknown_state", 422),
    ],
)
def test_refused_step_changes_nothing(world, status, to, given, code, http_status):
    ticket = make_ticket(world.ours, status=status)
    with world.ours.context():
        before = type(ticket).objects.values().get(pk=ticket.pk)
        with pytest.raises(Refusal) as refused:
            transition_ticket(actor=world.ours.actor(Role.FRONTLINE), ticket=ticket, to=to, **given)
        assert (refused.value.code, refused.value.status) == (code, http_status)
        assert type(ticket).objects.values().get(pk=ticket.pk) == before
        assert steps(ticket) == []
        assert not Event.objects.exists()
        assert not AuditEntry.objects.exists()


def test_missing_inputs_are_told_by_field(world):
    ticket = make_ticket(world.ours)
    with world.ours.context(), pytest.raises(Refusal) as refused:
        transition_ticket(actor=world.ours.actor(), ticket=ticket, to="resolved")
    assert sorted(refused.value.errors) == ["cause", "note"]


def test_second_clerk_with_an_old_revision_is_refused_and_told_who_was_first(world):
    ticket = make_ticket(world.ours)
    first, second = world.ours.actor(Role.FRONTLINE), world.ours.actor(Role.CX_MANAGER)
    with world.ours.context():
        transition_ticket(actor=first, ticket=ticket, to="waiting", note="稍后再打", expected=1)
        with pytest.raises(Refusal) as refused:
            transition_ticket(actor=second, ticket=ticket, to="resolved", cause="price", note="退款", expected=1)
        assert (refused.value.code, refused.value.status) == ("ticket_changed", 409)
        assert first.label in str(refused.value)
        ticket.refresh_from_db()
        assert (ticket.status, ticket.resolution, ticket.revision) == ("waiting", "", 2)
        assert steps(ticket) == [("status", "new", "waiting", "稍后再打")]


def test_reopening_lets_the_clock_go_on_and_keeps_the_history(world):
    ticket = make_ticket(world.ours, status="closed", due=timedelta(hours=5))
    with world.ours.context():
        left = ticket.due_at - ticket.resolved_at
        saved = transition_ticket(actor=world.ours.actor(), ticket=ticket, to="reopened", note="客户再次来电")
        reopened_at = TicketEvent.objects.filter(ticket=ticket, to_status="reopened").get().at
        assert abs(saved.due_at - reopened_at - left) < timedelta(seconds=5)
        assert saved.resolved_at is None
        assert saved.closed_at is None
        assert saved.resolution == "已补发"


def test_ticket_of_somebody_else_keeps_its_assignee(world):
    ticket = make_ticket(world.ours, assignee=Role.FRONTLINE, status="assigned")
    with world.ours.context():
        saved = transition_ticket(actor=world.ours.actor(Role.CX_MANAGER), ticket=ticket, to="in_progress")
        assert saved.assignee_id == world.ours.memberships[Role.FRONTLINE].id


@pytest.mark.parametrize("language", ["", "en", "zh-hans"])
def test_cause_is_known_by_code_and_label(world, language):
    ticket = make_ticket(world.ours)
    with translation.override(language or "en"):
        given = str(Cause.LOGISTICS.label) if language else "Logistics"
    with world.ours.context():
        saved = transition_ticket(actor=world.ours.actor(), ticket=ticket, to="resolved", cause=given, note="好了")
        assert (saved.cause, saved.cause_words) == ("logistics", "")


def test_cause_in_other_words_is_kept(world):
    ticket = make_ticket(world.ours)
    key = Actor(
        organization=world.ours.organization,
        label="ERP",
        api_key_id=uuid7(),
        scopes=frozenset({ApiScope.TICKETS_WRITE}),
    )
    with world.ours.context():
        saved = transition_ticket(actor=key, ticket=ticket, to="resolved", cause="承运商  破产", note="换承运商")
        assert (saved.cause, saved.cause_words, saved.cause_label) == ("other", "承运商 破产", "承运商 破产")
        assert saved.assignee_id is None
        event = TicketEvent.objects.get(ticket=ticket, kind="status")
        assert event.changes == {"cause": "other", "cause_words": "承运商 破产"}
        assert event.actor_id == key.api_key_id


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.ANALYST])
def test_reader_is_refused(world, role):
    ticket = make_ticket(world.ours)
    with world.ours.context(), pytest.raises(PermissionDenied):
        transition_ticket(actor=world.ours.actor(role), ticket=ticket, to="in_progress")


def test_ticket_of_another_department_is_refused(world):
    ticket = make_ticket(world.ours, department="北京店")
    with world.ours.context():
        with pytest.raises(PermissionDenied):
            transition_ticket(actor=world.ours.actor(Role.FRONTLINE), ticket=ticket, to="in_progress")
        ticket.refresh_from_db()
        assert ticket.status == "new"


def test_of_two_clerks_at_once_one_is_refused_and_nothing_is_overwritten(committing_db):
    world = make_world()
    ticket = make_ticket(world.ours)
    clerks = [world.ours.actor(Role.FRONTLINE), world.ours.actor(Role.CX_MANAGER)]
    start = Barrier(2)

    def resolve(actor):
        try:
            with world.ours.context():
                start.wait(timeout=10)
                transition_ticket(
                    actor=actor, ticket=ticket, to="resolved", cause="price", note=actor.label, expected=1
                )
        except Refusal as refusal:
            return refusal.code
        else:
            return "resolved"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = list(pool.map(resolve, clerks))
    assert sorted(answers) == ["resolved", "ticket_changed"]
    winner = clerks[answers.index("resolved")]
    with world.ours.context():
        stored = type(ticket).objects.get(pk=ticket.pk)
        assert (stored.resolution, stored.assignee_id, stored.revision) == (winner.label, winner.membership_id, 2)
        assert [step[3] for step in steps(ticket)] == [winner.label]

"""The buttons of a ticket, as a browser without script sends them."""

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Ticket, TicketEvent
from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from tests.factories.actions import PHONE, make_response, make_ticket

CLERK = Role.FRONTLINE


def post(world, name, ticket, data=None, *, role=CLERK, slug="ours", **extra):
    path = reverse(f"actions:{name}", args=[slug, ticket.id])
    return world.ours.client(role).post(path, data or {}, **extra)


def stored(tenant, ticket):
    with tenant.context():
        return Ticket.objects.values().get(pk=ticket.pk), TicketEvent.objects.filter(ticket=ticket).count()


def test_open_note_resolve_close_on_a_phone(world):
    ticket = make_ticket(world.ours)
    page = reverse("actions:ticket", args=["ours", ticket.id])
    steps = [
        ("note", {"note": "已致电客户", "revision": 1}),
        ("transition", {"to": "resolved", "cause": "logistics", "note": "补发并致歉", "revision": 1}),
        ("transition", {"to": "closed", "revision": 2}),
    ]
    for name, data in steps:
        response = post(world, name, ticket, data)
        assert (response.status_code, response["Location"]) == (302, page)
    row, _ = stored(world.ours, ticket)
    assert (row["status"], row["cause"], row["resolution"], row["revision"]) == ("closed", "logistics", "补发并致歉", 3)


def test_refused_resolving_keeps_what_was_typed(world):
    ticket = make_ticket(world.ours)
    before = stored(world.ours, ticket)
    response = post(world, "transition", ticket, {"to": "resolved", "note": "打了三次才接通", "revision": 1})
    page = response.content.decode()
    assert response.status_code == 422
    assert "打了三次才接通" in page
    assert 'id="cause-error"' in page
    assert stored(world.ours, ticket) == before
    response = post(world, "transition", ticket, {"to": "resolved", "cause": "price", "revision": 1})
    assert response.status_code == 422
    assert 'value="price" id="id_cause_3" checked' in response.content.decode()
    assert 'id="note-error"' in response.content.decode()
    assert stored(world.ours, ticket) == before


def test_second_clerk_sees_the_new_state_and_keeps_the_words(world):
    ticket = make_ticket(world.ours)
    post(world, "transition", ticket, {"to": "in_progress", "revision": 1}, role=Role.CX_MANAGER)
    before = stored(world.ours, ticket)
    given = {"to": "resolved", "cause": "price", "note": "已退差价", "revision": 1}
    response = post(world, "transition", ticket, given)
    page = response.content.decode()
    assert response.status_code == 409
    assert "cx_manager 李明" in page
    assert "已退差价" in page
    assert 'name="revision" value="2"' in page
    assert stored(world.ours, ticket) == before
    assert post(world, "transition", ticket, {**given, "revision": 2}).status_code == 302


def test_cause_that_is_none_of_the_chips_is_refused(world):
    ticket = make_ticket(world.ours)
    before = stored(world.ours, ticket)
    assert post(world, "transition", ticket, {"to": "resolved", "cause": "zzz", "note": "好了"}).status_code == 422
    assert stored(world.ours, ticket) == before


@pytest.mark.parametrize("name", ["transition", "note", "assign", "reveal_contact"])
def test_buttons_of_a_ticket_of_another_organization_or_department_are_404(world, name):
    data = {"to": "in_progress", "note": "x", "assignee": str(world.ours.memberships[Role.OWNER].id)}
    for tenant, ticket in [
        (world.theirs, make_ticket(world.theirs, response=make_response(world.theirs))),
        (world.ours, make_ticket(world.ours, department="北京店", response=make_response(world.ours))),
    ]:
        before = stored(tenant, ticket)
        assert post(world, name, ticket, data).status_code == 404
        assert post(world, name, ticket, data, slug="theirs").status_code == 404
        assert stored(tenant, ticket) == before
        with tenant.context():
            assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXECUTIVE])
@pytest.mark.parametrize("name", ["transition", "note", "assign", "reveal_contact"])
def test_reader_may_press_nothing(world, role, name):
    ticket = make_ticket(world.ours, response=make_response(world.ours))
    before = stored(world.ours, ticket)
    data = {"to": "in_progress", "note": "x", "assignee": str(world.ours.memberships[Role.OWNER].id)}
    response = post(world, name, ticket, data, role=role)
    assert response.status_code == 403
    assert PHONE not in response.content.decode()
    assert stored(world.ours, ticket) == before


@pytest.mark.parametrize("name", ["transition", "note", "assign", "reveal_contact"])
def test_buttons_take_no_get(world, name):
    ticket = make_ticket(world.ours)
    assert world.ours.client(CLERK).get(reverse(f"actions:{name}", args=["ours", ticket.id])).status_code == 405


def test_empty_note_is_refused(world):
    ticket = make_ticket(world.ours)
    before = stored(world.ours, ticket)
    assert post(world, "note", ticket, {"note": "  "}).status_code == 422
    assert stored(world.ours, ticket) == before


def test_handing_over(world):
    ticket = make_ticket(world.ours)
    member = world.ours.memberships[Role.CX_MANAGER]
    assert post(world, "assign", ticket, {"assignee": str(member.id), "revision": 1}).status_code == 302
    row, _ = stored(world.ours, ticket)
    assert (row["assignee_id"], row["status"]) == (member.id, "assigned")


@pytest.mark.parametrize("assignee", ["", "nobody", "00000000-0000-7000-8000-000000000000"])
def test_handing_over_to_nobody_is_refused(world, assignee):
    ticket = make_ticket(world.ours)
    before = stored(world.ours, ticket)
    assert post(world, "assign", ticket, {"assignee": assignee, "revision": 1}).status_code == 422
    assert stored(world.ours, ticket) == before


def test_handing_over_an_old_page_is_refused(world):
    ticket = make_ticket(world.ours)
    post(world, "transition", ticket, {"to": "in_progress", "revision": 1})
    before = stored(world.ours, ticket)
    data = {"assignee": str(world.ours.memberships[Role.OWNER].id), "revision": 1}
    assert post(world, "assign", ticket, data, role=Role.CX_MANAGER).status_code == 409
    assert stored(world.ours, ticket) == before


@pytest.mark.parametrize("extra", [{}, {"headers": {"HX-Request": "true"}}])
def test_contact_is_shown_once_and_noted(world, extra):
    ticket = make_ticket(world.ours, response=make_response(world.ours))
    response = post(world, "reveal_contact", ticket, **extra)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'href="tel:{PHONE}"' in page
    assert "王小雨" in page
    assert response["Cache-Control"] == "no-store"
    assert ("<html" in page) is (not extra)
    with world.ours.context():
        assert AuditEntry.objects.filter(action="response.contact_revealed").count() == 1


def test_customer_without_a_number_cannot_be_revealed(world):
    ticket = make_ticket(world.ours, response=make_response(world.ours, contact=False))
    page = world.ours.client(CLERK).get(reverse("actions:ticket", args=["ours", ticket.id])).content.decode()
    assert reverse("actions:reveal_contact", args=["ours", ticket.id]) not in page
    assert post(world, "reveal_contact", ticket).status_code == 409


def test_post_without_token_is_refused(world):
    ticket = make_ticket(world.ours)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ours.user(CLERK))
    before = stored(world.ours, ticket)
    path = reverse("actions:transition", args=["ours", ticket.id])
    assert client.post(path, {"to": "in_progress"}).status_code == 403
    assert stored(world.ours, ticket) == before

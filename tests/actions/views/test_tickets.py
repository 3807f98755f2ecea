from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import TicketStatus
from cem.accounts.enums import Role
from tests.factories.actions import make_response, make_ticket

LIST = "/o/ours/actions/tickets/"


def address(name, ticket):
    return reverse(f"actions:{name}", args=["ours", ticket.id])


def shown(response):
    return [ticket.number for ticket in response.context["page"].object_list]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_the_list(world, role):
    make_ticket(world.ours)
    response = world.ours.client(role).get(LIST)
    assert response.status_code == 200
    assert shown(response) == [1]


def test_list_is_ordered_by_due_time_with_own_tickets_first(world):
    make_ticket(world.ours, due=timedelta(hours=30))
    make_ticket(world.ours, due=timedelta(hours=-2))
    make_ticket(world.ours, due=timedelta(hours=9), assignee=Role.FRONTLINE, status="assigned")
    make_ticket(world.ours, due=timedelta(hours=1), status="resolved")
    response = world.ours.client(Role.FRONTLINE).get(LIST)
    assert shown(response) == [3, 2, 1]
    assert response.content.count(b"is-late") == 1


def test_tabs_of_the_frontline(world):
    make_ticket(world.ours)
    make_ticket(world.ours, assignee=Role.FRONTLINE, status="assigned")
    make_ticket(world.ours, status="resolved")
    make_ticket(world.ours, status="closed")
    make_ticket(world.ours, department="北京店")
    make_ticket(world.theirs)
    client = world.ours.client(Role.FRONTLINE)
    assert [tab["url"].split("tab=")[1] for tab in client.get(LIST).context["tabs"]] == ["mine", "department", "done"]
    assert shown(client.get(LIST, {"tab": "mine"})) == [2]
    assert sorted(shown(client.get(LIST, {"tab": "department"}))) == [1, 2]
    assert sorted(shown(client.get(LIST, {"tab": "done"}))) == [3, 4]
    assert sorted(shown(client.get(LIST, {"tab": "nonsense"}))) == [1, 2]


def test_owner_has_a_tab_of_all_departments(world):
    make_ticket(world.ours, department="北京店")
    response = world.ours.client(Role.OWNER).get(LIST, {"tab": "open"})
    assert shown(response) == [1]


def test_filter_narrows_and_keeps_what_was_chosen(world):
    north = make_ticket(world.ours, department="北京店", title="NPS 1 · 停车难")
    answered = make_ticket(world.ours, response=make_response(world.ours), due=timedelta(hours=-1))
    client = world.ours.client()
    region = world.ours.departments["华北"].id
    assert shown(client.get(LIST, {"department": region})) == [north.number]
    assert shown(client.get(LIST, {"survey": answered.survey_id})) == [answered.number]
    assert shown(client.get(LIST, {"late": "on"})) == [answered.number]
    assert shown(client.get(LIST, {"q": "停车"})) == [north.number]
    assert shown(client.get(LIST, {"q": f"#{answered.number}"})) == [answered.number]
    assert sorted(shown(client.get(LIST, {"department": "x", "survey": "y"}))) == [1, 2]


@pytest.mark.parametrize("tab", ["mine", "department", "done"])
def test_empty_list_says_what_to_do(world, tab):
    response = world.ours.client(Role.FRONTLINE).get(LIST, {"tab": tab})
    assert response.status_code == 200
    assert b'class="empty' in response.content


@pytest.mark.parametrize("path", ["/o/ours/actions/tickets/", "/o/ours/actions/tickets/tile/"])
def test_number_of_queries_does_not_grow_with_the_rows(world, path):
    client = world.ours.client(Role.FRONTLINE)
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make_ticket(world.ours, response=make_response(world.ours), assignee=Role.FRONTLINE, status="assigned")
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_detail_shows_the_answers_and_hides_the_contact(world):
    ticket = make_ticket(world.ours, response=make_response(world.ours, reason="物流太慢，等了一周"))
    response = world.ours.client(Role.FRONTLINE).get(address("ticket", ticket))
    page = response.content.decode()
    assert response.status_code == 200
    assert "物流太慢，等了一周" in page
    assert "13812345678" not in page
    assert "王小雨" not in page
    assert reverse("actions:reveal_contact", args=["ours", ticket.id]) in page


@pytest.mark.parametrize("status", TicketStatus.values)
def test_detail_offers_the_steps_of_its_status(world, status):
    ticket = make_ticket(world.ours, status=status)
    page = world.ours.client(Role.FRONTLINE).get(address("ticket", ticket)).content.decode()
    offered = {name for name in TicketStatus.values if f'name="to" value="{name}"' in page}
    expected = {
        "new": {"in_progress", "waiting", "resolved"},
        "assigned": {"in_progress", "waiting", "resolved"},
        "in_progress": {"waiting", "resolved"},
        "waiting": {"in_progress", "resolved"},
        "reopened": {"in_progress", "waiting", "resolved"},
        "resolved": {"closed", "reopened"},
        "closed": {"reopened"},
    }
    assert offered == expected[status]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXECUTIVE])
def test_reader_sees_the_ticket_without_buttons(world, role):
    ticket = make_ticket(world.ours, response=make_response(world.ours))
    response = world.ours.client(role).get(address("ticket", ticket))
    assert response.status_code == 200
    assert b'name="to"' not in response.content
    assert address("reveal_contact", ticket).encode() not in response.content


def test_ticket_of_another_department_or_organization_is_404(world):
    other = make_ticket(world.ours, department="北京店")
    stranger = make_ticket(world.theirs)
    client = world.ours.client(Role.FRONTLINE)
    assert client.get(address("ticket", other)).status_code == 404
    assert client.get(address("ticket", stranger)).status_code == 404
    assert client.get(f"/o/theirs/actions/tickets/{stranger.id}/").status_code == 404
    assert client.get("/o/theirs/actions/tickets/").status_code == 404
    assert client.get("/o/ours/actions/tickets/tile/").content.count(b"tile-value") == 1


def test_tile_counts_open_and_late_tickets(world):
    make_ticket(world.ours)
    make_ticket(world.ours, due=timedelta(hours=-3))
    make_ticket(world.ours, status="closed", due=timedelta(hours=-3))
    make_ticket(world.ours, department="北京店")
    make_ticket(world.theirs)
    counts = world.ours.client(Role.EXECUTIVE).get("/o/ours/actions/tickets/tile/").context["counts"]
    assert (counts.open, counts.late, counts.unassigned) == (3, 1, 3)
    counts = world.ours.client(Role.FRONTLINE).get("/o/ours/actions/tickets/tile/").context["counts"]
    assert (counts.open, counts.late) == (2, 1)


def test_signed_out_visitor_is_sent_to_sign_in(world, client):
    response = client.get(LIST)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={LIST}")

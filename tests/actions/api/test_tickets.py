from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Ticket, TicketEvent
from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import ApiKey
from cem.accounts.selectors.actors import secret_hash
from cem.tenancy.models import uuid7
from tests.factories.actions import make_response, make_ticket

LIST = "/api/v1/tickets"
READ, WRITE = ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE


def partner(tenant, *scopes):
    secret = f"cem_{tenant.slug}_{'_'.join(scopes)}"
    ApiKey.objects.create(
        organization=tenant.organization, name="ERP", prefix=secret[:12], secret_hash=secret_hash(secret), scopes=scopes
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client, ticket, data, what="transitions", **headers):
    return client.post(f"{LIST}/{ticket.id}/{what}", data, content_type="application/json", headers=headers)


def stored(tenant, ticket):
    with tenant.context():
        return Ticket.objects.values().get(pk=ticket.pk), TicketEvent.objects.filter(ticket=ticket).count()


def numbers(response):
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


def test_list_is_newest_first_and_of_one_organization(world):
    for _ in range(2):
        make_ticket(world.ours)
    make_ticket(world.theirs)
    response = partner(world.ours, READ).get(LIST)
    assert numbers(response) == [2, 1]
    assert set(response.json()) == {"next", "previous", "results"}


def test_row_of_the_list(world):
    answered = make_response(world.ours)
    ticket = make_ticket(world.ours, response=answered, assignee=Role.FRONTLINE, status="assigned")
    row = partner(world.ours, READ).get(LIST).json()["results"][0]
    assert row["id"] == str(ticket.id)
    assert (row["survey"], row["response"]) == (str(answered.survey_id), str(answered.id))
    assert row["department"] == {"id": str(ticket.department_id), "name": "上海店"}
    assert row["assignee"] == {"id": str(ticket.assignee_id), "name": "frontline 李明"}
    assert (row["status"], row["score"], row["is_open"], row["is_late"], row["revision"]) == (
        "assigned",
        3,
        True,
        False,
        1,
    )
    assert row["possible_transitions"] == ["in_progress", "waiting", "resolved"]


def test_list_is_narrowed(world):
    answered = make_response(world.ours)
    make_ticket(world.ours, response=answered)
    make_ticket(world.ours, department="北京店", status="closed")
    make_ticket(world.ours, department="杭州店", due=timedelta(hours=-1))
    client = partner(world.ours, READ)
    assert numbers(client.get(LIST, {"survey": str(answered.survey_id)})) == [1]
    assert numbers(client.get(LIST, {"status": "closed"})) == [2]
    assert numbers(client.get(LIST, {"department": str(world.ours.departments["华东"].id)})) == [3, 1]
    assert numbers(client.get(LIST, {"late": "true"})) == [3]
    assert numbers(client.get(LIST, {"survey": str(uuid7())})) == []
    assert client.get(LIST, {"status": "done"}).status_code == 400
    assert client.get(LIST, {"survey": "x"}).status_code == 400


def test_updated_since_gives_what_has_changed(world):
    old, new = make_ticket(world.ours), make_ticket(world.ours)
    with world.ours.context():
        Ticket.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=2))
    since = (timezone.now() - timedelta(days=1)).isoformat()
    client = partner(world.ours, READ)
    assert numbers(client.get(LIST, {"updated_since": since})) == [new.number]


def test_pages_follow_each_other(world):
    for _ in range(3):
        make_ticket(world.ours)
    client = partner(world.ours, READ)
    first = client.get(LIST, {"page_size": 2})
    assert numbers(first) == [3, 2]
    assert numbers(client.get(first.json()["next"])) == [1]


def test_number_of_queries_does_not_grow_with_the_rows(world):
    client = partner(world.ours, READ)
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make_ticket(world.ours, assignee=Role.FRONTLINE, status="assigned")
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_detail_has_the_history(world):
    ticket = make_ticket(world.ours)
    body = partner(world.ours, READ).get(f"{LIST}/{ticket.id}").json()
    assert [event["kind"] for event in body["events"]] == ["opened"]


def test_resolving_answers_with_the_ticket(world):
    ticket = make_ticket(world.ours)
    response = post(partner(world.ours, WRITE), ticket, {"to": "resolved", "cause": "logistics", "note": "已补发"})
    body = response.json()
    assert response.status_code == 200
    assert (body["status"], body["cause"], body["resolution"], body["revision"]) == (
        "resolved",
        "logistics",
        "已补发",
        2,
    )
    assert body["events"][-1]["actor"].startswith("ERP")
    assert stored(world.ours, ticket)[0]["status"] == "resolved"


def test_cause_in_own_words_is_never_lost(world):
    ticket = make_ticket(world.ours)
    body = post(
        partner(world.ours, WRITE), ticket, {"to": "resolved", "cause": "承运商破产", "note": "换承运商"}
    ).json()
    assert (body["cause"], body["cause_words"], body["cause_label"]) == ("other", "承运商破产", "承运商破产")
    assert body["events"][-1]["changes"]["cause_words"] == "承运商破产"


@pytest.mark.parametrize(
    ("status", "data", "code", "http_status"),
    [
        ("new", {"to": "closed"}, "transition_not_possible", 409),
        ("closed", {"to": "resolved", "cause": "price", "note": "x"}, "transition_not_possible", 409),
        ("new", {"to": "resolved", "note": "x"}, "input_missing", 422),
        ("new", {"to": "resolved", "cause": "price"}, "input_missing", 422),
        ("closed", {"to": "reopened"}, "input_missing", 422),
        ("new", {"to": "done"}, "unknown_state", 422),
        ("new", {}, "invalid", 400),
        ("new", {"to": "in_progress", "expected_revision": 7}, "ticket_changed", 409),
    ],
)
def test_refusal_is_a_problem_and_changes_nothing(world, status, data, code, http_status):
    ticket = make_ticket(world.ours, status=status)
    before = stored(world.ours, ticket)
    response = post(partner(world.ours, WRITE), ticket, data)
    assert response.status_code == http_status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert stored(world.ours, ticket) == before


def test_missing_inputs_stand_in_errors(world):
    response = post(partner(world.ours, WRITE), make_ticket(world.ours), {"to": "resolved"})
    assert sorted(response.json()["errors"]) == ["cause", "note"]


def test_repeat_with_a_key_does_nothing_twice(world):
    ticket = make_ticket(world.ours)
    client = partner(world.ours, WRITE)
    answers = [post(client, ticket, {"note": "已致电"}, "notes", **{"Idempotency-Key": "n-1"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert stored(world.ours, ticket)[1] == 2


def test_note_is_stored_and_an_empty_one_refused(world):
    ticket = make_ticket(world.ours)
    client = partner(world.ours, WRITE)
    response = post(client, ticket, {"note": "已致电"}, "notes")
    assert (response.status_code, response.json()["note"]) == (201, "已致电")
    before = stored(world.ours, ticket)
    assert post(client, ticket, {"note": " "}, "notes").status_code == 422
    assert stored(world.ours, ticket) == before


def test_scope_that_is_missing_is_403_and_no_key_401(world):
    ticket = make_ticket(world.ours)
    before = stored(world.ours, ticket)
    reader, writer = partner(world.ours, READ), partner(world.ours, WRITE)
    assert post(reader, ticket, {"to": "in_progress"}).status_code == 403
    assert post(reader, ticket, {"note": "x"}, "notes").status_code == 403
    assert writer.get(LIST).status_code == 403
    assert Client().get(LIST).status_code == 401
    assert stored(world.ours, ticket) == before


def test_ticket_of_another_organization_and_odd_ids_are_404(world):
    stranger = make_ticket(world.theirs)
    before = stored(world.theirs, stranger)
    client = partner(world.ours, READ, WRITE)
    assert client.get(f"{LIST}/{stranger.id}").status_code == 404
    assert post(client, stranger, {"to": "in_progress"}).status_code == 404
    assert post(client, stranger, {"note": "x"}, "notes").status_code == 404
    assert client.get(f"{LIST}/not-an-id").status_code == 404
    assert client.get(f"{LIST}/{uuid7()}").status_code == 404
    assert stored(world.theirs, stranger) == before


def test_member_of_one_department_sees_its_tickets_by_session(world):
    make_ticket(world.ours)
    other = make_ticket(world.ours, department="北京店")
    client = world.ours.client(Role.FRONTLINE)
    assert numbers(client.get(LIST)) == [1]
    assert client.get(f"{LIST}/{other.id}").status_code == 404


def test_openapi_names_the_operations(client):
    document = client.get("/api/v1/schema", headers={"Accept": "application/json"}).content.decode()
    for name in ("tickets_list", "tickets_retrieve", "tickets_transition", "tickets_add_note"):
        assert name in document

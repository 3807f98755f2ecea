"""`Idempotency-Key`: a write happens once, however often it is sent."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cem.accounts.enums import Role
from cem.api.idempotency import KEPT
from cem.api.models import IdempotentRequest
from cem.api.tasks import purge, purge_all
from surveys.models import Survey
from tests.cem.api.conftest import JSON, assert_problem, partner_of
from tests.factories.accounts import World, make_world

PATH = "/api/v1/surveys"
BODY = {"template": "nps", "title": "回访"}


def create(client: Client, key: str = "k1", body: Any = None, path: str = PATH) -> Any:
    return client.post(path, BODY if body is None else body, JSON, headers={"Idempotency-Key": key})


def count(world: World) -> tuple[int, int]:
    counts = []
    for tenant in (world.ours, world.theirs):
        with tenant.context():
            counts.append(Survey.objects.count())
    return counts[0], counts[1]


@pytest.mark.django_db
def test_repeat_gets_the_first_status_and_body(world: World, partner: Client):
    first, again = create(partner), create(partner)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replay" not in first.headers
    assert again["Idempotent-Replay"] == "true"
    assert again["Content-Type"] == first["Content-Type"] == "application/json"
    assert count(world) == (1, 0)


@pytest.mark.django_db
def test_order_of_members_and_spaces_do_not_make_another_body(world: World, partner: Client):
    create(partner)
    again = partner.post(PATH, '{ "title": "回访",\n"template": "nps" }', JSON, headers={"Idempotency-Key": "k1"})
    assert (again.status_code, count(world)) == (201, (1, 0))


@pytest.mark.django_db
def test_key_with_another_request_is_a_conflict(world: World, partner: Client):
    survey = create(partner).json()["id"]
    assert_problem(create(partner, body={**BODY, "title": "别的"}), 409, "idempotency_key_reused")
    assert_problem(create(partner, path=f"{PATH}/{survey}/publish"), 409, "idempotency_key_reused")
    assert count(world) == (1, 0)
    with world.ours.context():
        assert Survey.objects.get().status == "draft"


@pytest.mark.django_db
def test_keys_belong_to_the_actor(world: World, partner: Client):
    clients = [
        partner,
        partner_of(world.ours),
        partner_of(world.theirs),
        world.ours.client(),
        world.ours.client(Role.OWNER),
    ]
    ids = [create(client).json()["id"] for client in clients]
    assert len(set(ids)) == 5
    assert count(world) == (4, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"template": "zzz"}, 422, "unknown_template"), ({}, 400, "invalid"), ("{", 400, "parse_error")],
)
def test_refused_write_is_not_remembered(world: World, partner: Client, body: Any, status: int, code: str):
    assert_problem(create(partner, body=body), status, code)
    assert_problem(create(partner, body=body), status, code)
    with world.ours.context():
        assert not IdempotentRequest.objects.exists()
    assert create(partner).status_code == 201
    assert count(world) == (1, 0)


@pytest.mark.django_db
def test_write_without_the_right_is_not_remembered(world: World):
    analyst = world.ours.client(Role.ANALYST)
    assert_problem(create(analyst), 403, "forbidden")
    with world.ours.context():
        assert not IdempotentRequest.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "code"),
    [("x" * 121, "idempotency_key_too_long"), ("a b", "idempotency_key_invalid"), ("é", "idempotency_key_invalid")],
)
def test_unsound_keys_are_refused(world: World, partner: Client, key: str, code: str):
    assert_problem(create(partner, key), 400, code)
    assert count(world) == (0, 0)


@pytest.mark.django_db
def test_empty_key_is_none(world: World, partner: Client):
    create(partner, " ")
    create(partner, "")
    assert count(world) == (2, 0)


@pytest.mark.django_db
def test_longest_key_is_taken(world: World, partner: Client):
    create(partner, "x" * 120)
    create(partner, "x" * 120)
    assert count(world) == (1, 0)


@pytest.mark.django_db
def test_repeat_that_was_published_since_gets_the_first_answer(partner: Client):
    survey = create(partner).json()["id"]
    partner.post(f"{PATH}/{survey}/publish")
    assert create(partner).json()["status"] == "draft"


def test_repeats_at_the_same_time_run_once(committing_db):
    world = make_world()
    partner = partner_of(world.ours)
    secret = partner.defaults["HTTP_AUTHORIZATION"]
    barrier, answers = threading.Barrier(6), []

    def send() -> None:
        client = Client(headers={"Authorization": secret})
        barrier.wait()
        answers.append(create(client))
        connection.close()

    threads = [threading.Thread(target=send) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == 5
    assert count(world) == (1, 0)


def test_waiting_repeat_runs_when_the_first_is_refused(committing_db):
    """The first holds the key and is rolled back; the second, which waited for it, does the work."""
    world = make_world()
    clients = [partner_of(world.ours)]
    clients.append(Client(headers={"Authorization": clients[0].defaults["HTTP_AUTHORIZATION"]}))
    barrier, statuses = threading.Barrier(2), []

    def send(client: Client) -> None:
        barrier.wait()
        statuses.append(create(client, body={"template": "zzz"}).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [422, 422]
    assert count(world) == (0, 0)


@pytest.mark.django_db
def test_old_answers_are_forgotten_and_young_ones_kept(world: World, partner: Client):
    create(partner, "old")
    create(partner, "young")
    create(partner_of(world.theirs), "old")
    for tenant in (world.ours, world.theirs):
        with tenant.context():
            old = IdempotentRequest.objects.filter(key="old")
            old.update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    purge(organization_id=str(world.ours.id))
    with world.ours.context():
        assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["young"]
    with world.theirs.context():
        assert IdempotentRequest.objects.count() == 1


@pytest.mark.django_db
def test_every_organization_has_its_turn(world: World, settings):
    create(partner_of(world.theirs), "old")
    with world.theirs.context():
        IdempotentRequest.objects.update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    purge_all.app.conf.task_always_eager = True
    try:
        purge_all()
    finally:
        purge_all.app.conf.task_always_eager = False
    with world.theirs.context():
        assert not IdempotentRequest.objects.exists()

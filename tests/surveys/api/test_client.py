import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys.api.client import ClientThrottle
from surveys.models import Response
from surveys.selectors.doors import link_address, token_of
from surveys.services.publishing import close_survey
from tests.factories.accounts import Tenant, World, make_world
from tests.factories.surveys import CONTACT, LiveSurvey, draft_survey, live_survey

PATH = "/api/v1/client/responses"
JSON = "application/json"


@pytest.fixture
def live(world: World) -> LiveSurvey:
    cache.clear()
    return live_survey(world.ours)


def count(tenant: Tenant) -> int:
    with tenant.context():
        return Response.objects.count()


def send(link: str, answers: object = None, client: Client | None = None, **more: object):
    body = {"link": link, "answers": {"nps": 3, "reason": "物流太慢"} if answers is None else answers, **more}
    return (client or Client()).post(PATH, body, JSON)


def test_answers_by_token_or_address_are_stored_once(world: World, live: LiveSurvey):
    first = send(live.token, idempotency_key="k1")
    again = send(link_address(live.token) + "?lang=en", idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    with world.ours.context():
        response = Response.objects.get()
    assert str(response.pk) == first.json()["id"]
    assert (response.answers, response.language) == ({"nps": 3, "reason": "物流太慢"}, "zh-hans")
    assert not first.cookies


def test_a_plain_answer_costs_three_statements(committing_db):
    """Enter the organisation and find the door, store the response, record the event; nothing is asked besides."""
    live = live_survey(make_world().ours)
    send(live.token)  # this process has met the link and the version now
    with CaptureQueriesContext(connection) as queries:
        assert send(live.token, idempotency_key="k1", device="d1", timings={"nps": 900}).status_code == 201
    said = [query["sql"].split() for query in queries if query["sql"] not in {"BEGIN", "COMMIT"}]
    assert [words[0] for words in said] == ["SELECT", "INSERT", "WITH"]


def test_answers_without_a_key_are_stored_each_time(world: World, live: LiveSurvey):
    assert send(live.token).json() != send(live.token).json()
    assert count(world.ours) == 2


def test_contact_goes_the_same_way(world: World, live: LiveSurvey):
    send(live.token, {"nps": 3, "contact": CONTACT}, language="en")
    with world.ours.context():
        response = Response.objects.get()
    assert response.private
    assert response.language == "en"


def test_a_used_key_with_other_answers_is_a_conflict(world: World, live: LiveSurvey):
    send(live.token, idempotency_key="k1")
    refused = send(live.token, {"nps": 9}, idempotency_key="k1")
    assert (refused.status_code, refused.json()["code"]) == (409, "already_answered")
    assert count(world.ours) == 1


def test_invalid_answers_are_named_by_key(world: World, live: LiveSurvey):
    refused = send(live.token, {"nps": "7", "zzz": 1, "\ud800": 2})
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    body = refused.json()
    assert body["code"] == "invalid_answers"
    assert {key: error["code"] for key, error in body["errors"].items()} == {
        "nps": "not_a_score",
        "zzz": "unknown_question",
        "": "unknown_question",
    }
    assert count(world.ours) == 0


@pytest.mark.parametrize(
    ("link", "answers", "status", "code"),
    [
        ("nothing12345", {"nps": 3}, 404, "unknown_link"),
        ("https://elsewhere.example/x", {"nps": 3}, 404, "unknown_link"),
        (None, [], 422, "invalid_answers"),
        (None, "text", 422, "invalid_answers"),
        ("", {"nps": 3}, 400, "invalid"),
    ],
)
def test_refusals(world: World, live: LiveSurvey, link: str | None, answers: object, status: int, code: str):
    refused = send(live.token if link is None else link, answers)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert count(world.ours) == 0


def test_too_large_and_too_deep_bodies_are_refused(world: World, live: LiveSurvey):
    large = send(live.token, {"nps": 3, "reason": "x" * 300_000})
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert Client().post(PATH, "[" * 100_000, JSON).status_code == 400
    assert Client().post(PATH, "nonsense", JSON).status_code == 400
    assert Client().post(PATH, "[]", JSON).status_code == 400
    assert count(world.ours) == 0


def test_closed_survey_is_gone(world: World, live: LiveSurvey):
    with world.ours.context():
        close_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    for refused in (send(live.token), Client().get(f"/api/v1/client/surveys/{live.token}")):
        assert (refused.status_code, refused.json()["code"]) == (410, "survey_closed")
    assert count(world.ours) == 0


def test_the_survey_behind_a_link(world: World, live: LiveSurvey):
    draft_survey(world.ours, "not shown")
    response = Client().get(f"/api/v1/client/surveys/{live.token}")
    assert response.json() == {
        "token": live.token,
        "version": 1,
        "organization": "晨光零售",
        "language": "zh-hans",
        "languages": ["zh-hans", "en"],
        "definition": live.survey.draft,
    }
    assert Client().get("/api/v1/client/surveys/nothing12345").json()["code"] == "unknown_link"


def test_who_is_signed_in_does_not_matter(world: World, live: LiveSurvey):
    client = world.theirs.client()
    client.get("/api/v1/surveys")
    assert send(live.token, client=client).status_code == 201
    assert (count(world.ours), count(world.theirs)) == (1, 0)


def test_too_many_calls_from_one_place_to_one_link_are_told_to_wait(world: World, live: LiveSurvey, monkeypatch):
    monkeypatch.setattr(ClientThrottle, "THROTTLE_RATES", {"client": "2/min"})
    assert [send(live.token).status_code for _each in range(3)] == [201, 201, 429]
    other = live_survey(world.ours, "别的")
    assert send(other.token).status_code == 201
    assert count(world.ours) == 3


@pytest.mark.parametrize(
    ("link", "token"),
    [
        ("abc", "abc"),
        (" https://x.example/s/abc?lang=en#q ", "abc"),
        ("/s/abc/thanks", "abc"),
        ("https://x.example/s/", ""),
        ("https://x.example/", ""),
    ],
)
def test_token_of(link: str, token: str):
    assert token_of(link) == token

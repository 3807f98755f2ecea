"""Saving and resuming, passwords, rules and quotas by API."""

import pytest
from django.core.cache import cache
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from surveys.models import Attempt, Response, SurveyAccess
from surveys.selectors.doors import link_address
from surveys.services.access import AccessInput, set_access
from tests.factories.accounts import World
from tests.factories.respondents import definition, live, new_key, options, question
from tests.factories.surveys import LiveSurvey
from tests.surveys.services.test_quotas import MEN

JSON = "application/json"
RAW = definition(
    [question("gender", "single", options=options("male", "female"), required=True)],
    [question("mobile", "phone")],
    quotas=[{"id": "g", "cells": [{"id": "men", "if": MEN, "limit": 1}], "on_full": {"do": "end"}}],
)


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    cache.clear()
    return live(world.ours, RAW)


@pytest.fixture
def key(world: World, survey: LiveSurvey) -> str:
    return new_key(world.ours, survey)


def save(survey: LiveSurvey, key: str, answers: object, edition: int = 1, **more):
    body = {"link": survey.token, "answers": answers, "edition": edition, "page": "p1", **more}
    return Client().put(f"/api/v1/client/attempts/{key}", body, JSON)


def load(survey: LiveSurvey, key: str):
    return Client().get(f"/api/v1/client/attempts/{key}", {"link": survey.token})


def partner(world: World, *scopes: ApiScope) -> Client:
    with world.ours.context():
        _, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="x", scopes=list(scopes))
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_save_and_resume(world: World, survey: LiveSurvey, key: str):
    saved = save(survey, key, {"gender": "male", "mobile": "13800138000"}, language="zh-hans", url={"store": "S1"})
    assert (saved.status_code, saved.json()["quota_left"]) == (200, {"g": 1})
    found = load(survey, key)
    assert found.status_code == 200
    assert {**found.json(), "saved_at": saved.json()["saved_at"]} == {
        "state": "open",
        "version": 1,
        "edition": 1,
        "answers": {"gender": "male"},
        "private": ["mobile"],
        "url": {"store": "S1"},
        "page": "p1",
        "language": "zh-hans",
        "saved_at": saved.json()["saved_at"],
    }
    assert "13800138000" not in found.content.decode()
    assert found["Cache-Control"] == "no-store"


def test_a_full_quota_is_told(world: World, survey: LiveSurvey, key: str):
    save(survey, new_key(world.ours, survey), {"gender": "male"})
    body = save(survey, key, {"gender": "male"}).json()
    assert (body["quota_left"], body["full"]["quota"], body["full"]["do"]) == ({"g": 0}, "g", "end")
    sent = Client().post(
        "/api/v1/client/responses",
        {"link": survey.token, "answers": {"gender": "male"}, "idempotency_key": key, "saved": True},
        JSON,
    )
    assert (sent.status_code, sent.json()["outcome"]) == (201, "quota_full")
    assert load(survey, key).json()["state"] == "completed"


def test_nothing_is_saved_for_another_survey(world: World, survey: LiveSurvey, key: str):
    other = live(world.ours, RAW, "另一份")
    save(survey, key, {"gender": "male"})
    for answer in (load(other, key), save(other, key, {"gender": "female"}, 2), load(survey, "x" * 20)):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_attempt")
    assert Client().get(f"/api/v1/client/attempts/{key}").json()["code"] == "unknown_link"
    with world.ours.context():
        assert Attempt.objects.get().answers == {"gender": "male"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answers": []},
        {"answers": {}, "edition": 0},
        {"answers": {}, "edition": "x"},
        {"answers": "x", "edition": 1},
    ],
)
def test_unsound_bodies_save_nothing(world: World, survey: LiveSurvey, key: str, body: dict):
    answer = Client().put(f"/api/v1/client/attempts/{key}", {"link": survey.token, **body}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    with world.ours.context():
        assert not Attempt.objects.exists()


def test_what_comes_with_answers_is_kept(world: World, survey: LiveSurvey, key: str):
    sent = Client(
        headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) MicroMessenger/8.0.49"}
    )
    body = {
        "link": link_address(survey.token),
        "answers": {"gender": "female", "colour": "red"},
        "idempotency_key": key,
        "from_page": True,
        "url": {"utm_source": "weixin", "number": 3},
        "device": "d1",
        "screen": "390x844",
        "timings": {"gender": 900},
    }
    assert sent.post("/api/v1/client/responses", body, JSON).status_code == 201
    with world.ours.context():
        response = Response.objects.get()
    assert (response.context["browser"], response.context["utm"]) == ("wechat 8.0", {"source": "weixin"})
    assert (response.dropped, response.timings, response.is_signed) == ({"colour": "unknown"}, {"gender": 900}, True)
    seen = partner(world, ApiScope.RESPONSES_READ).get("/api/v1/responses", {"outcome": "complete"}).json()["results"]
    assert (seen[0]["path"], seen[0]["dropped"]) == ([["p1", ["gender"]], ["p2", ["mobile"]]], {"colour": "unknown"})
    assert seen[0]["ending"] == "done"


def test_a_survey_with_a_password(world: World, survey: LiveSurvey):
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=survey.survey.pk, rules=AccessInput(password="sesame"))
    address = f"/api/v1/client/surveys/{survey.token}"
    assert Client().get(address).json()["code"] == "password_needed"
    assert Client().post(f"{address}/unlock", {"password": "wrong"}, JSON).json()["code"] == "wrong_password"
    given = Client().post(f"{address}/unlock", {"password": "sesame"}, JSON).json()["access_pass"]
    assert Client().get(address, {"access_pass": given}).status_code == 200
    body = {"link": survey.token, "answers": {"gender": "female"}}
    assert Client().post("/api/v1/client/responses", body, JSON).status_code == 403
    assert Client().post("/api/v1/client/responses", {**body, "access_pass": given}, JSON).status_code == 201


def test_rules_by_api(world: World, survey: LiveSurvey):
    client = partner(world, ApiScope.SURVEYS_READ, ApiScope.SURVEYS_WRITE)
    address = f"/api/v1/surveys/{survey.survey.pk}/access"
    assert client.get(address).json() == {
        "has_password": False,
        "opens_at": None,
        "closes_at": None,
        "daily_from": None,
        "daily_until": None,
        "time_zone": "",
        "response_limit": None,
        "taken": 0,
        "once_per": "none",
        "once_days": 0,
        "close_text": {},
        "is_test_open": False,
    }
    changed = client.put(
        address,
        {
            "password": "sesame",
            "daily_from": "09:00",
            "daily_until": "18:00",
            "response_limit": 5,
            "once_per": "device",
        },
        JSON,
    ).json()
    assert (changed["has_password"], changed["daily_from"], changed["once_per"]) == (True, "09:00:00", "device")
    refused = client.put(address, {"daily_from": "09:00"}, JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_access")
    assert client.get(address).json() == changed
    assert partner(world, ApiScope.SURVEYS_READ).put(address, {}, JSON).status_code == 403
    with world.ours.context():
        assert "sesame" not in SurveyAccess.objects.get().password


def test_quotas_by_api(world: World, survey: LiveSurvey, key: str):
    save(survey, key, {"gender": "male"})
    found = partner(world, ApiScope.SURVEYS_READ).get(f"/api/v1/surveys/{survey.survey.pk}/quotas")
    assert found.json() == {
        "quotas": [
            {
                "id": "g",
                "name": "",
                "do": "end",
                "cells": [{"id": "men", "limit": 1, "counted": 0, "reserved": 1, "left": 0}],
            }
        ]
    }

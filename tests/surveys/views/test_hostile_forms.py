"""Forms that no page of ours would send."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from cem.accounts.enums import Role
from surveys.models import Attempt, Response
from surveys.services.access import AccessInput, set_access
from tests.factories.accounts import World
from tests.factories.respondents import definition, live, new_key, question
from tests.factories.surveys import LiveSurvey

JSON = "application/json"
RAW = definition(
    [question("mobile", "phone"), question("rooms", "number")], [question("why", "long_text", max_length=200)]
)


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    cache.clear()
    return live(world.ours, RAW)


def lock(world: World, survey: LiveSurvey, **rules) -> None:
    with world.ours.context():
        rules = AccessInput(password="sesame", **rules)
        set_access(actor=world.ours.actor(Role.OWNER), survey_id=survey.survey.pk, rules=rules)


@pytest.mark.parametrize("times", ['{"rooms": Infinity}', '{"rooms": 1e999}', '{"rooms": NaN}', "[" * 5000])
def test_times_that_are_none_are_left_out(world: World, survey: LiveSurvey, times: str):
    form = {"_answers": '{"rooms": 2}', "_timings": times}
    assert Client().post(f"/s/{survey.token}", form, headers={"Accept": JSON}).status_code == 200
    with world.ours.context():
        assert Response.objects.get().timings == {}


def test_what_cannot_be_stored_is_left_out_of_forms(world: World, survey: LiveSurvey):
    form = {"_key": new_key(world.ours, survey), "_screen": "p1", "rooms": "2\0"}
    assert Client().post(f"/s/{survey.token}", form).status_code == 200
    with world.ours.context():
        assert Attempt.objects.get().answers == {"rooms": 2}


def test_who_has_the_link_of_a_visit_does_not_read_the_telephone_number(world: World, survey: LiveSurvey):
    key = new_key(world.ours, survey)
    first = {"_key": key, "_screen": "p1", "mobile": "13800138000", "rooms": "2"}
    assert "13800138000" not in Client().post(f"/s/{survey.token}", first).content.decode()
    for form in ({"_screen": "p2", "_go": "back"}, {"_screen": "p1"}, {"_screen": "p2", "why": "x" * 999}):
        page = Client().post(f"/s/{survey.token}", {"_key": key, **form}).content.decode()
        assert "13800138000" not in page, form
    assert "13800138000" not in Client().get(f"/s/{survey.token}?r={key}").content.decode()


def test_a_form_does_not_show_what_the_password_keeps(world: World, survey: LiveSurvey):
    lock(world, survey, is_test_open=True)
    key = new_key(world.ours, survey)
    for form in ({"_go": "back"}, {"why": "x" * 999}, {"mobile": "1"}):
        page = Client().post(f"/s/{survey.token}", {"_key": key, "_screen": "p1", **form}).content.decode()
        assert ('name="mobile"' in page, 'name="_password"' in page) == (False, True)
    page = Client().get(f"/s/{survey.token}?test=1").content.decode()
    assert ('name="mobile"' in page, 'name="_password"' in page) == (False, True)
    body = {"link": survey.token, "answers": {"rooms": 2}, "test": True}
    assert Client().post("/api/v1/client/responses", body, JSON).json()["code"] == "password_needed"
    with world.ours.context():
        assert not Response.objects.exists()
        assert not Attempt.objects.exists()


def test_thousands_of_unknown_names_are_neither_told_nor_stored(world: World, survey: LiveSurvey):
    body = {"link": survey.token, "answers": {"rooms": 2, **{f"x{number}": 1 for number in range(5000)}}}
    refused = Client().post("/api/v1/client/responses", body, JSON)
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 20)
    assert Client().post("/api/v1/client/responses", {**body, "from_page": True}, JSON).status_code == 201
    with world.ours.context():
        assert len(json.dumps(Response.objects.get().dropped)) < 1000

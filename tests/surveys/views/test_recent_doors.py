"""A page that was opened a moment ago is shown again from memory; answers always ask the database."""

import pytest
from django.test import Client

from surveys.models import Response
from surveys.selectors import doors
from surveys.services.access import AccessInput, set_access
from surveys.services.publishing import close_survey
from tests.factories.accounts import World
from tests.factories.surveys import LiveSurvey, live_survey


@pytest.fixture(autouse=True)
def _a_minute(settings):
    settings.RESPONDENT_DOOR_SECONDS = 60
    doors._recent.clear()
    yield
    doors._recent.clear()


@pytest.fixture
def live(world: World) -> LiveSurvey:
    return live_survey(world.ours)


def test_second_visitor_costs_no_query(live: LiveSurvey, django_assert_num_queries):
    first = Client().get(live.path)
    with django_assert_num_queries(0):
        second = Client().get(live.path)
    assert second.status_code == first.status_code == 200
    assert "您有多大可能把晨光零售推荐给朋友或同事？" in second.content.decode()
    assert second.content != first.content


def test_closed_survey_may_be_seen_for_a_moment_and_takes_no_answer(world: World, live: LiveSurvey):
    Client().get(live.path)
    with world.ours.context():
        close_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    assert Client().get(live.path).status_code == 200
    refused = Client().post(live.path, {"nps": "9", "_key": "0123456789abcdef"})
    assert refused.status_code == 410
    with world.ours.context():
        assert not Response.objects.exists()
    doors._recent.clear()
    assert Client().get(live.path).status_code == 410


def test_two_organisations_are_kept_apart(world: World, live: LiveSurvey):
    theirs = live_survey(world.theirs)
    for _again in range(2):
        assert world.ours.organization.name in Client().get(live.path).content.decode()
        assert world.theirs.organization.name in Client().get(theirs.path).content.decode()


def test_survey_with_access_rules_is_always_looked_up(world: World, live: LiveSurvey):
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=live.survey.pk, rules=AccessInput(password="open sesame"))
    Client().get(live.path)
    assert not doors._recent


def test_way_back_to_saved_answers_is_always_looked_up(live: LiveSurvey, django_assert_max_num_queries):
    Client().get(live.path)
    with django_assert_max_num_queries(10) as asked:
        Client().get(f"{live.path}?r=0123456789abcdef")
    assert len(asked) > 0

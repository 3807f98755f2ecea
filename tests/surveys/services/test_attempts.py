from datetime import timedelta

import pytest
from django.utils import timezone

from cem.refusal import Refusal
from surveys.models import Attempt, Response
from surveys.services.attempts import ABANDONED, KEPT, all_answers, find_attempt, save_attempt, sweep_attempts
from surveys.services.publishing import close_survey
from surveys.services.visits import Visit
from tests.factories.accounts import World
from tests.factories.respondents import definition, hand_in, inside, live, new_key, question, words
from tests.factories.surveys import LiveSurvey, department_link

RAW = definition(
    [question("nps", "nps", low=words("低"), high=words("高")), question("mobile", "phone")],
    [question("reason", "long_text")],
)


def save(world: World, survey: LiveSurvey, key: str, answers: dict, edition: int = 1, **more):
    with inside(world.ours, survey) as door:
        return save_attempt(door=door, key=key, answers=answers, edition=edition, language="zh-hans", **more)


def kept(world: World, survey: LiveSurvey, key: str):
    with inside(world.ours, survey) as door:
        return find_attempt(door, key)


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    return live(world.ours, RAW)


@pytest.fixture
def key(world: World, survey: LiveSurvey) -> str:
    return new_key(world.ours, survey)


def test_saved_answers_come_back_without_private_ones(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"nps": 3, "mobile": "13800138000"}, page="p1", visit=Visit(url={"store": "S1"}))
    found = kept(world, survey, key)
    assert (found.answers, found.private, found.page, found.edition) == ({"nps": 3}, ("mobile",), "p1", 1)
    assert (found.url, found.version, found.state) == ({"store": "S1"}, 1, "open")
    with inside(world.ours, survey) as door:
        assert all_answers(door, key) == {"nps": 3, "mobile": "13800138000"}
    with world.ours.context():
        row = Attempt.objects.values().get()
    assert "13800138000" not in str(row)


def test_the_newest_edition_stays_in_any_order(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"nps": 2}, 2)
    late = save(world, survey, key, {"nps": 1}, 1)
    assert late.edition == 2
    assert kept(world, survey, key).answers == {"nps": 2}
    again = save(world, survey, key, {"nps": 9}, 2)
    assert (again.saved_at, kept(world, survey, key).answers) == (late.saved_at, {"nps": 2})
    save(world, survey, key, {"nps": 3}, 3)
    assert kept(world, survey, key).answers == {"nps": 3}
    with world.ours.context():
        assert Attempt.objects.count() == 1


def test_page_by_page_what_was_said_before_stays(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"nps": 2, "mobile": "13800138000"}, 1, merge=True)
    save(world, survey, key, {"reason": "慢", "nps": None}, 2, merge=True)
    with inside(world.ours, survey) as door:
        assert all_answers(door, key) == {"mobile": "13800138000", "reason": "慢"}


def test_what_is_no_question_is_not_kept(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"colour": "red", "x" * 200: 1, "nps@o1": 2, "_confirmed": ["nps"]})
    assert kept(world, survey, key).answers == {"nps@o1": 2, "_confirmed": ["nps"]}


def test_a_key_belongs_to_the_link_it_was_used_at(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"nps": 2})
    shop = LiveSurvey(survey.survey, department_link(world.ours, survey.survey, "上海店"))
    other = live(world.ours, RAW, "另一份")
    for place in (shop, other):
        assert kept(world, place, key) is None
        with pytest.raises(Refusal) as caught:
            save(world, place, key, {"nps": 9}, 2)
        assert (caught.value.code, caught.value.status) == ("unknown_attempt", 404)
    assert kept(world, survey, key).answers == {"nps": 2}


@pytest.mark.parametrize("bad", ["", "short", "x" * 65, "a b" * 6, "é" * 20, "../../../../etc/passwd"])
def test_what_is_no_key_is_refused(world: World, survey: LiveSurvey, bad: str):
    with pytest.raises(Refusal) as caught:
        save(world, survey, bad, {"nps": 2})
    assert caught.value.code == "unknown_attempt"
    assert kept(world, survey, bad) is None
    with world.ours.context():
        assert not Attempt.objects.exists()


def test_a_handed_in_attempt_holds_nothing_any_more(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"nps": 2, "mobile": "13800138000"})
    hand_in(world.ours, survey, {"nps": 2}, key, Visit(has_attempt=True))
    found = kept(world, survey, key)
    assert (found.state, found.answers, found.private) == ("completed", {}, ())
    with pytest.raises(Refusal) as caught:
        save(world, survey, key, {"nps": 9}, 2)
    assert (caught.value.code, caught.value.status) == ("already_answered", 409)
    with world.ours.context():
        assert Response.objects.get().answers == {"nps": 2}


def test_a_closed_survey_saves_nothing(world: World, survey: LiveSurvey, key: str):
    with world.ours.context():
        close_survey(actor=world.ours.actor(), survey_id=survey.survey.pk)
    with pytest.raises(Refusal) as caught:
        save(world, survey, key, {"nps": 2})
    assert caught.value.code == "survey_closed"
    with world.ours.context():
        assert not Attempt.objects.exists()


def test_sweep_marks_and_forgets(world: World, survey: LiveSurvey, key: str):
    save(world, survey, key, {"nps": 2})
    now = timezone.now()
    with world.theirs.context():
        assert sweep_attempts(now=now + KEPT + timedelta(days=1)) == 0
    with world.ours.context():
        assert sweep_attempts(now=now + ABANDONED + timedelta(minutes=1)) == 0
    assert kept(world, survey, key).state == "abandoned"
    # Who comes back goes on.
    save(world, survey, key, {"nps": 3}, 2)
    assert kept(world, survey, key).state == "open"
    with world.ours.context():
        assert sweep_attempts(now=now + KEPT + timedelta(days=1)) == 1
    assert kept(world, survey, key) is None


def test_saving_costs_few_statements(world: World, survey: LiveSurvey, key: str, django_assert_num_queries):
    save(world, survey, key, {"nps": 1})
    with inside(world.ours, survey) as door, django_assert_num_queries(1):
        save_attempt(door=door, key=key, answers={"nps": 2}, edition=2)

"""What is stored of a visit beside the answers."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cem.events.models import Event
from cem.refusal import Refusal
from surveys.domain.proof_of_work import challenge_of, solve
from surveys.models import Response
from surveys.services.access import AccessInput, set_access
from surveys.services.visits import Visit, issue_key, mark, page_key, surroundings
from tests.factories.accounts import World
from tests.factories.respondents import definition, door_of, hand_in, inside, live, new_key, options, question
from tests.surveys.domain.test_clients import WECHAT

RAW = definition(
    [question("gender", "single", options=options("male", "female"), required=True)],
    [question("why", "long_text", **{"if": {"==": [{"var": "answers.gender"}, "male"]}})],
    [question("mobile", "phone")],
)


def stored(world: World) -> Response:
    with world.ours.context():
        return Response.objects.get()


def events(world: World) -> list[str]:
    with world.ours.context():
        return list(Event.objects.filter(name__startswith="response.").values_list("name", flat=True))


def test_everything_known_of_a_visit_is_kept(world: World):
    survey = live(world.ours, RAW)
    key = new_key(world.ours, survey)
    visit = Visit(
        url={"utm_source": "weixin", "store": "S1", "lang": "zh"},
        user_agent=WECHAT,
        address="203.0.113.7",
        device="device-1",
        person="customer-4711",
        referrer="https://shop.example/a?b=c",
        screen="390x844@3",
        timings={"gender": 1200, "why": -5, "colour": 3, "mobile": "x", "nan": True},
    )
    hand_in(world.ours, survey, {"gender": "male", "why": "慢"}, key, visit)
    response = stored(world)
    assert (response.outcome, response.ending, response.is_signed) == ("complete", "done", True)
    assert response.path == [["p1", ["gender"]], ["p2", ["why"]], ["p3", ["mobile"]]]
    assert response.context == {
        "device": "phone",
        "browser": "wechat 8.0",
        "system": "android 13",
        "screen": "390x844@3",
        "referrer": "https://shop.example/a",
        "utm": {"source": "weixin"},
        "url": {"store": "S1"},
    }
    assert response.timings == {"gender": 1200, "why": 0}
    assert 0 <= response.seconds < 60
    assert response.started_at <= response.submitted_at
    with world.ours.context():
        assert response.device_mark == mark("device", "device-1")
        assert response.person_mark == mark("person", "customer-4711")
    assert response.address_mark == ""
    assert len(response.seed) == 16


def test_marks_differ_between_organizations_and_kinds(world: World):
    with world.ours.context():
        ours = {mark("device", "x"), mark("person", "x")}
    with world.theirs.context():
        assert not ours & {mark("device", "x"), mark("person", "x")}
        assert mark("device", "") == ""


def test_hidden_and_unreached_answers_are_dropped_and_noted(world: World):
    survey = live(world.ours, RAW)
    hand_in(world.ours, survey, {"gender": "female", "why": "慢"})
    response = stored(world)
    assert (response.answers, response.dropped) == ({"gender": "female"}, {"why": "hidden"})


def test_unknown_answers_are_refused_unless_they_come_from_the_page(world: World):
    survey = live(world.ours, RAW)
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, survey, {"gender": "female", "colour": 1})
    assert {name: error["code"] for name, error in caught.value.errors.items()} == {"colour": "unknown_question"}
    hand_in(world.ours, survey, {"gender": "female", "colour": 1}, from_page=True)
    assert stored(world).dropped == {"colour": "unknown"}


def test_private_answers_are_masked_and_encrypted(world: World):
    survey = live(world.ours, RAW)
    hand_in(world.ours, survey, {"gender": "female", "mobile": "13800138000"})
    response = stored(world)
    assert "13800138000" not in str(response.answers) + response.private
    assert response.answers["mobile"].endswith("8000")
    assert response.private


def test_a_screened_out_response_is_told_apart(world: World):
    raw = definition(
        [question("gender", "single", options=options("male", "female"))],
        endings=[
            {
                "id": "out",
                "outcome": "screened_out",
                "if": {"==": [{"var": "answers.gender"}, "male"]},
                "title": {"zh-hans": "谢谢"},
            },
            {"id": "done", "outcome": "complete", "title": {"zh-hans": "谢谢"}},
        ],
    )
    survey = live(world.ours, raw)
    accepted = hand_in(world.ours, survey, {"gender": "male"})
    assert (accepted.outcome, accepted.ending) == ("screened_out", "out")
    hand_in(world.ours, survey, {"gender": "female"})
    assert sorted(events(world)) == ["response.completed", "response.screened_out"]


def test_a_test_is_no_completed_response(world: World):
    survey = live(world.ours, RAW)
    visit = Visit(is_test=True)
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, survey, {"gender": "male"}, visit=visit)
    assert (caught.value.code, events(world)) == ("test_not_open", [])
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=survey.survey.pk, rules=AccessInput(is_test_open=True))
    hand_in(world.ours, survey, {"gender": "male"}, visit=visit)
    assert stored(world).is_test
    assert events(world) == ["response.screened_out"]


def test_a_key_of_another_survey_is_taken_as_unsigned(world: World):
    survey, other = live(world.ours, RAW), live(world.ours, RAW, "另一份")
    hand_in(world.ours, survey, {"gender": "male"}, new_key(world.ours, other))
    response = stored(world)
    assert (response.is_signed, response.started_at, response.seconds) == (False, None, None)


def test_surroundings_go_by_the_start_of_the_visit(world: World, monkeypatch):
    survey = live(world.ours, RAW)
    long_ago = timezone.now() - timedelta(days=3)
    with inside(world.ours, survey) as door:
        monkeypatch.setattr(time, "time", long_ago.timestamp)
        text = issue_key(door)
        monkeypatch.undo()
        around = surroundings(door, page_key(door, text), Visit(user_agent=WECHAT), "en")
    assert around.context["today"] == timezone.localtime(long_ago).date().isoformat()
    assert (around.context["device"], around.context["language"], around.turn) == ("phone", "en", None)


def test_turns_are_counted_only_where_there_are_experiments(world: World):
    plain = live(world.ours, RAW)
    experiments = [{"id": "ab", "arms": [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]}]
    tried = live(world.ours, {**RAW, "experiments": experiments}, "实验")
    with inside(world.ours, plain) as door:
        assert surroundings(door, page_key(door, issue_key(door)), Visit(), "").turn is None
    with inside(world.ours, tried) as door:
        keys = [page_key(door, issue_key(door)) for _each in range(4)]
        assert [surroundings(door, key, Visit(), "").turn for key in keys] == [0, 1, 2, 3]
    for key in keys:
        hand_in(world.ours, tried, {"gender": "female"}, key.text)
    with world.ours.context():
        arms = [row.arms["ab"] for row in Response.objects.order_by("id")]
    assert sorted(arms) == ["a", "a", "b", "b"]


def test_a_riddle_must_be_solved_for_this_key(world: World):
    raw = definition([question("check", "captcha", required=True, difficulty=8)])
    survey = live(world.ours, raw)
    key, other = new_key(world.ours, survey), new_key(world.ours, survey)
    solution = solve(challenge_of(key, "check"), 8)
    for answers, used in (({}, key), ({"check": "1"}, other), ({"check": "not a number"}, key)):
        with pytest.raises(Refusal) as caught:
            hand_in(world.ours, survey, answers, used)
        assert set(caught.value.errors) == {"check"}
    hand_in(world.ours, survey, {"check": solution}, key)
    assert "check" not in stored(world).answers


def test_door_tells_the_rules(world: World, django_assert_num_queries):
    survey = live(world.ours, RAW)
    assert door_of(world.ours, survey).access is None
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=survey.survey.pk, rules=AccessInput(close_text={"en": "Closed"}))
    door = door_of(world.ours, survey)
    assert (door.access.close_text, door.access.time_zone) == ({"en": "Closed"}, "Asia/Shanghai")

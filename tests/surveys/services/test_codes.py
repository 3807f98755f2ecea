import logging
from pathlib import Path

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisConnectionError

from cem.accounts.enums import Role
from cem.refusal import Refusal
from surveys.domain.exports import export_cells, export_columns
from surveys.models import Response, Survey, SurveyVersion
from surveys.selectors.definitions import published_program
from surveys.selectors.responses import answers_in_words, read_private
from surveys.services import codes
from surveys.services.codes import SentCode, send_code
from surveys.services.publishing import publish_survey
from surveys.services.visits import Visit
from tests.factories.accounts import Tenant, World
from tests.factories.codes import NUMBER, Post, asking, given, pass_time
from tests.factories.respondents import definition, hand_in, inside, live, new_key, options, question
from tests.factories.surveys import LiveSurvey


@pytest.fixture(autouse=True)
def post(settings, tmp_path: Path) -> Post:
    cache.clear()
    settings.SMS, settings.SMS_FOLDER = "file", tmp_path
    return Post(tmp_path)


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    return live(world.ours, asking())


@pytest.fixture
def key(world: World, survey: LiveSurvey) -> str:
    return new_key(world.ours, survey)


def send(tenant: Tenant, survey: LiveSurvey, key: str, phone: str = NUMBER, of: str = "mobile", **visit) -> SentCode:
    with inside(tenant, survey) as door:
        return send_code(door=door, key=key, question=of, phone=phone, visit=Visit(**visit))


def refused(tenant: Tenant, survey: LiveSurvey, key: str, *args, **more) -> str:
    with pytest.raises(Refusal) as caught:
        send(tenant, survey, key, *args, **more)
    return caught.value.code


def error(tenant: Tenant, survey: LiveSurvey, key: str, answer, name: str = "mobile") -> str:
    """The code of the error with which the answers are refused; nothing is stored then."""
    with pytest.raises(Refusal) as caught:
        hand_in(tenant, survey, {name: answer}, key)
    with tenant.context():
        assert not Response.objects.exists()
    return caught.value.errors[name]["code"]


def test_right_code_verifies_the_number_and_is_not_stored(world: World, survey: LiveSurvey, key: str, post: Post):
    sent = send(world.ours, survey, key, "+86 138 0013 8000")
    assert sent == SentCode("138****8000", wait=60, valid=600)
    assert post.texts[0].startswith(f"To: {NUMBER}\n")
    assert "晨光零售" in post.texts[0]
    hand_in(world.ours, survey, {"mobile": given(post.code)}, key)
    with world.ours.context():
        response = Response.objects.get()
        assert response.answers == {"mobile": "138****8000"}
        assert read_private(response) == {"mobile": NUMBER}
        assert [word.is_verified for word in answers_in_words(response, organization_name="x")] == [True]
        program = published_program(response.version_id)
        columns = export_columns([program], [], "zh-hans", "x")
        assert [column.name for column in columns] == ["mobile", "mobile_verified", "why"]
        cells = export_cells(program, response.answers)
        assert cells == {("mobile", "mobile"): "138****8000", ("mobile", "mobile_verified"): 1}


@pytest.mark.parametrize("answer", [NUMBER, {"number": NUMBER}, {"number": NUMBER, "code": " "}])
def test_number_without_a_code_is_refused(world: World, survey: LiveSurvey, key: str, answer):
    send(world.ours, survey, key)
    assert error(world.ours, survey, key, answer) == "code_missing"


def test_a_question_that_is_not_required_may_stay_empty(world: World, survey: LiveSurvey, key: str):
    assert hand_in(world.ours, survey, {"why": "慢"}, key).is_new


def test_five_wrong_codes_and_it_is_over(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key)
    assert [error(world.ours, survey, key, given(post.wrong)) for _try in range(5)] == ["code_wrong"] * 5
    assert error(world.ours, survey, key, given(post.code)) == "code_expired"
    pass_time(61)
    send(world.ours, survey, key)
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).is_new


def test_fifth_code_may_be_right(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key)
    for _try in range(4):
        error(world.ours, survey, key, given(post.wrong))
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).is_new


def test_code_is_over_after_ten_minutes(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key)
    pass_time(601)
    assert error(world.ours, survey, key, given(post.code)) == "code_expired"


def test_code_is_valid_for_ten_minutes(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key)
    pass_time(570)
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).is_new


def test_code_that_was_never_sent(world: World, survey: LiveSurvey, key: str):
    assert error(world.ours, survey, key, given("123456")) == "code_expired"


def test_only_the_newest_code_counts(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key)
    first = post.code
    pass_time(61)
    send(world.ours, survey, key)
    if first != post.code:
        assert error(world.ours, survey, key, given(first)) == "code_wrong"
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).is_new


def test_code_is_worth_nothing_for_another_number_visit_or_organization(
    world: World, survey: LiveSurvey, key: str, post: Post
):
    send(world.ours, survey, key)
    assert error(world.ours, survey, key, given(post.code, "13900139000")) == "code_expired"
    assert error(world.ours, survey, new_key(world.ours, survey), given(post.code)) == "code_expired"
    theirs = live(world.theirs, asking())
    assert error(world.theirs, theirs, key, given(post.code)) == "code_expired"
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).is_new


def test_repeat_of_what_was_taken_is_taken_again_whenever(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key)
    first = hand_in(world.ours, survey, {"mobile": given(post.code)}, key)
    pass_time(601)
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key) == type(first)(first.response_id, False)
    cache.clear()
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).response_id == first.response_id
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, survey, {"mobile": given(post.code, "13900139000")}, key)
    assert caught.value.code == "already_answered"
    with world.ours.context():
        assert Response.objects.count() == 1


def test_right_code_stays_right_when_another_answer_was_wrong(world: World, post: Post):
    survey = live(world.ours, asking(question("sat", "single", options=options("a", "b"), required=True)))
    key = new_key(world.ours, survey)
    send(world.ours, survey, key)
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, survey, {"mobile": given(post.code)}, key)
    assert set(caught.value.errors) == {"sat"}
    pass_time(3600)
    assert error(world.ours, survey, key, given(post.wrong)) == "code_expired"
    assert hand_in(world.ours, survey, {"mobile": given(post.code), "sat": "a"}, key).is_new


def test_each_turn_of_a_loop_has_a_code_of_its_own(world: World, post: Post):
    raw = definition(
        [question("who", "multiple", options=options("a", "b"))], [question("mobile", "phone", verify=True)]
    )
    raw["pages"][1]["loop"] = {"question": "who", "take": "chosen"}
    survey = live(world.ours, raw)
    key = new_key(world.ours, survey)
    send(world.ours, survey, key, of="mobile@a")
    code = post.code
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, survey, {"who": ["a", "b"], "mobile@a": given(code), "mobile@b": given(code)}, key)
    assert {name: found["code"] for name, found in caught.value.errors.items()} == {"mobile@b": "code_expired"}
    assert hand_in(world.ours, survey, {"who": ["a"], "mobile@a": given(code)}, key).is_new


def test_what_cannot_be_sent_is_refused(world: World, survey: LiveSurvey, key: str, post: Post, settings):
    ours = world.ours
    assert refused(ours, survey, key, "12345") == "phone_invalid"
    assert refused(ours, survey, key, "") == "phone_invalid"
    assert refused(ours, survey, key, "138****8000") == "phone_invalid"
    assert refused(ours, survey, key, "010-62345678") == "phone_invalid"
    assert refused(ours, survey, key, of="why") == "unknown_question"
    assert refused(ours, survey, key, of="x" * 101) == "unknown_question"
    assert refused(ours, survey, "short") == "unknown_attempt"
    settings.SMS = ""
    assert refused(ours, survey, key) == "sms_not_configured"
    assert post.texts == []


def test_a_plain_phone_question_sends_nothing(world: World, post: Post):
    survey = live(world.ours, definition([question("mobile", "phone")]))
    assert refused(world.ours, survey, new_key(world.ours, survey)) == "unknown_question"
    assert post.texts == []


def test_one_code_a_minute_five_an_hour_ten_a_day_to_a_number(world: World, survey: LiveSurvey, post: Post):
    theirs = live(world.theirs, asking())

    def ask(tenant: Tenant = world.ours, to: LiveSurvey = survey, phone: str = NUMBER) -> str:
        try:
            return send(tenant, to, new_key(tenant, to), phone).number
        except Refusal as refusal:
            return refusal.code

    assert [ask(), ask(), ask(phone="0086" + NUMBER)] == ["138****8000", "too_many_codes", "too_many_codes"]
    # A number has one budget, whoever sends to it.
    assert ask(world.theirs, theirs) == "too_many_codes"
    assert ask(phone="13900139000") == "139****9000"
    for _minute in range(4):
        pass_time(61)
        assert ask() == "138****8000"
    pass_time(61)
    assert ask() == "too_many_codes"
    sent = 5
    for _minute in range(20):
        pass_time(900)
        sent += ask() == "138****8000"
    assert sent == 10
    assert len(post.texts) == 11
    pass_time(86_400)
    assert ask() == "138****8000"


def test_ten_codes_in_ten_minutes_from_an_address(world: World, survey: LiveSurvey, key: str):
    def ask(at: int, address: str) -> str:
        try:
            return send(world.ours, survey, key, f"1380013{at:04d}", address=address).number
        except Refusal as refusal:
            return refusal.code

    assert [ask(at, "192.0.2.1") == "too_many_codes" for at in range(12)] == [False] * 10 + [True] * 2
    assert ask(50, "192.0.2.2") == "138****0050"
    pass_time(601)
    assert ask(51, "192.0.2.1") == "138****0051"


def test_a_survey_has_a_budget_too(world: World, survey: LiveSurvey, key: str, monkeypatch):
    monkeypatch.setitem(codes.LIMITS, "survey", ((3600, 3),))
    for at in range(3):
        send(world.ours, survey, key, f"1380013800{at}")
    assert refused(world.ours, survey, key, "13800138009") == "too_many_codes"
    other = live(world.ours, asking())
    assert send(world.ours, other, new_key(world.ours, other), "13800138008").number == "138****8008"


def test_message_that_cannot_be_sent_is_said_and_logged_without_the_number(
    world: World, survey: LiveSurvey, key: str, settings, caplog
):
    settings.SMS = "webhook+http://:hidden@127.0.0.1:9/send"
    with caplog.at_level(logging.INFO):
        assert refused(world.ours, survey, key) == "code_not_sent"
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "could not be sent" in told
    assert NUMBER not in told
    assert "hidden" not in told


def test_cache_holds_neither_number_nor_code(world: World, survey: LiveSurvey, key: str, post: Post):
    send(world.ours, survey, key, address="192.0.2.1")
    client = cache._cache.get_client()
    held = b"".join(name + b"=" + client.get(name) for name in client.scan_iter("cem:*"))
    for secret in (NUMBER, post.code, key, "192.0.2.1"):
        assert secret.encode() not in held


def test_nothing_is_taken_while_codes_cannot_be_read(
    world: World, survey: LiveSurvey, key: str, post: Post, monkeypatch
):
    send(world.ours, survey, key)

    def fail(*_args, **_more):
        raise RedisConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(type(cache._cache), "get", fail)
        with pytest.raises(Refusal) as caught:
            hand_in(world.ours, survey, {"mobile": given(post.code)}, key)
    assert (caught.value.code, caught.value.status) == ("codes_unavailable", 503)
    with world.ours.context():
        assert not Response.objects.exists()
    assert hand_in(world.ours, survey, {"mobile": given(post.code)}, key).is_new


def test_survey_that_verifies_is_not_published_without_a_carrier(world: World, settings):
    settings.SMS = ""
    with world.ours.context():
        draft = Survey.objects.create(title="x", draft=asking())
        with pytest.raises(Refusal) as caught:
            publish_survey(actor=world.ours.actor(Role.OWNER), survey_id=draft.pk)
        assert caught.value.code == "survey_has_errors"
        assert [found["code"] for found in caught.value.errors["mobile"]] == ["sms_not_configured"]
        assert "CEM_SMS" in caught.value.errors["mobile"][0]["message"]
        assert not SurveyVersion.objects.exists()
        settings.SMS = "file"
        publish_survey(actor=world.ours.actor(Role.OWNER), survey_id=draft.pk)
        assert SurveyVersion.objects.count() == 1


def test_codes_to_landlines_only_are_a_fault_of_the_definition(world: World):
    with world.ours.context():
        draft = Survey.objects.create(title="x", draft=asking(kinds=["landline"]))
        with pytest.raises(Refusal) as caught:
            publish_survey(actor=world.ours.actor(Role.OWNER), survey_id=draft.pk)
    assert caught.value.code == "invalid_definition"
    assert [found["code"] for found in caught.value.errors["pages.0.questions.0.kinds"]] == ["landline_verified"]

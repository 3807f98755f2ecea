import html
import json
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from surveys.models import Attempt, Response
from surveys.services.access import AccessInput, set_access
from surveys.services.publishing import close_survey
from tests.factories.accounts import Tenant, World
from tests.factories.codes import NUMBER, Post, asking, given, pass_time
from tests.factories.respondents import definition, live, new_key, question
from tests.factories.surveys import LiveSurvey


@pytest.fixture(autouse=True)
def post(settings, tmp_path: Path) -> Post:
    cache.clear()
    settings.SMS, settings.SMS_FOLDER = "file", tmp_path
    return Post(tmp_path)


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    return live(world.ours, asking(question("name", "short_text")))


@pytest.fixture
def key(world: World, survey: LiveSurvey) -> str:
    return new_key(world.ours, survey)


def ask(survey: LiveSurvey, key: str, phone: str = NUMBER, address: str = "192.0.2.1", query: str = "", **more: str):
    return Client(enforce_csrf_checks=True).post(
        f"{survey.path}/codes{query}",
        {"key": key, "question": "mobile", "phone": phone, **more},
        REMOTE_ADDR=address,
    )


def step(survey: LiveSurvey, key: str, screen: str = "p1", **data: str):
    """What a browser without script sends."""
    return Client().post(survey.path, {"_key": key, "_screen": screen, **data})


def field(page, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)"', page.content.decode())
    return html.unescape(found[1])


def error(page) -> str:
    found = re.search(r'<p class="s-error" id="e-mobile">([^<]*)</p>', page.content.decode())
    return found[1] if found else ""


def responses(tenant: Tenant) -> list[dict]:
    with tenant.context():
        return list(Response.objects.values_list("answers", flat=True))


def test_code_is_sent_and_nothing_is_told(survey: LiveSurvey, key: str, post: Post):
    response = ask(survey, key)
    assert response.status_code == 202
    assert response.json() == {"number": "138****8000", "wait": 60, "valid": 600}
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert len(post.texts) == 1
    assert post.code not in response.content.decode()


def test_code_is_asked_for_in_json_too(survey: LiveSurvey, key: str, post: Post):
    body = {"key": key, "question": "mobile", "phone": "+86 138 0013 8000", "version": 1}
    response = Client().post(f"{survey.path}/codes", json.dumps(body), content_type="application/json")
    assert response.status_code == 202
    assert len(post.texts) == 1


def test_message_speaks_the_language_of_the_page(world: World, key: str, post: Post):
    raw = asking()
    raw["languages"] = ["zh-hans", "en"]
    survey = live(world.ours, raw)
    ask(survey, new_key(world.ours, survey), query="?lang=en")
    assert post.texts[0].endswith("is your code for 晨光零售. It is valid for 10 minutes; please give it to nobody.\n")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"[1]", 400, "not_an_object"),
        (b"{", 400, "not_an_object"),
        (b"\xff", 400, "not_an_object"),
        (b"{}", 404, "unknown_attempt"),
        (b'{"key": ["x"], "question": {}, "phone": null}', 404, "unknown_attempt"),
        (b'{"key": "0123456789abcdef", "question": "mobile\\u0000"}', 404, "unknown_question"),
        (b'{"key": "0123456789abcdef", "question": "\\ud800", "access_pass": "\\ud800"}', 404, "unknown_question"),
        (b'{"key": "0123456789abcdef", "question": "mobile", "phone": "\\ud800"}', 422, "phone_invalid"),
        (
            b'{"key": "0123456789abcdef", "question": "mobile", "phone": 138, "version": "\xc2\xb2"}',
            422,
            "phone_invalid",
        ),
        (b" " * 5000, 413, "too_large"),
    ],
)
def test_nonsense_is_refused(survey: LiveSurvey, post: Post, body: bytes, status: int, code: str):
    response = Client().post(f"{survey.path}/codes", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert post.texts == []


def test_only_what_this_link_asks_gets_a_code(world: World, survey: LiveSurvey, key: str, post: Post):
    assert ask(survey, key, question="name").status_code == 404
    assert Client().post("/s/nothing/codes", {"key": key}).json()["code"] == "unknown_link"
    assert Client().get(f"{survey.path}/codes").status_code == 405
    with world.ours.context():
        close_survey(actor=world.ours.actor(), survey_id=survey.survey.pk)
    assert ask(survey, key).status_code == 410
    assert post.texts == []


def test_password_of_the_survey_stands_before_its_codes(world: World, survey: LiveSurvey, key: str, post: Post):
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=survey.survey.pk, rules=AccessInput(password="kaimen"))
    response = ask(survey, key)
    assert (response.status_code, response.json()["code"]) == (403, "password_needed")
    unlocked = Client().post(
        f"/api/v1/client/surveys/{survey.token}/unlock", {"password": "kaimen"}, "application/json"
    )
    assert ask(survey, key, access_pass=unlocked.json()["access_pass"]).status_code == 202
    assert len(post.texts) == 1


def test_limits_of_number_and_address_refuse_alike(survey: LiveSurvey, key: str, post: Post):
    assert ask(survey, key).status_code == 202
    by_number = ask(survey, key, address="192.0.2.9")
    for at in range(8):
        assert ask(survey, key, f"1390013900{at}").status_code == 202
    assert ask(survey, key, "13900139008").status_code == 202
    by_address = ask(survey, key, "13900139009")
    assert by_number.status_code == by_address.status_code == 429
    assert by_number.json() == by_address.json()
    assert by_number["Retry-After"] == by_address["Retry-After"] == "60"
    assert len(post.texts) == 10


def test_without_script_the_button_shows_the_page_again_with_everything(survey: LiveSurvey, key: str, post: Post):
    page = step(survey, key, mobile="138 0013 8000", name="王芳", _code="mobile")
    assert page.status_code == 200
    assert "138****8000" in re.search(r'id="notice">([^<]*)<', page.content.decode())[1]
    assert (field(page, "mobile"), field(page, "name"), field(page, "mobile.code")) == ("138 0013 8000", "王芳", "")
    again = step(survey, key, mobile=NUMBER, name="王芳", _code="mobile")
    assert again.status_code == 429
    assert field(again, "name") == "王芳"
    assert len(post.texts) == 1
    wrong = step(survey, key, mobile="12", _code="mobile")
    assert wrong.status_code == 422
    strange = step(survey, key, mobile=NUMBER, _code="name")
    assert strange.status_code == 404


def test_without_script_a_wrong_code_is_said_on_its_page(world: World, survey: LiveSurvey, key: str, post: Post):
    missing = step(survey, key, mobile=NUMBER)
    assert missing.status_code == 422
    assert error(missing)
    step(survey, key, mobile=NUMBER, _code="mobile")
    wrong = step(survey, key, mobile=NUMBER, **{"mobile.code": post.wrong})
    assert wrong.status_code == 422
    assert error(wrong) not in {"", error(missing)}
    assert field(wrong, "mobile.code") == post.wrong
    assert responses(world.ours) == []


def test_code_of_a_saved_page_is_not_asked_for_again(world: World, survey: LiveSurvey, key: str, post: Post):
    step(survey, key, mobile=NUMBER, _code="mobile")
    code = post.code
    second = step(survey, key, mobile=NUMBER, **{"mobile.code": code})
    assert 'name="why"' in second.content.decode()
    with world.ours.context():
        attempt = Attempt.objects.get()
        assert "mobile" not in attempt.answers
        assert NUMBER not in attempt.private
    pass_time(3600)
    back = step(survey, key, screen="p2", why="慢", _go="back")
    # Whoever has the link of a visit is not told the number; fields that are left empty keep it.
    assert NUMBER not in back.content.decode()
    step(survey, key, mobile="", **{"mobile.code": ""})
    done = step(survey, key, screen="p2", why="慢")
    assert done.status_code == 303
    assert responses(world.ours) == [{"mobile": "138****8000", "why": "慢"}]


def test_script_hands_in_and_repeats(world: World, survey: LiveSurvey, key: str, post: Post):
    ask(survey, key)

    def send(code: str):
        data = {"_key": key, "_answers": json.dumps({"mobile": given(code)})}
        return Client().post(survey.path, data, headers={"Accept": "application/json"})

    wrong = send(post.wrong)
    assert wrong.status_code == 422
    assert wrong.json()["errors"]["mobile"]["code"] == "code_wrong"
    first = send(post.code)
    assert "location" in first.json()
    pass_time(3600)
    assert send(post.code).json() == first.json()
    assert responses(world.ours) == [{"mobile": "138****8000"}]


def test_api_takes_a_number_with_its_code(world: World, survey: LiveSurvey, post: Post):
    key = "partner-key-0001"
    assert ask(survey, key).status_code == 202

    def send(answer: object):
        body = {"link": survey.token, "answers": {"mobile": answer}, "idempotency_key": key}
        return Client().post("/api/v1/client/responses", json.dumps(body), content_type="application/json")

    assert send(NUMBER).json()["errors"]["mobile"]["code"] == "code_missing"
    assert send(given(post.wrong)).json()["errors"]["mobile"]["code"] == "code_wrong"
    assert send(given(post.code)).status_code == 201
    assert send(given(post.code)).status_code == 201
    assert responses(world.ours) == [{"mobile": "138****8000"}]


def test_plain_phone_question_has_no_code_field(world: World):
    plain = live(world.ours, definition([question("mobile", "phone")]))
    assert "_code" not in Client().get(plain.path).content.decode()
    asked = live(world.ours, asking())
    page = Client().get(asked.path).content.decode()
    assert 'name="_code" value="mobile"' in page
    assert 'name="mobile.code"' in page


def test_pages_of_members_say_that_a_number_was_verified(world: World, survey: LiveSurvey, key: str, post: Post):
    ask(survey, key)
    step(survey, key, mobile=NUMBER, **{"mobile.code": post.code})
    step(survey, key, screen="p2")
    page = world.ours.client().get(reverse("surveys:responses", args=["ours", survey.survey.pk])).content.decode()
    assert re.search(r"138\*{4}8000 <span class=\"tag tone-success\">", page)

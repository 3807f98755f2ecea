"""What the respondent's page is made of: its weight, its looks, its doors, its endings."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from surveys.domain.questions import QUESTION_TYPES
from surveys.models import Attempt, Response
from surveys.services.access import AccessInput, set_access
from surveys.services.brand import edit_brand
from surveys.views import pages
from surveys.views.sameness import is_same_for_all
from surveys.views.scripts import bundle, needs_of
from tests.factories.accounts import World
from tests.factories.surveys import LiveSurvey
from tests.surveys.views.definitions import TEN, of_types, published, words

# Kilobytes on the wire: a page of ten questions with everything, and the script for every type there is.
PAGE_BUDGET, SCRIPT_BUDGET = 40_000, 35_000


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def html_of(live: LiveSurvey, query: str = "", **headers: str) -> str:
    return Client().get(live.path + query, headers=headers).content.decode()


def allow(world: World, live: LiveSurvey, **rules) -> None:
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=live.survey.pk, rules=AccessInput(**rules))


def test_page_of_ten_questions_keeps_to_its_budget(world: World):
    html = html_of(published(world.ours, of_types(*TEN)))
    script = Client().get(re.search(r'src="(/s/script/[^"]+)"', html)[1])
    folder = Path(settings.BASE_DIR, "static/respondent")
    files = [(folder / name).read_bytes() for name in ("respondent.css", "faces.svg")]
    assert sum(map(weight, [html.encode(), script.content, *files])) < PAGE_BUDGET
    asked_for = {address.partition("#")[0] for address in re.findall(r'(?:src|href)="(/[^"]+)"', html)}
    assert len(asked_for) == 1 + len(files)


def test_script_for_every_type_keeps_to_its_budget():
    assert weight(bundle(needs_of([*QUESTION_TYPES, "patterns.js", "trajectory.js"])).encode()) < SCRIPT_BUDGET


def test_script_is_kept_for_ever_under_its_mark_only(world: World):
    address = re.search(r'src="(/s/script/[^"]+)"', html_of(published(world.ours, of_types("nps"))))[1]
    assert "immutable" in Client().get(address)["Cache-Control"]
    assert Client().get(re.sub(r"/\w+\.js", "/0123.js", address))["Cache-Control"] == "no-store"
    assert Client().get("/s/script/zz/0123.js").status_code == 404
    assert Client().get("/s/script/ffffffffffffffff/0123.js").status_code == 404


def test_every_type_is_shown_and_its_fields_are_read_again(world: World):
    """What a form of the page sends for an answer is read as that answer; so templates and types agree on names."""
    live = published(world.ours, of_types(*QUESTION_TYPES))
    html = html_of(live)
    asked = {name: f"k{at}" for at, name in enumerate(QUESTION_TYPES, 1)}
    for name, key in asked.items():
        assert (f'data-question="{key}"' in html) == (name not in {"hidden", "calculated"})
    fields = set(re.findall(r' name="([^"]+)"', html))
    for part in (
        f"{asked['rating']}.tags", f"{asked['region']}.province", f"{asked['side_by_side']}.north.score",
        f"{asked['kano']}.night.without", f"{asked['maxdiff']}.s1.best", f"{asked['cascade']}.2",
        f"{asked['date_range']}.from", f"{asked['emotion']}.intensity", f"{asked['single']}.open.other",
        f"{asked['ranking']}.price", f"{asked['constant_sum']}.food", f"{asked['location']}.lat",
        f"{asked['matrix_multiple']}.taste", f"{asked['consent_contact']}.phone",
    ):  # fmt: skip
        assert part in fields


def test_first_page_is_made_once_where_all_see_the_same(world: World, monkeypatch: pytest.MonkeyPatch):
    live = published(world.ours, of_types("nps", "long_text"))
    first = html_of(live, "?a=1")
    monkeypatch.setattr(pages, "_render", None)
    second = html_of(live, "?a=2")
    keys = [re.search(r'name="_key" value="([^"]+)"', html)[1] for html in (first, second)]
    assert keys[0] != keys[1]
    assert '"url":{"a":"2"}' in second
    assert "lang=en&amp;a=2" in second


@pytest.mark.parametrize(
    "change",
    [
        {"if": {"==": [{"var": "url.a"}, "1"]}},
        {"if": {"==": [{"var": "context.device"}, "phone"]}},
        {"if": {">": [{"today": []}, "2026-01-01"]}},
        {"title": words("您好{url.name}", "Hello {url.name}")},
        {"shuffle": True},
    ],
)
def test_first_page_is_made_for_each_where_something_else_has_a_say(world: World, change: dict):
    definition = of_types("single")
    definition["pages"][0]["questions"][0] |= change
    live = published(world.ours, definition)
    with world.ours.context():
        program = pages.published_program(live.survey.versions.get().pk)
        assert not is_same_for_all(program, "zh-hans")
    assert Client().get(live.path).status_code == 200


def test_answers_of_the_first_page_have_a_say_later_only(world: World):
    definition = of_types("yes_no", "short_text")
    definition["pages"][0]["questions"][1]["if"] = {"==": [{"var": "answers.k1"}, "yes"]}
    live = published(world.ours, definition)
    with world.ours.context():
        assert is_same_for_all(pages.published_program(live.survey.versions.get().pk), "zh-hans")
    assert re.search(r'data-question="k2"[^>]* hidden', html_of(live))


def test_looks_come_as_a_stylesheet_of_their_own(world: World):
    live = published(world.ours, of_types("nps", theme={"corner": 4}))
    with world.ours.context():
        edit_brand(actor=world.ours.actor(), theme={"colour": "#c8102e", "logo": "https://example.com/logo.png"})
    html = html_of(live)
    address = re.search(r'href="(/s/\w+/theme-\w+\.css)"', html)[1]
    style = Client().get(address)
    assert "--s-brand:#c8102e" in style.content.decode()
    assert "--s-corner:4px" in style.content.decode()
    assert "immutable" in style["Cache-Control"]
    assert 'src="https://example.com/logo.png" alt="晨光零售"' in html
    assert Client().get(re.sub(r"theme-\w+", "theme-0", address))["Cache-Control"] == "no-store"
    assert "theme-" not in html_of(published(world.theirs, of_types("nps")))


def test_password_opens_the_survey(world: World):
    live = published(world.ours, of_types("nps"))
    allow(world, live, password="open sesame")
    client = Client()
    page = client.get(live.path)
    assert (page.status_code, b"_password" in page.content, b"_key" in page.content) == (200, True, False)
    wrong = client.post(live.path, {"_password": "open"})
    assert wrong.status_code == 403
    assert b"password-error" in wrong.content
    assert client.post(live.path, {"_key": "0123456789abcdef", "k1": "9"}).status_code == 403
    right = client.post(live.path, {"_password": "open sesame"})
    assert (right.status_code, right["Location"]) == (303, live.path)
    assert right.cookies["cem_pass"]["httponly"]
    assert b"_key" in client.get(live.path).content
    assert client.post(live.path, {"_key": "0123456789abcdef", "k1": "9"}).status_code == 303
    assert b"_password" in Client().get(live.path).content


def test_closed_doors_say_what_the_owner_says(world: World):
    live = published(world.ours, of_types("nps"))
    allow(world, live, opens_at=timezone.now() + timedelta(days=1), close_text={"zh-hans": "明天见", "en": "Tomorrow"})
    page = Client().get(live.path)
    assert page.status_code == 403
    assert "明天见" in page.content.decode()
    assert "Tomorrow" in html_of(live, "?lang=en")
    assert 'data-refusal="not_open_yet"' in page.content.decode()


def test_one_answer_of_a_device(world: World):
    live = published(world.ours, of_types("nps"))
    allow(world, live, once_per="device")
    client = Client()
    assert client.get(live.path).cookies["cem_device"]["httponly"]
    assert client.post(live.path, {"_key": "0123456789abcdef", "k1": "9"}).status_code == 303
    again = client.get(live.path)
    assert again.status_code == 409
    assert 'data-refusal="answered_before"' in again.content.decode()
    assert Client().get(live.path).status_code == 200


def test_survey_goes_page_by_page_without_script(world: World):
    live = published(world.ours, of_types("nps", "short_text", "yes_no", per_page=1))
    client, key = Client(), "0123456789abcdef"
    second = client.post(live.path, {"_key": key, "_screen": "p1", "_shown": "k1", "k1": "3"})
    assert 'name="_screen" value="p2"' in second.content.decode()
    wrong = client.post(live.path, {"_key": key, "_screen": "p2", "_shown": "k2", "k2": "1"})
    assert wrong.status_code == 422
    assert 'value="1"' in wrong.content.decode()
    client.post(live.path, {"_key": key, "_screen": "p2", "_shown": "k2", "k2": "12345678"})
    back = client.post(live.path, {"_key": key, "_screen": "p3", "_shown": "k3", "_go": "back"})
    assert 'name="_screen" value="p2"' in back.content.decode()
    assert 'value="12345678"' in back.content.decode()
    with world.ours.context():
        assert Response.objects.count() == 0
        assert Attempt.objects.get().answers == {"k1": 3, "k2": "12345678"}
    done = client.post(live.path, {"_key": key, "_screen": "p3", "_shown": "k3", "k3": "yes"})
    assert done.status_code == 303
    with world.ours.context():
        assert Response.objects.get().answers == {"k1": 3, "k2": "12345678", "k3": "yes"}
        assert Attempt.objects.get().answers == {}


def test_one_question_at_a_time_without_script(world: World):
    live = published(world.ours, of_types("nps", "yes_no"))
    client, key = Client(), "0123456789abcdef"
    first = client.get(f"{live.path}?mode=one").content.decode()
    assert 'name="_screen" value="p1/k1"' in first
    assert re.search(r'data-question="k2"[^>]* hidden', first)
    second = client.post(f"{live.path}?mode=one", {"_key": key, "_screen": "p1/k1", "_shown": "k1", "k1": "9"})
    assert 'name="_screen" value="p1/k2"' in second.content.decode()
    client.post(f"{live.path}?mode=one", {"_key": key, "_screen": "p1/k2", "_shown": "k2", "k2": "no"})
    with world.ours.context():
        assert Response.objects.get().answers == {"k1": 9, "k2": "no"}


def test_script_hands_in_everything_at_once(world: World):
    live = published(world.ours, of_types("nps", "short_text", per_page=1))
    form = {"_key": "0123456789abcdef", "_answers": '{"k1": 11}', "_timings": '{"k1": 900}', "_window": "390x844@3"}
    refused = Client().post(live.path, form, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["errors"]["k1"]["code"] == "out_of_range"
    taken = Client().post(live.path, {**form, "_answers": '{"k1": 10}'}, headers={"Accept": "application/json"})
    assert taken.json() == {"location": f"{live.path}/thanks?k=0123456789abcdef"}
    with world.ours.context():
        stored = Response.objects.get()
        assert (stored.answers, stored.timings, stored.context["screen"]) == ({"k1": 10}, {"k1": 900}, "390x844@3")


@pytest.mark.parametrize("answers", ["[1]", "{", "null", "[" * 5000, '{"k1": {"a": [[[]]]}}', '{"__proto__": 1}'])
def test_whatever_script_sends_is_answered(world: World, answers: str):
    live = published(world.ours, of_types("nps"))
    form = {"_key": "0123456789abcdef", "_answers": answers, "_timings": answers, "_trajectory": answers}
    response = Client().post(live.path, form, headers={"Accept": "application/json"})
    assert response.status_code in {200, 422}


def test_ending_knows_the_answers_of_its_own_visit_only(world: World):
    ending = {
        "id": "end",
        "outcome": "complete",
        "title": words("谢谢", "Thank you"),
        "text": words("您打了 {answers.k1|?} 分", "You gave {answers.k1|?}"),
        "coupon": {"unique": True, "prefix": "CX"},
        "button": {"text": words("去商城", "To the shop"), "url": "https://shop.example.com/"},
        "redirect": {"url": "https://shop.example.com/x", "params": {"s": "{answers.k1}"}, "sign": True, "after": 9},
    }
    live = published(world.ours, of_types("nps", endings=[ending]))
    done = Client().post(live.path, {"_key": "0123456789abcdef", "k1": "10"})
    html = Client().get(done["Location"]).content.decode()
    assert "您打了 10 分" in html
    assert re.search(r'<strong class="s-coupon">CX-[A-Z2-9]{8}</strong>', html)
    assert 'href="https://shop.example.com/"' in html
    assert re.search(r'content="9; url=https://shop.example.com/x\?s=10&amp;signature=[0-9a-f]{64}">', html)
    stranger = Client().get(f"{live.path}/thanks?k=fedcba9876543210").content.decode()
    assert "您打了 ? 分" in stranger
    assert "s-coupon" not in stranger
    other = published(world.theirs, of_types("nps", endings=[ending]))
    assert "您打了 ? 分" in Client().get(f"{other.path}/thanks?k=0123456789abcdef").content.decode()


def test_repeated_page_marks_its_names_for_script(world: World):
    definition = of_types("multiple", "csat", per_page=1)
    definition["pages"][1]["loop"] = {"question": "k1", "take": "chosen"}
    html = html_of(published(world.ours, definition))
    template = html[html.index("<template") :]
    assert 'data-question="k2@~"' in template
    assert 'name="k2@~"' in template


def test_plan_tells_no_expected_answer(world: World):
    definition = of_types("single")
    definition["pages"][0]["questions"][0]["expect"] = "service"
    html = html_of(published(world.ours, definition))
    assert "expect" not in html

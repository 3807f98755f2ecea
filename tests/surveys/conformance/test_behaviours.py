"""What script adds to single questions, on the markup of the real templates, with mouse and keyboard in the browser."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from surveys.domain.definition import read_definition
from surveys.domain.proof_of_work import is_solved
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.walk.program import compile_program
from surveys.views.presentation import presenter
from tests.surveys.conformance.scripts import ADDRESS, ROOT, Scripts

UPLOAD = "01890a5d-ac96-774b-bcce-b302099a8000"
LOCAL = "http://localhost"
KEY = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
# An api as the page has it; what happened stands in `heard`.
ENHANCE = """async ([path, name, plan, key, upload]) => {
  const module = await import(path);
  window.heard = {changes: 0, said: [], sent: []};
  const element = document.querySelector("[data-question]");
  module.enhance(element, {
    name, plan, key, words: {},
    change() { heard.changes += 1; element.dispatchEvent(new Event("change", {bubbles: true})); },
    say(text) { heard.said.push(text); },
    async upload(file) {
      heard.sent.push([file.type, file.size, Array.from(new Uint8Array(await file.arrayBuffer()).slice(1, 4))]);
      return upload;
    },
  });
}"""
FIELDS = """() => Object.fromEntries(Array.from(document.querySelectorAll("[name]"))
  .filter((field) => field.type !== "file").map((field) => [field.name, field.value]))"""

Work = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def work(scripts: Scripts) -> Work:
    """Calls a function with the browser's page, in the thread that owns it."""
    return lambda act: scripts._in_thread(lambda: act(scripts._page))


def serve(route: Any) -> None:
    path = ROOT / route.request.url.removeprefix(f"{LOCAL}/")
    kind = "text/javascript" if path.suffix == ".js" else "text/html"
    route.fulfill(content_type=kind, body=path.read_bytes() if path.is_file() else b"<!doctype html>")


def show(page: Any, type_name: str, address: str = ADDRESS, **changes: Any) -> None:
    """Puts a question of the type on the page and makes it pleasant."""
    raw = {**QUESTION_TYPES[type_name].example, **changes}
    document = {
        "schema": 2,
        "language": "en",
        "title": {"en": "x"},
        "pages": [{"id": "p1", "questions": [raw]}],
        "endings": [{"id": "end", "outcome": "complete", "title": {"en": "x"}}],
    }
    definition = read_definition(json.loads(json.dumps(document)))
    question = definition.questions[0]
    with override("en"):
        maker = presenter(compile_program(definition), "en", "Org", address=str)
        shown = maker.template(definition.pages[0]).questions[0]
        html = render_to_string(shown.template, {"question": shown})
    page.goto(f"{address}/")
    page.evaluate(
        "(html) => { document.body.innerHTML = html; document.querySelector('[hidden]').hidden = false; }", html
    )
    kind = QUESTION_TYPES[type_name]
    path = f"/static/respondent/types/{kind.behaviour}.js"
    page.evaluate(ENHANCE, [path, question.key, kind.plan(question), KEY, UPLOAD])


def test_ranking_by_taps_buttons_and_keys(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        show(page, "ranking", top=3)
        for name in ("Quick delivery", "Price", "Service afterwards"):
            page.get_by_role("button", name=name, exact=True).click()
        seen = [page.evaluate(FIELDS)]
        page.get_by_role("button", name="Move up: Service afterwards").click()
        seen.append(page.evaluate(FIELDS))
        seen.append(page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("ArrowUp")
        seen.append(page.evaluate(FIELDS))
        page.get_by_role("button", name="Take out: Quick delivery").click()
        seen.append(page.evaluate(FIELDS))
        seen.append(page.locator("[role=status]").first.text_content())
        return seen

    tapped, moved, focused, keyed, out, said = work(act)
    assert tapped == {"matters.price": "2", "matters.speed": "1", "matters.care": "3"}
    assert moved == {"matters.price": "3", "matters.speed": "1", "matters.care": "2"}
    assert focused == "Move up: Service afterwards"
    assert keyed == {"matters.price": "3", "matters.speed": "2", "matters.care": "1"}
    assert out == {"matters.price": "2", "matters.speed": "", "matters.care": "1"}
    assert said == "Service afterwards is now number 1"


def test_ranking_by_dragging_and_no_more_than_its_places(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        show(page, "ranking")
        page.get_by_role("button", name="Price", exact=True).click()
        page.get_by_role("button", name="Quick delivery", exact=True).click()
        full = page.get_by_role("button", name="Service afterwards", exact=True).is_disabled()
        first, second = (page.locator("ol li").nth(at).bounding_box() for at in (0, 1))
        page.mouse.move(first["x"] + 12, first["y"] + first["height"] / 2)
        page.mouse.down()
        page.mouse.move(first["x"] + 12, second["y"] + second["height"] - 2, steps=4)
        page.mouse.up()
        return [full, page.evaluate(FIELDS), page.locator("ol li").nth(0).text_content()]

    full, fields, first = work(act)
    assert full is True
    assert fields == {"matters.price": "2", "matters.speed": "1", "matters.care": ""}
    assert "1. Quick delivery" in first


def test_region_lists_follow_each_other(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        show(page, "region")
        page.select_option("[name='home.province']", "44")
        page.wait_for_selector("[name='home.city'] option[value='4401']", state="attached")
        page.select_option("[name='home.city']", "4401")
        page.wait_for_selector("[name='home.county'] option[value='440106']", state="attached")
        page.select_option("[name='home.county']", "440106")
        seen = [page.evaluate(FIELDS)]
        page.select_option("[name='home.province']", "31")
        page.wait_for_selector("[name='home.county'] option[value='310115']", state="attached")
        seen += [page.evaluate(FIELDS), page.locator("[name='home.city']").is_visible()]
        page.select_option("[name='home.province']", "71")
        seen += [page.evaluate(FIELDS), page.locator("[name='home.county']").is_visible()]
        return seen

    assert work(act) == [
        {"home.province": "44", "home.city": "4401", "home.county": "440106"},
        {"home.province": "31", "home.city": "3101", "home.county": ""},
        False,
        {"home.province": "71", "home.city": "", "home.county": ""},
        False,
    ]


def test_signature_drawn_written_and_cleared(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        show(page, "signature")
        box = page.locator("canvas").bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
        page.mouse.up()
        page.wait_for_function("() => heard.changes === 1")
        seen = [page.evaluate(FIELDS)["signed"]]
        page.get_by_role("button", name="Start again").click()
        seen += [page.evaluate(FIELDS)["signed"]]
        page.get_by_label("Or write your name").press_sequentially("王芳")
        page.wait_for_function("() => heard.changes === 3")
        return [*seen, page.evaluate(FIELDS)["signed"], page.evaluate("() => heard.sent")]

    drawn, cleared, written, sent = work(act)
    assert [drawn, cleared, written] == [UPLOAD, "", UPLOAD]
    assert [(kind, head) for kind, size, head in sent] == [("image/png", [80, 78, 71])] * 2
    assert all(size > 500 for _kind, size, _head in sent)


def test_location_is_asked_of_the_browser_and_rounded(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        # Browsers tell a place only to addresses that are secure, and localhost counts as one.
        place = {"latitude": 31.23456, "longitude": 121.47654, "accuracy": 12.3}
        context = page.context.browser.new_context(geolocation=place, permissions=["geolocation"])
        here = context.new_page()
        here.route("**/*", serve)
        show(here, "location", address=LOCAL)
        here.get_by_role("button", name="Use where I am").click()
        here.wait_for_function("() => heard.changes === 1")
        seen = [here.evaluate(FIELDS), here.locator("[role=status]").text_content()]
        here.locator("[name='place.lat']").fill("30")
        seen.append(here.evaluate(FIELDS)["place.accuracy"])
        context.close()
        return seen

    fields = {"place.lat": "31.23", "place.lng": "121.48", "place.accuracy": "13"}
    assert work(act) == [fields, "Found, roughly.", ""]


def test_files_are_sent_when_chosen_and_can_be_taken_back(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        show(page, "file", most=1, max_bytes=2048)
        chosen = "input[type=file]"
        page.set_input_files(chosen, [{"name": "big.pdf", "mimeType": "application/pdf", "buffer": b"x" * 3000}])
        seen = [page.locator("[data-files] li").text_content()]
        page.get_by_role("button", name="Remove").click()
        page.set_input_files(chosen, [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}])
        page.wait_for_function("() => heard.sent.length === 1 && document.querySelector('[data-files] input')")
        seen += [page.evaluate(FIELDS), page.locator(chosen).is_disabled()]
        page.get_by_role("button", name="Remove a.pdf").click()
        return [*seen, page.evaluate(FIELDS), page.locator(chosen).is_disabled()]

    large, sent, full, taken_back, open_again = work(act)
    assert large.startswith("big.pdf – This file is too large.")
    assert (sent, full) == ({"receipt": UPLOAD}, True)
    assert (taken_back, open_again) == ({}, False)


def test_the_riddle_is_solved_by_the_page_and_checked_by_one_hash(work: Work) -> None:
    def act(page: Any) -> Any:
        show(page, "captcha", difficulty=12)
        page.wait_for_function("() => heard.changes === 1")
        return page.evaluate(FIELDS)["check"]

    solution = work(act)
    assert is_solved(f"{KEY}:check", solution, 12)


def test_the_hash_of_the_page_is_sha256(scripts: Scripts) -> None:
    import hashlib

    lengths = [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 200]
    texts = [bytes((at * 7 + length) % 256 for at in range(length)) for length in lengths]
    source = "(module, all) => all.map((bytes) => module.firstWord(bytes) >>> 0)"
    got = scripts.run("types/captcha.js", source, [list(text) for text in texts])
    assert got == [int.from_bytes(hashlib.sha256(text).digest()[:4], "big") for text in texts]

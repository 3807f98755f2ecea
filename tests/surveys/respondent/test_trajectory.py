"""static/respondent/trajectory.js in a real browser, read by the server's own code."""

import base64
import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from surveys.domain.trajectory import Kind, Reading, Trajectory, read_trajectory, to_bytes, unpack

STATIC = Path(__file__).resolve().parents[3] / "static" / "respondent"
BUDGET = 3 * 1024
ORIGIN = "http://survey.test"


def question(number: int) -> str:
    name = f"question_{number}"
    if number % 3 == 0:
        field = f'<textarea name="{name}" id="{name}"></textarea>'
    else:
        kind = "radio" if number % 3 == 1 else "checkbox"
        field = "".join(
            f'<label><input type="{kind}" name="{name}" value="o{option}">Option {option}</label>'
            for option in range(6)
        )
    return f'<div data-question="{name}" style="height:420px"><p>Question {number}</p>{field}</div>'


HTML = f"""<!DOCTYPE html><html><body><form data-survey><input type="hidden" name="_key" value="key-1">
<section data-page="p1">{"".join(question(number) for number in range(1, 6))}</section>
<section data-page="p2">{"".join(question(number) for number in range(6, 11))}
<div data-question="who"><input name="who.agreed" type="checkbox" value="yes" data-private>
<input name="who.phone" data-private></div>
<div data-question="table"><input type="radio" name="table.r1" value="c2"><select name="table.r2"><option>c1<option>c3
</select></div></section></form>
<script type="module">
import {{ start }} from "/trajectory.js";
window.begin = (key) => {{ window.handle = start(document.querySelector("form"), key ? {{ key }} : undefined); }};
window.begin();
</script></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CEM_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def serve(route) -> None:
    is_script = route.request.url.endswith(".js")
    body = (STATIC / "trajectory.js").read_text() if is_script else HTML
    route.fulfill(body=body, content_type="text/javascript" if is_script else "text/html")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route("**/*", serve)
    page.goto(ORIGIN)
    page.wait_for_function("window.handle")
    yield page
    page.context.close()


def taken(page: Page) -> tuple[str, Trajectory, Reading]:
    sent = page.evaluate("handle.pack()")
    trajectory = unpack(sent)
    assert trajectory.is_readable
    return sent, trajectory, read_trajectory(trajectory)


def test_what_was_touched_and_chosen_is_noted_and_what_was_written_is_not(page: Page):
    page.locator('[name=question_1][value="o2"]').click()
    page.locator('[name=question_1][value="o4"]').click()
    page.locator('[name=question_2][value="o0"]').click()
    page.locator('[name=question_2][value="o1"]').click()
    page.locator('[name=question_2][value="o0"]').click()
    page.locator("#question_3").press_sequentially("物流太慢了 call 13800138000")
    page.evaluate("handle.page('p2'); handle.page('p2')")
    page.locator('[name="table.r1"]').click()
    page.locator('[name="table.r2"]').select_option("c3")
    page.locator('[name="who.agreed"]').click()
    page.locator('[name="who.phone"]').fill("13800138000")
    page.locator('[name="who.phone"]').blur()

    sent, trajectory, reading = taken(page)

    assert reading.questions["question_1"].values == {"": frozenset({"o4"})}
    assert reading.questions["question_2"].values == {"": frozenset({"o1"})}
    assert reading.revisions == {"question_1": 1, "question_2": 1}
    assert reading.questions["question_3"].lengths == {"": 22}
    assert reading.questions["question_3"].typed == 22
    assert reading.questions["table"].values == {".r1": frozenset({"c2"}), ".r2": frozenset({"c3"})}
    assert reading.questions["who"].lengths == {".phone": 11}
    assert reading.questions["who"].values == {".agreed": frozenset({""})}
    assert reading.pages == ("p2",)
    assert reading.pointers >= {1, 4}
    assert trajectory.events[-1].kind is Kind.SEND
    written = zlib.decompress(base64.b64decode(sent[1:])).decode()
    assert "13800138000" not in written
    assert "物流" not in written


def test_paste_and_absence_are_noted(page: Page):
    page.locator("#question_3").focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text", "抄来的一句话");
          const field = document.querySelector("#question_3");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
          window.dispatchEvent(new Event("blur"));
          window.dispatchEvent(new Event("blur"));
          window.dispatchEvent(new Event("focus"));
          window.dispatchEvent(new PopStateEvent("popstate"));
          window.dispatchEvent(new Event("orientationchange"));
        }"""
    )

    _sent, trajectory, reading = taken(page)

    assert (reading.questions["question_3"].pasted, reading.pastes) == (6, 1)
    assert (reading.aways, reading.turns, reading.back_tracks) == (1, 1, 1)
    assert [event.number for event in trajectory.events if event.kind is Kind.TURN] == [1]


def test_reload_goes_on_and_another_attempt_begins_anew(page: Page):
    page.locator('[name=question_1][value="o2"]').click()
    page.reload()
    page.wait_for_function("window.handle")
    page.locator('[name=question_2][value="o1"]').click()
    _sent, _trajectory, reading = taken(page)

    page.evaluate("handle.end(true); begin('key-2')")
    page.locator('[name=question_4][value="o1"]').click()
    _sent, _trajectory, other = taken(page)

    assert list(reading.questions) == ["question_1", "question_2"]
    assert reading.resumes == 1
    assert list(other.questions) == ["question_4"]
    assert page.evaluate("Object.keys(sessionStorage)") == ["trajectory:key-2"]


def test_scrolling_is_sampled(page: Page):
    page.mouse.move(200, 200)
    for _step in range(6):
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(60)
    page.wait_for_timeout(900)

    _sent, trajectory, reading = taken(page)

    assert reading.scrolls == 1
    assert 1 <= next(event.number for event in trajectory.events if event.kind is Kind.SCROLL) <= 100


# A session of a quarter of an hour, played against a clock of its own.
LONG = """(rounds) => {
  let now = Date.now();
  const real = Date.now, random = (seed => () => (seed = (seed * 16807) % 2147483647) / 2147483647)(7);
  Date.now = () => now;
  const pass = (ms) => { now += Math.round(ms * (0.2 + 2.4 * random() * random())); };
  const fire = (target, type) => target.dispatchEvent(new Event(type, { bubbles: true }));
  for (let round = 0; round < rounds; round++) {
    for (const field of document.querySelectorAll("[data-question^=question] :is(textarea, input)")) {
      const isText = field.tagName === "TEXTAREA";
      if (!isText && random() < 0.6) continue;
      pass(isText ? 4000 : 2600);
      fire(field, "focusin");
      if (!isText) {
        field.checked = field.type === "radio" || random() < 0.7;
        pass(500);
        fire(field, "change");
        continue;
      }
      for (let stroke = 0; stroke < 60; stroke++) {
        pass(240);
        field.value += "字";
        fire(field, "input");
      }
      fire(field, "change");
    }
  }
  Date.now = real;
}"""


@pytest.mark.parametrize(("rounds", "level"), [(1, 0), (3, 0), (40, 3)])
def test_long_session_stays_within_three_kilobytes(page: Page, rounds: int, level: int):
    page.evaluate(LONG, rounds)

    sent, trajectory, reading = taken(page)

    assert len(sent) <= BUDGET
    assert len(to_bytes(trajectory)) <= BUDGET
    assert trajectory.level == level
    assert reading.total_ms > 60_000 * rounds


def test_browser_without_compression_sends_plain(page: Page):
    page.evaluate("delete window.CompressionStream")
    page.locator('[name=question_1][value="o2"]').click()

    sent, _trajectory, reading = taken(page)

    assert sent.startswith("[1,0,")
    assert list(reading.questions) == ["question_1"]


def test_script_is_small():
    assert len(gzip.compress((STATIC / "trajectory.js").read_bytes(), 9)) <= 2300

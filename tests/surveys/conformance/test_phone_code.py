"""The button that sends a code, in the browser, on the markup of the real template."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.surveys.conformance.scripts import Scripts
from tests.surveys.conformance.test_behaviours import FIELDS, KEY, show

NUMBER = "13800138000"
SENT = {"number": "138****8000", "wait": 60, "valid": 600}
Work = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def work(scripts: Scripts) -> Work:
    """Calls a function with the browser's page, in the thread that owns it."""
    return lambda act: scripts._in_thread(lambda: act(scripts._page))


def ask(page: Any, answers: list[tuple[int, Any]]) -> list[dict[str, list[str]]]:
    """Shows the question; the server will answer so. Gives the list in which its calls will be."""
    calls: list[dict[str, list[str]]] = []

    def take(route: Any) -> None:
        calls.append({"path": [route.request.url.split("/", 3)[3]], **parse_qs(route.request.post_data)})
        status, body = answers.pop(0)
        route.fulfill(status=status, json=body) if body is not None else route.abort()

    show(page, "phone", verify=True)
    page.evaluate("() => history.replaceState(null, '', '/s/link?lang=en')")
    page.unroute("**/codes?*")
    page.route("**/codes?*", take)
    page.fill("[name=mobile]", NUMBER)
    return calls


def said(page: Any, text: str) -> None:
    page.wait_for_function("(text) => document.querySelector('[role=status]').textContent === text", arg=text)


def test_code_is_sent_and_the_next_one_waits(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        calls = ask(page, [(202, SENT | {"wait": 2})])
        button = page.locator("[name=_code]")
        button.click()
        said(page, "A code was sent to 138****8000. It is valid for 10 minutes.")
        seen = [button.text_content(), button.get_attribute("aria-disabled"), button.get_attribute("type")]
        seen.append(page.evaluate("() => document.activeElement.name"))
        page.evaluate("() => document.querySelector('[name=_code]').click()")
        page.keyboard.type("123456")
        page.wait_for_function("() => document.querySelector('[name=_code]').textContent === 'Send code'")
        return [calls, seen, button.get_attribute("aria-disabled")]

    calls, seen, after = work(act)
    assert calls == [{"path": ["s/link/codes?lang=en"], "key": [KEY], "question": ["mobile"], "phone": [NUMBER]}]
    assert seen == ["Send again in 2 s", "true", "button", "mobile.code"]
    assert after == "false"


def test_what_the_server_refuses_is_said_and_may_be_tried_again(work: Work) -> None:
    def act(page: Any) -> list[Any]:
        calls = ask(page, [(429, {"detail": "Too many."}), (503, {"title": "x"}), (0, None), (202, SENT)])
        button = page.locator("[name=_code]")
        for text in ("Too many.", "It could not be sent. Please try again.", "It could not be sent. Please try again."):
            button.click()
            said(page, text)
            page.wait_for_function("() => document.querySelector('[name=_code]').ariaDisabled === 'false'")
        button.click()
        said(page, "A code was sent to 138****8000. It is valid for 10 minutes.")
        page.fill("[name='mobile.code']", "123456")
        return [len(calls), page.evaluate(FIELDS)]

    count, fields = work(act)
    assert count == 4
    assert fields == {"mobile": NUMBER, "mobile.code": "123456", "_code": "mobile"}


def test_a_plain_question_is_left_alone(work: Work) -> None:
    def act(page: Any) -> Any:
        show(page, "phone")
        return page.evaluate(FIELDS)

    assert work(act) == {"mobile": ""}


def test_answer_with_its_code_is_put_back_into_the_fields(scripts: Scripts) -> None:
    calls = """(module) => [module.written("phone", "mobile@a", {number: "138", code: "1"}),
        module.written("phone", "mobile", "138"), module.written("phone", "mobile", {number: "", code: "1"})]"""
    assert scripts.run("fields.js", calls) == [
        [["mobile@a", "138"], ["mobile@a.code", "1"]],
        [["mobile", "138"]],
        [["mobile", ""], ["mobile.code", "1"]],
    ]

"""One path through conditions, a loop and carried options: with script, without it, and without a network."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.respondents import Publisher, every_type, with_logic

KEPT = {
    "nps": 3,
    "why": "等了三天",
    "brands": ["a", {"option": "other", "text": "丁"}],
    "sat@a": 4,
    "note@a": "还行",
    "sat@other": 2,
    "best": "other",
    "age": 120,
}


@pytest.fixture(scope="module")
def publisher(stack) -> Publisher:
    return Publisher(stack, "path")


@pytest.fixture
def survey(publisher: Publisher) -> tuple[str, str]:
    return publisher.publish(with_logic())


def go_on(page: Page) -> None:
    page.click("[data-next]")


def answer_first_page(page: Page) -> None:
    page.locator("input[name=nps][value='3']").check(force=True)
    page.check("input[name=brands][value=a]")
    page.check("input[name=brands][value=other]")
    page.fill("[name='brands.open.other']", "丁")


def answers_of(publisher: Publisher, survey: str) -> list[dict]:
    return [response["answers"] for response in publisher.responses(survey)]


def test_path_with_script(visit, publisher, survey):
    path, identifier = survey
    page = visit(phone=True).page()
    page.goto(f"{path}?city=上海")
    expect(page.locator("main > .s-intro")).to_have_text("来自上海的您好")
    expect(page.locator("#q-why")).to_be_hidden()
    first_page_with_script(page)
    repeated_page_with_script(page)
    last_page(page)
    expect(page.locator("#e-age")).to_have_text("Really 120?")
    assert answers_of(publisher, identifier) == []
    go_on(page)
    expect(page.locator("[data-thanks] h1")).to_have_text("We are sorry")
    expect(page.locator("[data-thanks]")).to_contain_text("3: 等了三天")
    assert re.fullmatch(r"CX-[A-Z2-9]{8}", page.locator(".s-coupon").inner_text())
    assert answers_of(publisher, identifier) == [{**KEPT, "mail": "***@example.cn"}]
    page.goto(path)
    expect(page.locator("input[name=nps]:checked")).to_have_count(0)


def first_page_with_script(page: Page) -> None:
    """Errors, a question that appears, one option that stands alone, and a save on the way."""
    go_on(page)
    expect(page.locator("#errors li")).to_have_count(2)
    expect(page.locator("#e-nps")).to_have_text("请回答这道题。")
    expect(page.locator("#errors")).to_be_focused()
    answer_first_page(page)
    expect(page.locator("#errors")).to_be_hidden()
    expect(page.locator("#q-why label")).to_contain_text("您打了 3 分，为什么？")
    page.check("input[name=brands][value=none]")
    expect(page.locator("input[name=brands]:checked")).to_have_count(1)
    answer_first_page(page)
    with page.expect_response(lambda response: "/client/attempts/" in response.url) as saving:
        page.fill("[name=why]", "等了三天")
    assert saving.value.status == 200
    go_on(page)


def repeated_page_with_script(page: Page) -> None:
    """The loop, the browser's own back, a reload, and another language."""
    expect(page.locator("h2")).to_have_text("关于甲")
    page.locator("input[name='sat@a'][value='4']").check(force=True)
    expect(page.locator("[id='q-note@a'] label")).to_contain_text("甲为什么是 4 星？")
    page.fill("[name='note@a']", "还行")
    go_on(page)
    expect(page.locator("h2")).to_have_text("关于丁")
    page.locator("input[name='sat@other'][value='2']").check(force=True)
    go_on(page)
    assert page.locator("#q-best .s-option:visible").all_inner_texts() == ["甲", "丁", "都喜欢"]
    page.go_back()
    expect(page.locator("h2")).to_have_text("关于丁")
    page.reload()
    expect(page.locator("h2")).to_have_text("关于丁")
    expect(page.locator("input[name='sat@other'][value='2']")).to_be_checked()
    page.click("a[data-language=en]")
    expect(page.locator("h2")).to_have_text("About 丁")
    go_on(page)


def last_page(page: Page) -> None:
    page.check("input[name=best][value=other]")
    page.fill("[name=age]", "120")
    page.fill("[name=mail]", "nobody")
    go_on(page)
    expect(page.locator("#e-mail")).to_be_visible()
    page.fill("[name=mail]", "li@example.cn")
    go_on(page)


def test_path_without_script(visit, publisher, survey):
    path, identifier = survey
    page = visit(phone=True, script=False).page()
    page.goto(f"{path}?city=上海")
    expect(page.locator("main > .s-intro")).to_have_text("来自上海的您好")
    expect(page.locator("#q-why")).to_be_hidden()
    first_page_without_script(page)
    repeated_page_without_script(page)
    last_page(page)
    expect(page.locator("#e-age")).to_have_text("Really 120?")
    go_on(page)
    expect(page.locator("[data-thanks]")).to_contain_text("3: 等了三天")
    assert answers_of(publisher, identifier) == [{**KEPT, "mail": "***@example.cn"}]


def first_page_without_script(page: Page) -> None:
    """The question that answers have opened is asked, without a reproach."""
    go_on(page)
    expect(page.locator("#errors li")).to_have_count(2)
    answer_first_page(page)
    go_on(page)
    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator("#q-why label")).to_contain_text("您打了 3 分，为什么？")
    expect(page.locator("#errors")).to_be_hidden()
    page.fill("[name=why]", "等了三天")
    go_on(page)


def repeated_page_without_script(page: Page) -> None:
    expect(page.locator("h2")).to_have_text("关于甲")
    page.locator("input[name='sat@a'][value='4']").check(force=True)
    go_on(page)
    page.fill("[name='note@a']", "还行")
    go_on(page)
    expect(page.locator("h2")).to_have_text("关于丁")
    page.click("[data-back]")
    expect(page.locator("[name='note@a']")).to_have_value("还行")
    page.click("a[data-language=en]")
    expect(page.locator("h2")).to_have_text("About A")
    go_on(page)
    page.locator("input[name='sat@other'][value='2']").check(force=True)
    go_on(page)
    go_on(page)
    assert page.locator("#q-best .s-option:visible").all_inner_texts() == ["A", "丁", "All"]


def test_answers_wait_for_a_connection(visit, publisher, survey):
    path, identifier = survey
    visitor = visit(phone=True)
    page = visitor.page()
    page.goto(path)
    page.locator("input[name=nps][value='9']").check(force=True)
    visitor.context.set_offline(True)
    page.check("input[name=brands][value=none]")
    # Pages turn without the network.
    go_on(page)
    expect(page.locator("#q-best")).to_be_visible()
    page.check("input[name=best][value=all]")
    go_on(page)
    expect(page.locator(".s-status")).not_to_be_empty()
    expect(page.locator("[data-next]")).to_have_attribute("aria-busy", "true")
    page.close()
    visitor.context.set_offline(False)
    assert answers_of(publisher, identifier) == []

    # Any later visit delivers what waits.
    other, _survey = publisher.publish(with_logic())
    page = visitor.page()
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.goto(other)
    page.wait_for_timeout(300)
    assert answers_of(publisher, identifier) == [{"nps": 9, "brands": ["none"], "best": "all"}]


def test_visit_goes_on_by_its_personal_link(visit, publisher, survey):
    path, identifier = survey
    page = visit(phone=True).page()
    page.goto(path)
    key = page.locator("[name=_key]").input_value()
    page.locator("input[name=nps][value='9']").check(force=True)
    page.check("input[name=brands][value=b]")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        go_on(page)

    other = visit().page()
    other.goto(f"{path}?r={key}")
    expect(other.locator("h2")).to_have_text("关于乙")
    other.locator("input[name='sat@b'][value='5']").check(force=True)
    go_on(other)
    go_on(other)
    expect(other.locator("[data-thanks]")).to_be_visible()
    assert answers_of(publisher, identifier) == [{"nps": 9, "brands": ["b"], "sat@b": 5}]


def test_what_was_said_of_oneself_is_kept_and_not_shown_elsewhere(visit, publisher, survey):
    path, identifier = survey
    page = visit(phone=True).page()
    page.goto(path)
    key = page.locator("[name=_key]").input_value()
    page.locator("input[name=nps][value='9']").check(force=True)
    page.check("input[name=brands][value=none]")
    go_on(page)
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.fill("[name=mail]", "li@example.cn")
    assert "li@example.cn" not in page.evaluate("JSON.stringify(Object.assign({}, localStorage))")

    other = visit().page()
    other.goto(f"{path}?r={key}")
    assert "li@example" not in other.content()
    expect(other.locator("[name=mail]")).to_have_value("")
    other.fill("[name=age]", "30")
    go_on(other)
    expect(other.locator("[data-thanks]")).to_be_visible()
    assert answers_of(publisher, identifier) == [{"nps": 9, "brands": ["none"], "age": 30, "mail": "***@example.cn"}]


def test_one_question_at_a_time_by_keys_and_by_finger(visit, publisher, survey):
    path, identifier = survey
    page = visit(phone=True).page()
    page.goto(f"{path}?size=large")
    expect(page.locator("html.is-large")).to_have_count(1)
    assert page.locator("[data-question]:visible").count() == 1
    page.locator("#q-nps").focus()
    page.keyboard.press("9")
    expect(page.locator("input[name=nps][value='9']")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#q-brands")).to_be_focused()
    page.keyboard.press("4")
    expect(page.locator("input[name=brands][value=none]")).to_be_checked()
    swipe(page, 300, 60)
    expect(page.locator("#q-best")).to_be_visible()
    swipe(page, 60, 300)
    expect(page.locator("#q-brands")).to_be_visible()
    for _screen in range(4):
        go_on(page)
    expect(page.locator("[data-thanks]")).to_be_visible()
    assert answers_of(publisher, identifier) == [{"nps": 9, "brands": ["none"]}]


def test_nothing_jumps_while_the_page_comes(visit, publisher):
    path, _survey = publisher.publish(every_type(per_page=60))
    page = visit(phone=True).page()
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
            .observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(path)
    page.wait_for_timeout(800)
    assert sum(page.evaluate("window.shifts")) < 0.01


def test_page_timer_leads_on_by_itself(visit, publisher):
    definition = with_logic()
    definition["pages"], definition["endings"] = definition["pages"][2:], definition["endings"][1:]
    definition["pages"][0]["timer"] = {"least": 1, "most": 3}
    definition["pages"][0]["questions"] = definition["pages"][0]["questions"][1:]
    path, identifier = publisher.publish(definition)
    page = visit(phone=True).page()
    page.goto(path)
    page.fill("[name=age]", "30")
    go_on(page)
    expect(page.locator(".s-status")).not_to_be_empty()
    expect(page.locator("[data-thanks]")).to_be_visible()
    assert answers_of(publisher, identifier) == [{"age": 30}]


def swipe(page: Page, start: int, end: int) -> None:
    page.evaluate(
        """([start, end]) => {
            const target = document.querySelector("form");
            const touch = (x) => [new Touch({ identifier: 1, target, clientX: x, clientY: 400 })];
            target.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches: touch(start) }));
            target.dispatchEvent(new TouchEvent("touchend", { bubbles: true, changedTouches: touch(end) }));
        }""",
        [start, end],
    )

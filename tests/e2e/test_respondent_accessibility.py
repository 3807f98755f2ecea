"""WCAG 2.2 AA by axe, over every type of question in the states it can be in."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.respondents import SVG, Publisher, every_type, in_arabic

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
axe = Axe()


@pytest.fixture(scope="module")
def publisher(stack) -> Publisher:
    return Publisher(stack, "axe")


@pytest.fixture(scope="module")
def survey(publisher: Publisher) -> str:
    return publisher.publish(every_type())[0]


@pytest.fixture(scope="module")
def strict_survey(publisher: Publisher) -> str:
    """Every question must be answered, so that going on shows an error at each."""
    return publisher.publish(every_type(required=True, per_page=60))[0]


@pytest.fixture(scope="module")
def arabic_survey(publisher: Publisher) -> str:
    return publisher.publish(in_arabic(every_type(per_page=60)))[0]


def opened(visitor, path: str) -> Page:
    page = visitor.page()
    # The pictures of the examples stand elsewhere.
    page.route("**/*example.com/**", lambda route: route.fulfill(body=SVG, content_type="image/svg+xml"))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return page


def complaints(page: Page) -> list[str]:
    found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        f"{broken['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize(
    ("phone", "dark", "query"), [(True, False, ""), (False, True, "?lang=en")], ids=["phone-light", "desktop-dark"]
)
def test_every_type(visit, survey: str, phone: bool, dark: bool, query: str):
    page = opened(visit(phone=phone, dark=dark), survey + query)
    seen = 0
    while page.locator("[data-next]").count():
        seen += page.locator("[data-question]:visible").count()
        assert complaints(page) == []
        if page.locator("[data-next]").inner_text() in {"提交", "Send"}:
            break
        page.click("[data-next]")
    assert seen == 47


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_type_in_large_text(visit, strict_survey: str, dark: bool):
    """All of them at once: large text shows them one by one, which is looked at in the next test."""
    page = opened(visit(phone=True, dark=dark), strict_survey)
    page.evaluate("document.documentElement.classList.add('is-large')")
    assert complaints(page) == []


def test_one_question_at_a_time(visit, survey: str):
    page = opened(visit(phone=True), f"{survey}?size=large")
    for _screen in range(6):
        assert page.locator("[data-question]:visible").count() == 1
        assert complaints(page) == []
        page.click("[data-next]")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_type_with_errors(visit, strict_survey: str, dark: bool):
    page = opened(visit(phone=not dark, dark=dark), strict_survey)
    page.click("[data-next]")
    page.locator("#errors").wait_for()
    assert page.locator(".has-error").count() > 35
    assert complaints(page) == []


def test_every_type_from_right_to_left(visit, arabic_survey: str):
    page = opened(visit(phone=True), f"{arabic_survey}?lang=ar")
    assert page.locator("html[dir=rtl][lang=ar]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints(page) == []


def test_every_type_without_script(visit, strict_survey: str):
    page = visit(phone=True, script=False).page()
    page.goto(strict_survey)
    # No script, no axe; what can be told by the markup alone is told by the layout and the names of the fields.
    page.click("[data-next]")
    assert page.locator(".has-error").count() > 35
    unnamed = page.locator("input:not([type=hidden]):not([aria-label]):not([id]):not(label input)")
    assert unnamed.count() == 0


@pytest.mark.parametrize("path", ["/s/nothing2345", "thanks"], ids=["no-survey", "thanks"])
def test_other_pages(visit, survey: str, path: str):
    page = opened(visit(phone=True), path if path.startswith("/") else f"{survey}/thanks")
    assert complaints(page) == []

"""The page that shows the API, as a partner's programmer meets it: under the strict policy, with a key of their own."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Stack


@pytest.fixture(scope="module")
def key(stack: Stack) -> str:
    stack.manage("create_organization", "--name", "Partner", "--slug", "partner", "--owner", "owner@partner.example")
    return stack.manage("create_api_key", "--organization", "partner", "--name", "page").strip()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_call_is_tried_with_a_key(visit, key: str, dark: bool):
    page = visit(dark=dark).page()
    page.goto("/api/v1/docs")
    call = page.locator("#operations-surveys-surveys_create")
    expect(call).to_be_visible()
    expect(page.locator("html")).to_have_class("has-script dark-mode" if dark else "has-script")

    page.locator(".btn.authorize").click()
    page.locator(".auth-container input").fill(key)
    page.locator(".auth-btn-wrapper .authorize").click()
    page.locator(".btn-done").click()
    call.locator(".opblock-summary-control").click()
    call.locator(".try-out__btn").click()
    call.locator("textarea").fill('{"template": "nps", "title": "送货回访"}')
    call.locator(".execute").click()

    answer = call.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status")).to_contain_text("201")
    expect(answer).to_contain_text("送货回访")


def test_codes_are_a_click_away_on_a_phone(visit):
    page = visit(phone=True).page()
    page.goto("/api/v1/docs")
    expect(page.locator("#operations-tickets-tickets_list")).to_be_attached()
    page.locator(".api-nav a").nth(1).click()
    expect(page.locator("#throttled")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""One closed loop as people walk it: sign up, survey, phone, dashboard, ticket, closed. Twice, by two organisations."""

import re

from playwright.sync_api import Page, expect

PASSWORD = "sunny-river-stone-42"


def sign_up(page: Page, *, organization: str, email: str) -> None:
    """Open an organisation through the page."""
    page.goto("/accounts/signup/")
    page.fill("[name=organization_name]", organization)
    page.fill("[name=name]", "林悦")
    page.fill("[name=email]", email)
    page.fill("[name=password1]", PASSWORD)
    page.click("form[action*=signup] button.btn-primary")


def confirm_address(page: Page, mail_server, email: str) -> None:
    """Follow the link of the confirmation mail."""
    mail = mail_server.wait_for(email)
    link = re.search(r"https?://[^\s]+/accounts/confirm-email/[^\s]+", mail)
    assert link, mail
    page.goto(link.group())
    page.click("form[action*=confirm-email] button")


def signed_up(page: Page, mail_server, *, organization: str, email: str) -> str:
    """Sign up, confirm the address, arrive at the dashboard; returns the slug of the new organisation."""
    sign_up(page, organization=organization, email=email)
    confirm_address(page, mail_server, email)
    if "/accounts/login" in page.url:
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.click("form[action*=login] button.btn-primary")
    page.wait_for_url(re.compile(r"/o/[^/]+/insights/dashboard/"))
    return page.url.split("/o/")[1].split("/")[0]


def publish_survey(page: Page, slug: str) -> str:
    """From the first page to a live link; returns the link's path."""
    clicks = 0
    for selector in (
        f"a[href='/o/{slug}/surveys/new/']",
        f"form[action='/o/{slug}/surveys/create/'] button",
        "button[name=then][value=publish] >> nth=0",
    ):
        page.locator(selector).first.click()
        clicks += 1
    page.wait_for_url(re.compile(r"/share/"))
    assert clicks <= 4
    link = page.locator("[data-controller~=copy] input").first.input_value()
    return link[link.index("/s/") :]


def answer(page: Page, path: str, *, score: int, reason: str) -> None:
    page.goto(path)
    page.locator(f"input[name=nps][value='{score}']").check(force=True)
    page.fill("textarea[name=reason]", reason)
    page.click("[data-next]")
    expect(page.locator("[data-thanks]")).to_be_visible()


def test_loop_closes_for_two_organizations_that_do_not_see_each_other(visit, mail_server):
    manager = visit().page()
    slug = signed_up(manager, mail_server, organization="晨光零售", email="lin@chenguang.example")
    path = publish_survey(manager, slug)

    manager.goto(f"/o/{slug}/insights/dashboard/")
    answer(visit(phone=True).page(), path, score=3, reason="物流太慢，等了三天，客服态度也很差")

    # Without a reload, within five seconds of being scored; the workers of a cold start get their time.
    expect(manager.locator("#nps-value")).to_contain_text("100", timeout=30_000)
    expect(manager.get_by_text("物流太慢").first).to_be_visible()

    manager.goto(f"/o/{slug}/actions/tickets/")
    clerk = visit(phone=True)
    clerk.context.add_cookies(manager.context.cookies())
    phone = clerk.page()
    phone.goto(f"/o/{slug}/actions/tickets/")
    phone.locator(f"a[href^='/o/{slug}/actions/tickets/']", has_text="物流太慢").first.click()
    phone.locator("button[name=to][value=in_progress]").first.click()
    phone.locator("label[for^=id_cause]").first.click()
    phone.fill("textarea[name=note]", "已致电道歉并补发")
    phone.locator("button[name=to][value=resolved]").click()
    phone.locator("button[name=to][value=closed]").first.click()
    expect(phone.locator("main")).to_contain_text("已致电道歉并补发")
    expect(phone.locator("button[name=to][value=reopened]").first).to_be_visible()

    other = visit().page()
    other_slug = signed_up(other, mail_server, organization="晨光零售", email="zhao@chenxing.example")
    assert other_slug != slug
    for page_path in (f"/o/{slug}/insights/dashboard/", phone.url, f"/o/{slug}/surveys/"):
        response = other.goto(page_path)
        assert response.status == 404
        assert "物流" not in other.content()
    other.goto(f"/o/{other_slug}/actions/tickets/")
    assert "物流" not in other.content()

    mail = mail_server.wait_for("lin@chenguang.example", containing="/actions/tickets/")
    assert "物流太慢" in mail


def test_answer_without_script_is_stored_once(visit, mail_server):
    manager = visit().page()
    slug = signed_up(manager, mail_server, organization="无脚本", email="plain@wujiaoben.example")
    path = publish_survey(manager, slug)
    phone = visit(phone=True, script=False).page()

    phone.goto(path)
    phone.click("[data-next]")
    expect(phone.locator("#errors")).to_be_visible()
    phone.locator("input[name=nps][value='9']").check(force=True)
    phone.fill("textarea[name=reason]", "很满意")
    form = {"nps": "9", "reason": "很满意"} | {
        name: phone.locator(f"input[name={name}]").input_value() for name in ("_key", "_version")
    }
    phone.click("[data-next]")
    expect(phone.locator("[data-thanks]")).to_be_visible()
    # The same form once more, as a double tap or a reload sends it.
    assert "data-thanks" in phone.request.post(path, form=form).text()

    manager.goto(f"/o/{slug}/insights/dashboard/")
    expect(manager.locator("#nps-value")).to_contain_text("100", timeout=30_000)
    expect(manager.locator(".dashboard-nps")).to_contain_text("n = 1")

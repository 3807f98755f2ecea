"""The replay in a real browser: play, keys and time line, and the table without script."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.factories.accounts import World
from tests.factories.events import run_deliveries
from tests.factories.surveys import live_survey
from tests.factories.trajectories import REASON, answer_by_page, nps_events

STATIC = Path(__file__).resolve().parents[3] / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@pytest.fixture
def html(world: World) -> str:
    """Rendered before the browser starts: while that runs, Django keeps away from the database."""
    response = answer_by_page(world.ours, live_survey(world.ours).collector, nps_events())
    run_deliveries()
    client = world.ours.client()
    client.cookies["language"] = "en"
    return client.get(reverse("surveys:replay", args=["ours", response.pk])).content.decode()


def open_page(page: Page, html: str) -> None:
    def serve(route: Route) -> None:
        path = route.request.url.partition("/static/")[2]
        if not path:
            route.fulfill(body=html, content_type="text/html")
        elif (STATIC / path).is_file():
            route.fulfill(path=STATIC / path, content_type=TYPES.get(Path(path).suffix, "text/plain"))
        else:
            route.abort()

    page.route("**/*", serve)
    page.goto("http://product.test/")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_replay_plays_by_keyboard_and_reads_as_a_table_without_script(html: str, *, script: bool):
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CEM_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(java_script_enabled=script).new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        open_page(page, html)
        table = page.locator(".replay-table")
        if script:
            _play(page)
            expect(table).to_be_hidden()
        else:
            expect(table).to_be_visible()
            expect(table).to_contain_text("Changed their mind")
            expect(page.locator("[data-replay-target=controls]")).to_be_hidden()
        browser.close()
    assert complaints == []


def _play(page: Page) -> None:
    state = page.locator("[data-replay-target=state][data-name=nps]")
    line = page.locator("[data-replay-target=line]")
    expect(page.locator("[data-replay-target=controls]")).to_be_visible()
    expect(state).to_have_text("")
    page.locator("[data-replay-target=speed]").select_option("16")
    page.locator("h1").click()
    page.keyboard.press("k")
    expect(page.locator("[data-replay-target=toggleLabel]")).to_have_text("Pause")
    # At sixteen times real time it is through in seconds, and stops by itself.
    expect(page.locator("[data-replay-target=toggleLabel]")).to_have_text("Play", timeout=15_000)
    expect(state).to_have_text("3")
    expect(page.locator("[data-replay-target=state][data-name=reason]")).to_have_text(f"{len(REASON)} characters")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-replay-target=state][data-name=reason]")).not_to_have_text(f"{len(REASON)} characters")
    line.focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-replay-target=clock]")).to_have_text("0:00")
    expect(state).to_have_text("")
    page.keyboard.press("End")
    expect(state).to_have_text("3")

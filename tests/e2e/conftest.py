"""The whole product, started as `make run` starts it, and a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.stack import Stack
from tests.mail import MailServer

ARTEFACTS = Path(__file__).resolve().parent.parent.parent / "test-artifacts"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, mail_server: MailServer) -> Iterator[Stack]:
    """The running product, with a mail server that keeps what it is sent."""
    with Stack(tmp_path_factory.mktemp("stack"), EMAIL_URL=f"smtp://127.0.0.1:{mail_server.port}") as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with the last of these tests: while it runs, its event loop keeps Django from the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CEM_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-quic"],
        )
        yield browser
        browser.close()


class Visitor:
    """A browser of its own; every complaint of its console fails the test that used it."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.context = context
        self.base_url = base_url
        self.complaints: list[str] = []

    def page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _note(self, message: object) -> None:
        # A page that answers 4xx on purpose is reported as a failed load; everything else is a fault of ours.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def visit(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[object]:
    """`visit(phone=True, dark=False, script=True)` gives a Visitor."""
    visitors: list[Visitor] = []

    def make(*, phone: bool = False, dark: bool = False, script: bool = True) -> Visitor:
        context = browser.new_context(
            base_url=stack.url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="zh-CN",
        )
        visitors.append(Visitor(context, stack.url))
        return visitors[-1]

    yield make
    ARTEFACTS.mkdir(exist_ok=True)
    for number, visitor in enumerate(visitors):
        for position, page in enumerate(visitor.context.pages):
            page.screenshot(path=ARTEFACTS / f"{request.node.name}-{number}-{position}.png")
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []

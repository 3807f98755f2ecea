"""The browser that runs the page's modules. How to use it stands in the docstring of the package."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from mimetypes import guess_type
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Error, Page, Playwright, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STATIC = ROOT / "static"
VECTORS = ROOT / "tests" / "surveys" / "vectors"
ADDRESS = "http://conformance.test"

CALL = """
async ([path, source, payload]) => {
  const module = await import(path);
  const call = (0, eval)("(" + source + ")");
  const result = await call(module, JSON.parse(payload));
  if (result === undefined) throw new Error("nothing came back");
  return JSON.stringify(result, (name, value) => {
    if (typeof value === "number" && !isFinite(value)) throw new Error(`"${name}" is ${value}`);
    if (value === undefined || typeof value === "function") throw new Error(`"${name}" is ${typeof value}`);
    return value;
  });
}
"""

Result = TypeVar("Result")


class ScriptError(AssertionError):
    """The page threw, could not load the module, or gave back what JSON cannot say."""


class Scripts:
    """One page of one browser, driven from one thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="conformance")
        self._playwright: Playwright
        self._browser: Browser
        self._page: Page
        self._in_thread(self._start)

    def run(self, module: str, function: str, payload: Any = None) -> Any:
        """The result of `function(module, payload)` in the page; `module` is a path below static/respondent/."""
        arguments = [f"/static/respondent/{module}", function, json.dumps(payload, allow_nan=False)]
        try:
            return json.loads(self._in_thread(lambda: self._page.evaluate(CALL, arguments)))
        except Error as error:
            raise ScriptError(error.message) from None

    @staticmethod
    def vectors(name: str) -> Any:
        return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))

    def close(self) -> None:
        self._in_thread(self._stop)
        self._thread.shutdown()

    def _in_thread(self, work: Callable[[], Result]) -> Result:
        return self._thread.submit(work).result()

    def _start(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=os.environ.get("CEM_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-quic"],
        )
        self._page = self._browser.new_page()
        self._page.set_default_timeout(60_000)
        self._page.route("**/*", _serve)
        self._page.goto(f"{ADDRESS}/")

    def _stop(self) -> None:
        self._browser.close()
        self._playwright.stop()


def _serve(route: Route) -> None:
    """A file of static/, an empty page at the root, and nothing else."""
    address = route.request.url.split("?")[0]
    if address == f"{ADDRESS}/":
        route.fulfill(content_type="text/html; charset=utf-8", body="<!doctype html><title>conformance</title>")
        return
    path = (ROOT / address.removeprefix(f"{ADDRESS}/")).resolve()
    if address.startswith(f"{ADDRESS}/static/") and path.is_relative_to(STATIC) and path.is_file():
        kind = "text/javascript" if path.suffix == ".js" else guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=path.read_bytes())
    else:
        route.fulfill(status=404, body="")

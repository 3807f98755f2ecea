"""What a respondent on a poor phone network waits for: the first view of a ten-question survey, and its weight.

    python -m benchmarks.first_view

Chromium with a slow network (400 kbit/s each way, 400 ms a request) and a processor slowed down four times, against the
product behind gunicorn, without compression by a proxy: static files come compressed, the page itself as it is.
"""

import gzip
import shutil
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.stack import Stack
from surveys.domain.questions import QUESTION_TYPES

TEN = [
    "nps",
    "single",
    "multiple",
    "csat",
    "long_text",
    "matrix_single",
    "number",
    "rating",
    "dropdown",
    "consent_contact",
]
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
RUNS = 5
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName("first-contentful-paint")[0];
  if (found) done(found.startTime);
}).observe({ type: "paint", buffered: true }))"""
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cem-bench-") as folder, Stack(Path(folder)) as stack:
        path = f"/s/{_publish(stack)}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(args=["--no-sandbox"], executable_path=_chromium())
            times, shifts, weights = [], [], {}
            for _each in range(RUNS):
                page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
                page.on("response", lambda answer: weights.__setitem__(answer.url.split("/")[-1][:40], answer.url))
                session = page.context.new_cdp_session(page)
                session.send("Network.enable")
                session.send("Network.emulateNetworkConditions", SLOW)
                session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
                page.goto(stack.url + path, wait_until="load")
                times.append(page.evaluate(PAINTED))
                shifts.append(page.evaluate(SHIFTED))
                page.context.close()
            browser.close()
        total = 0
        for name, url in weights.items():
            with urllib.request.urlopen(url) as answer:
                size = len(gzip.compress(answer.read(), 9))
            total += size
            print(f"{name:<42} {size:>7} bytes gzip")
        print(f"{'together':<42} {total:>7} bytes gzip")
        print(f"first view: {sorted(round(each) for each in times)} ms; layout shift {max(shifts):.4f}")


def _publish(stack: Stack) -> str:
    stack.manage("create_organization", "--name", "Benchmark", "--slug", "view", "--owner", "owner@view.example")
    secret = stack.manage("create_api_key", "--organization", "view", "--name", "view").strip()
    questions = [
        {**QUESTION_TYPES[name].example, "id": f"q{at}", "key": f"k{at}"} for at, name in enumerate(TEN, start=1)
    ]
    definition = {
        "schema": 2,
        "language": "zh-hans",
        "title": {"zh-hans": "十道题"},
        "pages": [{"id": "p1", "questions": questions}],
        "endings": [{"id": "end", "outcome": "complete", "title": {"zh-hans": "谢谢"}}],
    }
    survey = stack.api(secret, "surveys", {"definition": definition})
    return str(stack.api(secret, f"surveys/{survey['id']}/publish", {})["token"])


def _chromium() -> str:
    return shutil.which("chromium") or shutil.which("google-chrome") or ""


if __name__ == "__main__":
    main()

"""The walk of a survey of 500 questions and 1,000 rules: on the server, and in Chromium from a change to its result.

    python -m benchmarks.walk [--walks 300]

The baseline of each figure is the same 1,000 rules alone, compiled and called once each in the same place.
"""

import argparse
import gzip
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Route, sync_playwright

from surveys.domain.definition import read_definition
from surveys.domain.logic import compile_rule
from surveys.domain.walk import Program, Surroundings, compile_program, walk

STATIC = Path(__file__).resolve().parent.parent / "static"
ADDRESS = "http://benchmark.test"
PAGES, EACH = 50, 10
KINDS = ("nps", "single", "multiple", "number", "matrix_rating", "short_text", "csat", "yes_no", "ranking", "slider")
Raw = dict[str, Any]

IN_PAGE = """
async ([plan, answers, around, changes]) => {
  const { walk } = await import("/static/respondent/walk.js");
  const { compile, truthy } = await import("/static/respondent/logic.js");
  const rules = [];
  const gather = (value) => {
    if (Array.isArray(value)) value.forEach(gather);
    else if (value && typeof value === "object") for (const name of Object.keys(value)) {
      if (name === "if" || name === "required_if") rules.push(value[name]);
      else if (name === "checks") value[name].forEach(([rule]) => rules.push(rule));
      else if (name === "next") value[name].forEach(([, rule]) => rules.push(rule));
      else gather(value[name]);
    }
  };
  gather(plan.pages);
  const compiled = rules.map(compile);
  const started = performance.now();
  walk(plan, answers, around);
  const first = performance.now() - started;
  const times = [], alone = [];
  let shown = "";
  for (const [name, value] of changes) {
    const begin = performance.now();
    answers[name] = value;
    const found = walk(plan, answers, around);
    // What has changed of the path and of the texts, as the page finds it.
    const path = found.steps.map((step) => [step.name, step.questions.map((each) => each.name)]);
    const now = JSON.stringify([path, found.texts]);
    if (now !== shown) shown = now;
    times.push(performance.now() - begin);
    const data = { answers, url: {}, customer: {}, context: {}, arms: {}, loop: {}, quota: {}, scores: {} };
    const again = performance.now();
    compiled.forEach((rule) => truthy(rule(data)));
    alone.push(performance.now() - again);
  }
  return { first, times, alone, rules: rules.length };
}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--walks", type=int, default=300)
    walks = parser.parse_args().walks
    raw = survey()
    rules = list(rules_of(raw["pages"]))
    definition = read_definition(raw)
    compiling = [_milliseconds(lambda: compile_program(definition)) for _ in range(5)]
    program = compile_program(definition)
    plan = json.dumps(program.plan("en"), ensure_ascii=False, separators=(",", ":")).encode()
    print(f"{len(definition.questions)} questions, {len(rules)} rules, {PAGES} pages")
    print(
        f"compile {statistics.median(compiling):.0f} ms; plan {len(plan):,} B, gzip {len(gzip.compress(plan, 9)):,} B"
    )
    print(f"{'':>32} {'p50 ms':>8} {'p95 ms':>8} {'rules alone p50':>16} {'ratio':>6}")
    _server(program, rules, walks)
    _page(program, walks)


def _server(program: Program, rules: list[Any], walks: int) -> None:
    compiled = [compile_rule(rule).truthy for rule in rules]
    random = Random(7)
    times, alone = [], []
    for number in range(walks + 20):
        raw, around = answers(program, random), Surroundings(seed=f"{number:016x}", context={"language": "en"})
        elapsed = _milliseconds(lambda raw=raw, around=around: walk(program, raw, surroundings=around))  # type: ignore[misc]
        found = walk(program, raw, surroundings=around)
        assert len(found.answers) > len(program.by_key) // 2, "most of the survey should be walked"
        data = {
            "answers": found.answers,
            "url": {},
            "customer": {},
            "context": {},
            "arms": {},
            "loop": {},
            "scores": {},
        }
        baseline = _milliseconds(lambda data=data: [rule(data) for rule in compiled])  # type: ignore[misc]
        if number >= 20:  # the first ones warm up
            times.append(elapsed)
            alone.append(baseline)
    _show("server: whole walk", times, alone)


def _page(program: Program, walks: int) -> None:
    random = Random(8)
    given = answers(program, random)
    keys = [key for key, asked in program.by_key.items() if asked.question.type in {"nps", "single", "yes_no"}]
    changes = [[key, answer(program, key, random)] for key in random.choices(keys, k=walks)]
    around = {"seed": "00ff00ff00ff00ff", "context": {"language": "en"}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CEM_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.route("**/*", _serve)
        page.goto(f"{ADDRESS}/")
        found = page.evaluate(IN_PAGE, [program.plan("en"), given, around, changes])
        slow = page.context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        phone = page.evaluate(IN_PAGE, [program.plan("en"), given, around, changes])
        browser.close()
    _show("page: change to result", found["times"][20:], found["alone"][20:])
    _show("page on a phone (CPU 4 x slower)", phone["times"][20:], phone["alone"][20:])
    print(f"page: first walk, compiling included, {found['first']:.1f} ms, on a phone {phone['first']:.1f} ms")


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(f"{ADDRESS}/static/")
    if path.endswith(".js"):
        route.fulfill(content_type="text/javascript; charset=utf-8", body=(STATIC / path).read_bytes())
    else:
        route.fulfill(content_type="text/html", body="<!doctype html><title>benchmark</title>")


def survey() -> Raw:
    """Every question has a rule, and further ones stand on options, pages, checks, required_if and jumps."""
    random = Random(3)
    budget = 1000
    pages: list[Raw] = []
    keys: list[str] = []
    left = budget - PAGES - PAGES * EACH
    for number in range(PAGES):
        page: Raw = {"id": f"p{number}", "if": condition(keys, random), "questions": []}
        for at in range(EACH):
            kind = KINDS[at]
            question = _question(kind, f"q{number}_{at}", f"k{number}_{at}")
            question["if"] = condition(keys, random)
            if kind in {"single", "multiple", "ranking"}:
                for choice in question["options"][:2]:
                    choice["if"] = condition(keys, random)
                    left -= 1
            if kind in {"number", "short_text"} and left > 0:
                question["checks"] = [
                    {"rule": condition(keys, random), "message": texts("Sure, {answers.k0_5|you}?"), "soft": True}
                ]
                left -= 1
            if kind in {"csat", "slider"} and left > 0:
                question["required_if"] = {"!": condition(keys, random)}
                left -= 1
            page["questions"].append(question)
            keys.append(question["key"])
        pages.append(page)
    for number, page in enumerate(pages[: max(0, left)]):
        page["next"] = [{"to": pages[min(number + 2, PAGES - 1)]["id"], "if": {"<": [{"var": "answers.k0_0"}, -1]}}]
    return {
        "schema": 2,
        "language": "en",
        "title": texts("A long one"),
        "pages": pages,
        "endings": [{"id": "done", "outcome": "complete", "title": texts("Thanks {answers.k0_0}")}],
    }


def _question(kind: str, identifier: str, key: str) -> Raw:
    raw: Raw = {
        "id": identifier,
        "key": key,
        "type": kind,
        "title": texts(f"Question {key}, after {{answers.k0_0|none}}"),
    }
    if kind in {"single", "multiple", "ranking"}:
        raw["options"] = [{"id": f"o{at}", "text": texts(f"Option {at}")} for at in range(1, 9)]
        raw["shuffle"] = kind == "multiple"
    if kind == "matrix_rating":
        raw["rows"] = [{"id": f"r{at}", "text": texts(f"Row {at}")} for at in range(1, 6)]
    if kind in {"nps", "slider"}:
        raw |= {"low": texts("Not at all"), "high": texts("Very much")}
    return raw | ({"min": 0, "max": 100} if kind == "slider" else {})


def condition(keys: list[str], random: Random) -> Any:
    """One that mostly holds, over earlier questions."""
    if not keys:
        return {"!=": [{"var": "context.channel"}, "none"]}
    key, other = random.choice(keys), random.choice(keys)
    return random.choice(
        [
            {">=": [{"var": f"answers.{key}"}, -5]},
            {"or": [{"answered": [key]}, {"!": [{"answered": [other]}]}, {"==": [{"var": "context.channel"}, "link"]}]},
            {"!": [{"==": [{"var": f"answers.{key}"}, "zz"]}]},
            {"or": [{"!=": [{"var": f"answers.{key}"}, 77]}, {"in": ["a", {"var": f"answers.{other}"}]}]},
            {"if": [{"answered": [key]}, {"!=": [{"var": f"answers.{key}"}, "x"]}, True]},
        ]
    )


def answers(program: Program, random: Random) -> Raw:
    return {key: answer(program, key, random) for key in program.by_key}


def answer(program: Program, key: str, random: Random) -> Any:
    options = [f"o{at}" for at in range(3, 9)]
    return {
        "nps": lambda: random.randint(0, 10),
        "single": lambda: random.choice(options),
        "multiple": lambda: random.sample(options, 3),
        "number": lambda: random.randint(0, 1000),
        "matrix_rating": lambda: {f"r{at}": random.randint(1, 5) for at in range(1, 6)},
        "short_text": lambda: "送货很快，还会再来",
        "csat": lambda: random.randint(1, 5),
        "yes_no": lambda: random.choice(("yes", "no")),
        "ranking": lambda: [f"o{at}" for at in range(1, 9)],
        "slider": lambda: random.randint(0, 100),
    }[program.by_key[key].question.type]()


def rules_of(value: Any) -> Any:
    """The rules that stand in a document."""
    if isinstance(value, list):
        for item in value:
            yield from rules_of(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in {"if", "required_if", "rule"}:
                yield item
            else:
                yield from rules_of(item)


def texts(text: str) -> dict[str, str]:
    return {"en": text}


def _milliseconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _show(title: str, times: list[float], alone: list[float]) -> None:
    middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    base = statistics.median(alone)
    print(f"{title:>32} {middle:>8.2f} {high:>8.2f} {base:>16.2f} {middle / base if base else 0:>6.1f}")


if __name__ == "__main__":
    main()

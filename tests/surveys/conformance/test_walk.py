"""The walk on the server and the walk in the page come to the same, for written and for random surveys."""

import os
from random import Random
from typing import Any

from tests.surveys.conformance.scripts import Scripts
from tests.surveys.conformance.walk_answers import random_answers, random_surroundings
from tests.surveys.conformance.walk_definitions import random_definition
from tests.surveys.conformance.walk_results import IN_PAGE, program_of, walked
from tests.surveys.conformance.walk_vectors import cases, surprises, surveys

# More of them: CEM_WALK_CASES=20000. Others: CEM_WALK_SEED=7.
CASES = int(os.environ.get("CEM_WALK_CASES", "600"))
SEED = os.environ.get("CEM_WALK_SEED", "1")
EACH, AT_ONCE = 6, 50


def test_written_walks_come_out_in_the_page_as_written(scripts: Scripts) -> None:
    names = list(surveys())
    plans = [program_of(survey).plan("en") for survey in surveys().values()]
    sent = [[names.index(case["survey"]), case["answers"], case["around"], case["until"]] for case in cases()]
    results = scripts.run("walk.js", IN_PAGE, {"plans": plans, "cases": sent})
    found = {
        f"{case['survey']}: {case['name']}": surprises(case["expect"], result)
        for case, result in zip(cases(), results, strict=True)
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_random_walks_are_the_same_on_the_server_and_in_the_page(scripts: Scripts) -> None:
    number = CASES // EACH
    for start in range(0, number, AT_ONCE):
        _compare(scripts, range(start, min(start + AT_ONCE, number)))


def _compare(scripts: Scripts, numbers: range) -> None:
    plans: list[Any] = []
    sent: list[Any] = []
    expected: list[tuple[int, dict[str, Any]]] = []
    for number in numbers:
        random = Random(f"{SEED}:{number}")  # noqa: S311  # cases, not secrets
        program = program_of(random_definition(random))
        for _ in range(EACH):
            around, answers = random_surroundings(random), random_answers(program, random)
            until = random.choice([None, None, f"p{random.randint(0, 4)}", f"p{random.randint(1, 4)}@o1"])
            plans.append(program.plan(around["context"].get("language", "en")))
            sent.append([len(plans) - 1, answers, around, until])
            expected.append((number, walked(program, answers, around, until)))
    results = scripts.run("walk.js", IN_PAGE, {"plans": plans, "cases": sent})
    for got, (number, wanted), case in zip(results, expected, sent, strict=True):
        for part, value in wanted.items():
            assert got[part] == value, f"survey {SEED}:{number}, {part}: {str(case[1:])[:2000]}"

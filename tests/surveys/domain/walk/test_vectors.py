"""The walks of tests/surveys/vectors/walk.json on the server; tests/surveys/conformance does the same in the page."""

from typing import Any

import pytest

from surveys.domain.definition import check_definition
from tests.surveys.conformance.walk_results import program_of, walked
from tests.surveys.conformance.walk_vectors import cases, surprises, surveys

SURVEYS = surveys()
PROGRAMS = {name: program_of(survey) for name, survey in SURVEYS.items()}
CASES = cases()


def test_written_surveys_are_sound() -> None:
    assert {name: check_definition(survey) for name, survey in SURVEYS.items()} == {name: [] for name in SURVEYS}


def test_cases_have_names_of_their_own() -> None:
    names = [(case["survey"], case["name"]) for case in CASES]
    assert len(set(names)) == len(names) >= 150


@pytest.mark.parametrize("case", CASES, ids=[f"{case['survey']}: {case['name']}" for case in CASES])
def test_a_written_walk_comes_out_as_written(case: dict[str, Any]) -> None:
    result = walked(PROGRAMS[case["survey"]], case["answers"], case["around"], case["until"])
    assert surprises(case["expect"], result) == []

"""The server evaluates the vectors as they say; tests/surveys/conformance asks the same of the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from surveys.domain.logic import OPERATORS, check_rule, compile_rule

VECTORS = Path(__file__).resolve().parent.parent.parent / "vectors"
FILES = sorted([*VECTORS.glob("logic*.json"), *VECTORS.glob("jsonlogic*.json")])


def read(path: Path) -> list[Any]:
    header, *cases = json.loads(path.read_text(encoding="utf-8"))
    assert len(cases) == header["cases"]
    return cases


def exact(value: Any) -> str:
    """Tells 1 from true, and 1 from 1.0: whole numbers leave a rule as whole numbers, but for those beyond 2**53."""
    return json.dumps(value, allow_nan=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vectors(path: Path) -> None:
    wrong = []
    for rule, data, expected in read(path):
        value = compile_rule(rule)(data)
        if exact(value) != exact(expected):
            wrong.append((rule, data, expected, value))
    assert wrong == []


def test_there_are_vectors_for_every_operator() -> None:
    names = {name for rule, _, _ in read(VECTORS / "logic.json") if isinstance(rule, dict) for name in rule}
    assert sorted(set(OPERATORS) - names) == []


@pytest.mark.parametrize("name", OPERATORS)
def test_example_of_the_registry(name: str) -> None:
    rule, data, expected = OPERATORS[name].example
    assert check_rule(rule) == []
    assert exact(compile_rule(rule)(data)) == exact(expected)


def test_an_example_uses_its_operator() -> None:
    shared = {"?:": "if"}
    for name, known in OPERATORS.items():
        assert shared.get(name, name) in json.dumps(known.example[0])

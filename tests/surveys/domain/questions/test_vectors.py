"""Every type against its written cases: the value, what is in force, and exactly what comes of it."""

from collections import Counter
from typing import Any

import pytest

from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import InForce, Question
from tests.surveys.domain.questions.cases import exactly, vectors, verdict

CASES = list(vectors())
COVERED = [
    "single",
    "multiple",
    "dropdown",
    "picture",
    "cascade",
    "yes_no",
    "short_text",
    "long_text",
    "blanks",
    "sentence",
    "number",
    "phone",
    "email",
    "id_number",
    "date",
    "time",
    "date_range",
    "nps",
    "csat",
    "ces",
    "rating",
    "emotion",
    "slider",
]


@pytest.mark.parametrize(("question", "in_force", "value", "expected"), [case[1:] for case in CASES])
def test_check_answer_gives_what_the_vector_says(
    question: Question, in_force: InForce, value: Any, expected: Any
) -> None:
    assert exactly(verdict(question, value, in_force)) == exactly(expected)


def test_check_answer_takes_its_own_answers_again() -> None:
    for name, question, in_force, _value, expected in CASES:
        if expected and "value" in expected and "private" not in expected:
            assert verdict(question, expected["value"], in_force) == expected, name


def test_check_answer_takes_a_mask_for_no_answer() -> None:
    for name, question, in_force, _value, expected in CASES:
        if expected and "private" in expected:
            assert verdict(question, expected["value"], in_force) is None, name
            proof = expected.get("proof")
            full = {"number": expected["private"], "code": proof} if proof else expected["private"]
            assert verdict(question, full, in_force) == expected, name


@pytest.mark.parametrize("kind", COVERED)
def test_each_type_has_a_dozen_vectors(kind: str) -> None:
    assert Counter(case[1].type for case in CASES)[kind] >= 12


@pytest.mark.parametrize("kind", ["number", "slider", "nps", "csat", "ces"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 10**400, -(10**400)])
def test_check_answer_refuses_what_is_no_number_of_a_page(kind: str, value: float) -> None:
    question = next(case[1] for case in CASES if case[1].type == kind)
    assert verdict(question, value, InForce())["error"]["code"] in {"not_a_number", "not_a_score"}


def test_every_type_has_a_shape() -> None:
    assert set(COVERED) <= set(QUESTION_TYPES)
    assert all(QUESTION_TYPES[kind].shape for kind in COVERED)

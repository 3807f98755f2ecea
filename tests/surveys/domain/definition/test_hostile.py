"""Whatever comes in, the answer is a list of problems and never an exception."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.checker import check_document
from surveys.domain.definition import check_definition, read_definition, upgrade
from surveys.domain.questions import QUESTION_TYPES
from surveys.selectors.templates import template_detail
from tests.surveys.domain.samples import NPS, question, survey

VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
# Values that stand somewhere in definitions, so that wrong ones come to where they are nearly right.
LIKELY = st.sampled_from(
    ["p1", "q1", "nps", "end", "zh-hans", "single", "", 0, -1, 2**60, 1e300, [], {}, [[]], {"var": "answers.nps"}]
)


def paths(value: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything inside."""
    found = [steps] if steps else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        found += paths(item, (*steps, step))
    return found


SHOWCASE = template_detail("showcase").raw
SHOWCASE_PATHS = paths(SHOWCASE)


@given(JSON)
def test_check_definition_never_raises(raw: Any):
    assert check_definition(raw)
    upgrade(raw)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SHOWCASE_PATHS), JSON | LIKELY)
def test_a_definition_is_readable_exactly_when_nothing_is_wrong(steps: tuple[Any, ...], value: Any):
    raw = deepcopy(SHOWCASE)
    at = raw
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = value
    problems, report = check_document(raw)
    assert (report is None) == bool(problems)
    if not problems:
        read_definition(raw)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(QUESTION_TYPES)), st.dictionaries(st.text(max_size=12), JSON, max_size=3), JSON | LIKELY)
def test_check_definition_of_any_question_never_raises(name: str, more: dict[str, Any], value: Any):
    example = dict(QUESTION_TYPES[name].example)
    for field in example:
        check_definition(survey([{**example, **more, field: value}]))


def nested(depth: int) -> Any:
    value: Any = 1
    for _each in range(depth):
        value = {"and": [value]}
    return value


@pytest.mark.parametrize("depth", [21, 500, 100_000])
def test_deep_nesting_is_a_problem(depth: int):
    raw = survey([question("a", "yes_no", **{"if": nested(depth)})])
    (problem,) = check_definition(raw)
    assert problem.code == "too_deep"


def test_a_document_of_more_than_two_megabytes_is_a_problem():
    raw = survey([question("a", "yes_no", hint={"zh-hans": "x" * 3_000_000})])
    assert [problem.code for problem in check_definition(raw)] == ["too_large"]
    raw = survey([question("a", "yes_no", junk=[1] * 1_500_000)])
    assert [problem.code for problem in check_definition(raw)] == ["too_large"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, {1: 2}, object(), (1,), b"x"])
def test_what_json_does_not_have_is_a_problem(value: Any):
    assert [problem.code for problem in check_definition({**NPS, "intro": value})] == ["not_json"]


def test_the_number_of_problems_is_limited():
    raw = survey([{"type": "nps", f"x{at}": at} for at in range(900)])
    assert len(check_definition(raw)) <= 220

import math
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.logic import LogicError, compile_rule
from surveys.domain.logic.allowance import ITEM, STEPS
from tests.surveys.conformance.generated import Maker

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"==": [{"var": "answers.nps"}, 9]}, {"answers.nps"}),
        ({"and": [{"var": ["url.city", "x"]}, [{"var": "answers.a.r1"}]]}, {"url.city", "answers.a.r1"}),
        ({"answered": ["a", "b"]}, {"answers.a", "answers.b"}),
        ({"selected": ["a", "o1"]}, {"answers.a"}),
        ({"selected_any": ["a", "o1", "o2"]}, {"answers.a"}),
        ({"selected_all": ["a", ["o1"]]}, {"answers.a"}),
        ({"score": "a"}, {"answers.a"}),
        ({"quota_left": "women"}, {"quota.women"}),
        ({"age": [{"var": "answers.born"}]}, {"answers.born", "context.today"}),
        ({"today": []}, {"context.today"}),
        ({"missing": ["answers.a", "answers.b"]}, {"answers.a", "answers.b"}),
        ({"missing_some": [1, ["answers.a"]]}, {"answers.a"}),
        ({"some": [{"var": "answers.l"}, {"==": [{"var": "qty"}, 1]}]}, {"answers.l"}),
        ({"map": [["a"], {"and": [{"answered": ["b"]}, {"missing": ["c"]}]}]}, {"answers.b"}),
        ({"reduce": [[1], {"var": "accumulator"}, {"var": "answers.start"}]}, {"answers.start"}),
        ({"var": [{"cat": ["answers.", {"var": "url.q"}]}]}, {"url.q"}),
        ({"var": ""}, {""}),
        (True, set()),
    ],
)
def test_variables(rule: Any, expected: set[str]) -> None:
    assert compile_rule(rule).variables == expected


def test_unsound_rule_is_not_compiled() -> None:
    with pytest.raises(LogicError) as caught:
        compile_rule({"and": [{"nonsense": 1}]})
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [("and.0", "unknown_operator")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("0", True), ([], False), (0, False), ({"/": [0, 0]}, False), ({"/": [1, 0]}, False), ({"var": "o"}, True)],
)
def test_truthy_of_a_rule(rule: Any, *, expected: bool) -> None:
    assert compile_rule(rule).truthy({"o": {}}) is expected


def test_constant_rules_are_known() -> None:
    assert compile_rule([1, "a"]).is_constant
    assert not compile_rule({"var": "a"}).is_constant


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9), data=JSON, answers=JSON)
def test_never_raises_and_gives_json(seed: int, data: Any, answers: Any) -> None:
    """Also with NaN and infinite numbers in the data, which Python's reader of JSON lets in."""
    run = compile_rule(Maker(str(seed)).rule(4))
    for each in (data, {"answers": answers, "l": data, "a": answers, "o": data}):
        value = run(each)
        assert _is_json(value)
        assert run.truthy(each) in (True, False)


def _is_json(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_json(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(name, str) and _is_json(item) for name, item in value.items())
    if isinstance(value, float):
        return math.isfinite(value) and (value != int(value) or abs(value) > 2**53)
    return isinstance(value, str | int | None)


def test_data_nested_beyond_reason_give_null() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    assert compile_rule({"cat": [{"var": "x"}]})({"x": nested}) is None
    assert compile_rule({"var": "x"})({"x": nested}) is None
    assert compile_rule({"==": [{"var": "x"}, 1]}).truthy({"x": nested}) is False


def test_a_value_that_is_not_of_json_gives_null() -> None:
    assert compile_rule({"var": "x"})({"x": object()}) is None


def test_allowance_is_new_for_each_evaluation() -> None:
    rule = compile_rule({"count": [{"map": [{"var": "l"}, 1]}]})
    full = STEPS // ITEM
    assert [rule({"l": [0] * full}) for _ in range(3)] == [full] * 3
    assert rule({"l": [0] * (full + 1)}) is None
    assert rule({"l": [0]}) == 1


def test_allowance_covers_nested_lists() -> None:
    rule = {"map": [{"var": "l"}, {"count": [{"map": [{"var": ""}, {"none": [[1, 2, 3], 0]}]}]}]}
    assert compile_rule(rule)({"l": [[0] * 10] * 10}) == [10] * 10
    assert compile_rule(rule)({"l": [[0] * 100] * 100}) is None


def test_tuples_and_mappings_of_other_kinds_are_read() -> None:
    data = MappingProxyType({"answers": MappingProxyType({"q": ("o1", MappingProxyType({"option": "o2"}))})})
    assert compile_rule({"selected": ["q", "o2"]})(data) is True
    assert compile_rule({"var": "answers.q.1.option"})(data) == "o2"
    assert compile_rule({"var": "answers"})(data) == {"q": ["o1", {"option": "o2"}]}

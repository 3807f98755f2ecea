from typing import Any

import pytest

from surveys.domain.logic import check_rule
from surveys.domain.logic.check import DEEPEST, MOST_PARTS


def nested(depth: int) -> Any:
    rule: Any = {"var": "a"}
    for _ in range(depth - 1):
        rule = {"!": [rule]}
    return rule


def codes(rule: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in check_rule(rule)]


@pytest.mark.parametrize("rule", [None, True, 1, 1.5, "a", [], [1, "a"], {"var": "a"}, {"today": []}, {"merge": []}])
def test_sound_rules(rule: Any) -> None:
    assert check_rule(rule) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"nonsense": [1]}, [("", "unknown_operator")]),
        ({"and": [True, {"log": 1}]}, [("and.1", "unknown_operator")]),
        ({}, [("", "not_an_operator")]),
        ({"==": [1, 1], "!": 1}, [("", "not_an_operator")]),
        ([{"!": {}}], [("0.!.0", "not_an_operator")]),
        ({"==": [1]}, [("==", "argument_count")]),
        ({"==": [1, 2, 3]}, [("==", "argument_count")]),
        ({"<": [1, 2, 3, 4]}, [("<", "argument_count")]),
        ({"and": []}, [("and", "argument_count")]),
        ({"answered": []}, [("answered", "argument_count")]),
        ({"selected_any": ["q"]}, [("selected_any", "argument_count")]),
        ({"today": None}, [("today", "argument_count")]),
        ({"if": [{"==": [1]}, {"x": 1}]}, [("if.0.==", "argument_count"), ("if.1", "unknown_operator")]),
        ({"date_add": ["2024-01-01", 1, "hours"]}, [("date_add.2", "value_not_allowed")]),
        ({"date_add": ["2024-01-01", 1, ["days"]]}, [("date_add.2", "value_not_allowed")]),
        ({"date_add": ["2024-01-01", 1, {"var": "unit"}]}, []),
        ({"date_part": ["2024-01-01", None]}, [("date_part.1", "value_not_allowed")]),
        ({"matches": ["a", {"var": "p"}]}, [("matches.1", "pattern_not_constant")]),
        ({"matches": ["a", 5]}, [("matches.1", "pattern_not_text")]),
        ({"matches": ["a", "(?=a)"]}, [("matches.1", "pattern_not_allowed")]),
        ({"matches": ["a", "(a"]}, [("matches.1", "pattern_unfinished")]),
        ({"matches": ["a", "a{1000}b{1000}"]}, [("matches.1", "pattern_too_large")]),
        (float("nan"), [("", "not_json")]),
        ([float("inf")], [("0", "not_json")]),
        (10**400, [("", "not_json")]),
        ("a\ud800", [("", "not_json")]),
        ("a\0", [("", "not_json")]),
        ((1, 2), [("", "not_json")]),
        ({"!": [{1}]}, [("!.0", "not_json")]),
        ({1: 2}, [("", "unknown_operator")]),
    ],
)
def test_problems(rule: Any, expected: list[tuple[str, str]]) -> None:
    assert codes(rule) == expected


def test_parameters_name_what_is_wrong() -> None:
    (problem,) = check_rule({"and": [{"==": [1]}]})
    assert (problem.path, problem.params) == ("and.0.==", {"operator": "==", "least": 2, "most": 2, "count": 1})
    (problem,) = check_rule({"x" * 100: 1})
    assert problem.params == {"operator": "x" * 40}
    (problem,) = check_rule({"matches": ["a", "ab(?<n>c)"]})
    assert problem.params == {"position": 3}


def test_depth() -> None:
    assert check_rule(nested(DEEPEST)) == []
    (problem,) = check_rule(nested(DEEPEST + 1))
    assert (problem.code, problem.params) == ("too_deep", {"limit": DEEPEST})


def test_depth_of_lists_counts_too() -> None:
    rule: Any = 1
    for _ in range(DEEPEST):
        rule = [rule]
    assert check_rule(rule) == []
    for _ in range(100_000):
        rule = [rule]
    assert [problem.code for problem in check_rule(rule)] == ["too_deep"]


def test_size() -> None:
    assert check_rule([1] * (MOST_PARTS - 2)) == []
    assert [problem.code for problem in check_rule([1] * MOST_PARTS)] == ["rule_too_large"]

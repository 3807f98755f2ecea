"""The page evaluates rules as the server does: the vectors, the examples, and some thousand rules made at random."""

import json
import unicodedata
from typing import Any

import pytest

from surveys.domain.logic import OPERATORS, compile_rule, truthy
from tests.surveys.conformance.generated import Maker
from tests.surveys.conformance.scripts import VECTORS, Scripts

EVALUATE = "(logic, cases) => cases.map(([rule, data]) => logic.compile(rule)(data))"
VARIABLES = "(logic, rules) => rules.map((rule) => logic.variables(rule).sort())"
GENERATED = 8000
FILES = sorted(path.stem for path in [*VECTORS.glob("logic*.json"), *VECTORS.glob("jsonlogic*.json")])


def comparable(value: Any) -> Any:
    """Numbers as doubles, told apart from true and false, which equal 1 and 0 in Python."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items()}
    return repr(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else [value]


@pytest.mark.parametrize("name", FILES)
def test_vectors_in_the_page(scripts: Scripts, name: str) -> None:
    header, *cases = scripts.vectors(name)
    assert len(cases) == header["cases"]
    got = scripts.run("logic.js", EVALUATE, [case[:2] for case in cases])
    wrong = [(case, value) for case, value in zip(cases, got, strict=True) if comparable(case[2]) != comparable(value)]
    assert wrong == []


def test_examples_of_the_registry_in_the_page(scripts: Scripts) -> None:
    examples = [known.example for known in OPERATORS.values()]
    got = scripts.run("logic.js", EVALUATE, [example[:2] for example in examples])
    assert comparable(got) == comparable([example[2] for example in examples])


def test_the_page_knows_the_operators_of_the_registry(scripts: Scripts) -> None:
    names = scripts.run("logic.js", "(module) => Object.keys(module.operators).sort()")
    assert names == sorted(OPERATORS)


@pytest.mark.parametrize("seed", ["rules-a", "rules-b"])
def test_generated_rules_agree(scripts: Scripts, seed: str) -> None:
    maker = Maker(seed)
    cases = [[maker.rule(4), maker.data()] for _ in range(GENERATED // 2)]
    in_page = scripts.run("logic.js", EVALUATE, cases)
    wrong = []
    for (rule, data), value in zip(cases, in_page, strict=True):
        ours = json.loads(json.dumps(compile_rule(rule)(data), allow_nan=False))
        if comparable(ours) != comparable(value):
            wrong.append({"rule": rule, "data": data, "server": ours, "page": value})
    assert wrong == []


def test_generated_rules_say_something(scripts: Scripts) -> None:
    """Else the comparison above would compare nulls; every operator gives at least three different values."""
    maker = Maker("rules-a")
    seen: dict[str, set[str]] = {name: set() for name in OPERATORS}
    for _ in range(GENERATED):
        rule, data = maker.rule(4), maker.data()
        if isinstance(rule, dict):
            seen[next(iter(rule))].add(json.dumps(compile_rule(rule)(data)))
    # True and false are all that some can give.
    assert sorted(name for name, values in seen.items() if len(values) < 2) == []


def test_generated_rules_read_the_same_variables(scripts: Scripts) -> None:
    maker = Maker("variables")
    rules = [maker.rule(4) for _ in range(2000)]
    assert scripts.run("logic.js", VARIABLES, rules) == [sorted(compile_rule(rule).variables) for rule in rules]


def test_truthy_agrees(scripts: Scripts) -> None:
    values = [None, True, False, 0, 1, -1, 0.5, "", "0", " ", "false", [], [0], [[]], {}, {"a": 0}]
    assert scripts.run("logic.js", "(logic, values) => values.map(logic.truthy)", values) == [truthy(v) for v in values]


def test_the_page_evaluates_without_data(scripts: Scripts) -> None:
    assert scripts.run("logic.js", '(logic) => logic.compile({"==": [{"var": "a"}, null]})(undefined)') is True


@pytest.mark.parametrize(
    ("rule", "length", "expected"),
    [
        ({"if": [{"matches": [{"var": "t"}, "a*"]}, 1, 2]}, 100_000, 1),
        ({"if": [{"matches": [{"var": "t"}, "a*"]}, 1, 2]}, 100_001, None),
        ({"matches": [{"var": "t"}, "(a+)+$"]}, 50_000, True),
        ({"matches": [{"var": "t"}, "(a|a?)+b"]}, 50_000, False),
        ({"length": [{"cat": [{"var": "t"}, "b"]}]}, 65_535, 65_536),
        ({"length": [{"cat": [{"var": "t"}, "b"]}]}, 65_536, None),
    ],
)
def test_long_texts(scripts: Scripts, rule: Any, length: int, expected: Any) -> None:
    source = '(logic, [rule, length]) => logic.compile(rule)({t: "a".repeat(length)})'
    assert scripts.run("logic.js", source, [rule, length]) == expected
    assert compile_rule(rule)({"t": "a" * length}) == expected


def test_long_texts_are_counted_by_code_points(scripts: Scripts) -> None:
    rule = {"length": [{"cat": [{"var": "t"}, {"var": "t"}]}]}
    source = '(logic, [rule, length]) => logic.compile(rule)({t: "\\u{1F600}".repeat(length)})'
    assert scripts.run("logic.js", source, [rule, 32_768]) == compile_rule(rule)({"t": "\U0001f600" * 32_768}) == 65_536
    assert scripts.run("logic.js", source, [rule, 32_769]) is None


@pytest.mark.parametrize(("length", "expected"), [(10_000, 10_000), (10_001, None)])
def test_long_lists(scripts: Scripts, length: int, expected: Any) -> None:
    rule = {"count": [{"map": [{"var": "l"}, 1]}]}
    source = "(logic, [rule, length]) => logic.compile(rule)({l: new Array(length).fill(0)})"
    assert scripts.run("logic.js", source, [rule, length]) == expected
    assert compile_rule(rule)({"l": [0] * length}) == expected


def test_the_page_judges_each_character_in_small_letters_alike(scripts: Scripts) -> None:
    """Of all that the server's Unicode knows; letters that came later depend on the age of the browser."""
    codes = [code for code in range(0x20000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    source = "(logic, codes) => codes.map((c) => logic.compile({lower: [String.fromCodePoint(c)]})())"
    in_page = scripts.run("logic.js", source, codes)
    lower = compile_rule({"lower": [{"var": ""}]})
    wrong = [hex(code) for code, text in zip(codes, in_page, strict=True) if lower(chr(code)) != text]
    assert wrong == []

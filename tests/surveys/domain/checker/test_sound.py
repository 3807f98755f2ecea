"""The checker never calls a condition impossible or certain that is not: random rules against random answers."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.checker.formulas import Judge
from surveys.domain.checker.values import Domains
from surveys.domain.definition import read_definition
from surveys.domain.logic import compile_rule
from tests.surveys.domain.samples import nps, options, question, survey

DEFINITION = read_definition(
    survey(
        [
            nps("score", required=False),
            question("choice", "single", options=options("a", "b", "c")),
            question("many", "multiple", options=options("a", "b", "c", "d")),
            question("number", "number", min=-2, max=40, decimals=2),
            question("word", "short_text"),
        ]
    )
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "score": st.integers(0, 10),
        "choice": st.sampled_from("abc"),
        "many": st.lists(st.sampled_from("abcd"), min_size=1, unique=True).map(sorted),
        "number": st.integers(-200, 4000).map(lambda cents: cents / 100),
        "word": st.sampled_from(["a", "b", "x", "long text"]),
    },
)
KEYS = st.sampled_from(["score", "choice", "many", "number", "word"])
CONSTANTS = st.integers(-3, 12) | st.sampled_from(["a", "b", "c", "x", 3.5, 39.99, None, True])
VARIABLES = KEYS.map(lambda key: {"var": f"answers.{key}"})
NUMBERS = VARIABLES | st.builds(lambda key: {"count": [{"var": f"answers.{key}"}]}, KEYS)
LEAVES = (
    st.builds(
        lambda operator, left, right: {operator: [left, right]},
        st.sampled_from(["==", "!=", "===", "<", "<=", ">", ">="]),
        NUMBERS,
        CONSTANTS | VARIABLES,
    )
    | st.builds(lambda key: {"answered": [key]}, KEYS)
    | st.builds(
        lambda key, option: {"selected": [key, option]}, st.sampled_from(["choice", "many"]), st.sampled_from("abcz")
    )
    | st.builds(lambda x, lo, hi: {"within": [x, lo, hi]}, VARIABLES, st.integers(-3, 5), st.integers(3, 12))
    | st.builds(lambda left, right, n: {">": [{"+": [left, right]}, n]}, VARIABLES, VARIABLES, st.integers(-5, 60))
    | VARIABLES
)
JOINED = st.sampled_from(["and", "or"])
RULES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda name, parts: {name: parts}, JOINED, st.lists(inner, min_size=1, max_size=3))
        | inner.map(lambda rule: {"!": [rule]})
        | st.builds(lambda a, b, c: {"if": [a, b, c]}, inner, inner, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=600, deadline=None)
@given(RULES, st.lists(ANSWERS, min_size=1, max_size=8))
def test_what_is_said_never_to_hold_never_holds(rule: Any, respondents: list[dict[str, Any]]):
    judge = Judge(Domains(DEFINITION))
    never, always = judge.never(rule), judge.always(rule)
    held = {compile_rule(rule).truthy({"answers": answers, "context": {}, "arms": {}}) for answers in respondents}
    assert not (never and True in held)
    assert not (always and False in held)
    assert not (never and always)


def test_nothing_is_said_beyond_the_allowance():
    judge = Judge(Domains(DEFINITION))
    judge.left = 3
    assert not judge.never({">": [{"var": "answers.score"}, 10]})
    assert not judge.always({">=": [{"var": "answers.score"}, 0]})


@settings(max_examples=300, deadline=None)
@given(RULES, RULES, ANSWERS)
def test_what_is_said_to_exclude_each_other_never_holds_together(first: Any, second: Any, answers: dict[str, Any]):
    judge = Judge(Domains(DEFINITION))
    data = {"answers": answers, "context": {}, "arms": {}}
    if judge.never(first, second):
        assert not (compile_rule(first).truthy(data) and compile_rule(second).truthy(data))
    if judge.implies(first, [second]) and compile_rule(first).truthy(data):
        assert compile_rule(second).truthy(data)

"""Answers judged in the page as on the server: the written vectors, and values that nobody would write."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import Form, InForce, Question
from surveys.domain.questions.types.choosing import MOST_OPTIONS
from tests.surveys.conformance.scripts import Scripts
from tests.surveys.domain.questions.cases import (
    CHECK,
    exactly,
    page_case,
    page_in_force,
    page_question,
    question_of,
    vectors,
    verdict,
)
from tests.surveys.domain.questions.forms import PostedForm

CASES = list(vectors())
# One question of each kind of settings, with what is in force there.
ASKED: list[tuple[Question, InForce]] = list({id(case[1]): (case[1], case[2]) for case in CASES}.values())

# Values are drawn from what a question knows, and from what it does not.
WORDS = sorted({value for _name, _question, _in_force, value, _expected in CASES if isinstance(value, str)})
KEYS = [
    "option",
    "text",
    "score",
    "tags",
    "emotion",
    "intensity",
    "from",
    "to",
    "city",
    "n",
    "day",
    "x",
    "__proto__",
    "",
]
IDS = [
    "o1",
    "o2",
    "o3",
    "o9",
    "none",
    "a",
    "a1",
    "a2",
    "a21",
    "b",
    "yes",
    "no",
    "late",
    "rude",
    "fast",
    "always",
    "joy",
]
NUMBERS = st.integers(-3, 12) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
NUMBERS |= st.builds(lambda whole, places: whole / 10**places, st.integers(-(10**9), 10**9), st.integers(0, 8))
DAYS = st.dates().map(str) | st.builds(
    "{}-{}-{}".format, st.integers(900, 3100), st.integers(0, 13), st.integers(0, 32)
)
DIGITS = st.text(st.sampled_from("0123456789 +-xX().*@a"), max_size=24)
PLAIN = st.none() | st.booleans() | NUMBERS | st.sampled_from(IDS + WORDS) | DAYS | DIGITS | st.text(max_size=20)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(KEYS + IDS), inner, max_size=4),
    max_leaves=12,
)
FEW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def as_sent(value: Any) -> Any:
    """As it is after a journey as JSON, where two halves of a pair become one character."""
    return json.loads(json.dumps(value))


def test_the_page_judges_each_vector_like_the_server(scripts: Scripts) -> None:
    cases = [page_case(question, value, in_force) for _name, question, in_force, value, _expected in CASES]
    got = scripts.run("shapes.js", CHECK, cases)
    wrong = {
        name: (found, expected)
        for (name, *_rest, expected), found in zip(CASES, got, strict=True)
        if exactly(expected) != exactly(found)
    }
    assert wrong == {}


@FEW
@given(st.lists(VALUES, min_size=60, max_size=60))
def test_the_page_judges_anything_like_the_server(scripts: Scripts, values: list[Any]) -> None:
    sent = [as_sent(value) for value in values]
    pairs = [(*asked, value) for asked in ASKED for value in sent]
    got = scripts.run("shapes.js", CHECK, [page_case(question, value, inf) for question, inf, value in pairs])
    for (question, in_force, value), found in zip(pairs, got, strict=True):
        expected = verdict(question, value, in_force)
        assert exactly(found) == exactly(expected), (question.type, question.settings, value)


READ = """(module, [questions, forms]) => questions.map((question) => forms.map((pairs) => {
  const form = {
    get: (name) => (pairs.filter(([key]) => key === name).pop() || [null, null])[1],
    getlist: (name) => pairs.filter(([key]) => key === name).map(([, value]) => value),
    keys: () => pairs.map(([key]) => key),
  };
  return module.default[question.shape].read(question, "k@o1", form);
}))"""
PARTS = ["", ".open.o9", ".open.o1", ".1", ".2", ".3", ".from", ".to", ".score", ".tags", ".text", ".emotion"]
PARTS += [".intensity", ".city", ".n", ".day", ".x", ".zz"]
FIELDS = st.tuples(
    st.sampled_from(PARTS).map("k@o1{}".format),
    st.sampled_from([*IDS, "7", " ７ ", "-2.50", "1e3", "", " ", "+5", "007", "٧", *WORDS]) | st.text(max_size=8),
)


@FEW
@given(st.lists(st.lists(FIELDS, max_size=12), min_size=30, max_size=30))
def test_the_page_reads_forms_like_the_server(scripts: Scripts, forms: list[list[tuple[str, str]]]) -> None:
    sent = as_sent(forms)
    got = scripts.run("shapes.js", READ, [[page_question(question) for question, _in_force in ASKED], sent])
    for (question, _in_force), found in zip(ASKED, got, strict=True):
        for pairs, value in zip(sent, found, strict=True):
            form: Form = PostedForm(pairs)
            expected = QUESTION_TYPES[question.type].read_form(question, "k@o1", form)
            assert exactly(value) == exactly(expected), (question.type, pairs)


WORDS_OF = """(module, cases) => cases.map(([question, value, labels]) =>
  module.default[question.shape].words(question, value, labels))"""


@pytest.mark.parametrize("language", ["zh-hans", "en", "ar"])
def test_the_page_says_answers_in_the_same_words(scripts: Scripts, language: str) -> None:
    taken = [
        (question, expected["value"]) for _n, question, _f, _v, expected in CASES if expected and "value" in expected
    ]
    kinds = [QUESTION_TYPES[question.type] for question, _value in taken]
    got = scripts.run(
        "shapes.js",
        WORDS_OF,
        [
            [page_question(question), value, kind.labels(question, language)]
            for kind, (question, value) in zip(kinds, taken, strict=True)
        ],
    )
    expected = [kind.words(question, value, language) for kind, (question, value) in zip(kinds, taken, strict=True)]
    assert got == expected


def test_the_page_judges_five_hundred_options(scripts: Scripts) -> None:
    options = [{"id": f"o{at}", "text": {"zh-hans": str(at)}} for at in range(MOST_OPTIONS)]
    raw: Mapping[str, Any] = {"id": "q", "key": "k", "type": "multiple", "title": {"zh-hans": "q"}, "options": options}
    question = question_of(raw)
    in_force = InForce(options=question.options[::-1])
    value = [option.id for option in in_force.options]
    [found] = scripts.run("shapes.js", CHECK, [[page_question(question), page_in_force(in_force), value]])
    assert found == verdict(question, value, in_force) == {"value": value[::-1]}

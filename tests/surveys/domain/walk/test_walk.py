"""What the vectors cannot say: traps, the walk as an object, and that nothing anybody sends raises."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.questions import AnswerError
from surveys.domain.walk import Surroundings, Walk, walk
from tests.surveys.conformance.walk_results import program_of
from tests.surveys.conformance.walk_vectors import surveys
from tests.surveys.domain.samples import NPS

PROGRAMS = {name: program_of(survey) for name, survey in surveys().items()}
NPS_PROGRAM = program_of(NPS)
ENGLISH = Surroundings(seed="5eed", context={"language": "en"})
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["a", "yes", "o1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def _walk(survey: str, raw: dict[str, Any], **around: Any) -> Walk:
    return walk(
        PROGRAMS[survey], raw, surroundings=Surroundings(**{"seed": "5eed", "context": {"language": "en"}, **around})
    )


def test_a_whole_set_is_taken_and_normalised() -> None:
    contact = {"agreed": True, "name": " 王芳", "phone": "+86 138-0013-8000"}
    found = walk(NPS_PROGRAM, {"nps": 0, "reason": " 太慢\r\n了\x00 ", "contact": contact}, surroundings=ENGLISH)
    assert found.errors == {}
    assert found.answers["nps"] == 0
    assert found.answers["reason"] == "太慢\n了"
    assert found.answers["contact"] == {"agreed": True, "text_version": "2"}
    assert found.private == {"contact": {"name": "王芳", "phone": "+8613800138000"}}


@pytest.mark.parametrize(
    ("score", "code"),
    [(11, "out_of_range"), (-1, "out_of_range"), ("7", "not_a_score"), (True, "not_a_score"), ([7], "not_a_score")],
)
def test_what_is_not_a_score_is_refused(score: Any, code: str) -> None:
    found = walk(NPS_PROGRAM, {"nps": score, "reason": "好"}, surroundings=ENGLISH)
    assert {name: error.code for name, error in found.errors.items()} == {"nps": code}
    assert found.answers == {"reason": "好"}


@pytest.mark.parametrize(
    ("raw", "traps"),
    [
        ({}, ()),
        ({"pick": "blue", "set": ["a", "c"], "five": 5.0}, ()),
        ({"pick": "red", "set": ["a"], "five": 4}, ("pick", "set", "five")),
        ({"pick": "green", "set": ["a", "b", "c"]}, ("set",)),
    ],
)
def test_traps_are_listed_where_an_answer_is_not_the_expected_one(raw: dict[str, Any], traps: tuple[str, ...]) -> None:
    assert _walk("traps", raw).traps == traps


def test_the_page_is_not_told_the_expected_answers_and_limits() -> None:
    assert "expect" not in str(PROGRAMS["traps"].plan("en"))
    assert "limit" not in str(PROGRAMS["quotas"].plan("en"))


def test_steps_are_found_by_name() -> None:
    found = _walk("brands", {"known": ["a", "b"], "sat@a": 9})
    assert [step.name for step in found.steps] == ["p1", "p2@a", "p2@b"]
    assert found.next_step() is found.steps[0]
    assert found.next_step("p1") is found.step("p2@a")
    assert found.next_step("p2@b") is None
    assert found.next_step("p3") is None
    assert found.step("p9") is None
    assert found.errors_on("p2@a") == {"sat@a": AnswerError("out_of_range", {"low": 1, "high": 5})}
    assert found.errors_on("p2@b") == {"sat@b": AnswerError("required")}
    assert found.path == [["p1", ["known"]], ["p2@a", ["sat@a"]], ["p2@b", ["sat@b"]]]


def test_other_texts_are_filled_from_the_end_of_the_path() -> None:
    found = _walk("brands", {"known": ["a"], "sat@a": 2}, organization_name="Acme", url={"src": "mail"})
    assert (
        found.fill("{organization}: {answers.known}, {url.src|-}, {url.x|-}, {answers.sat|-}", "en")
        == "Acme: A, mail, -, -"
    )


def test_answers_are_put_in_in_the_language_that_is_shown() -> None:
    program = program_of(
        {
            **surveys()["endings"],
            "languages": ["en", "zh-hans"],
            "pages": [
                {
                    "id": "p1",
                    "questions": [
                        {
                            "id": "q1",
                            "key": "a",
                            "type": "multiple",
                            "title": {"en": "a", "zh-hans": "甲"},
                            "options": [
                                {"id": "x", "text": {"en": "X", "zh-hans": "子"}},
                                {"id": "y", "text": {"en": "Y", "zh-hans": "丑"}},
                            ],
                        }
                    ],
                }
            ],
            "endings": [
                {"id": "end", "outcome": "complete", "title": {"en": "On {answers.a}", "zh-hans": "关于{answers.a}"}}
            ],
        }
    )
    found = walk(program, {"a": ["x", "y"]}, surroundings=ENGLISH)
    assert found.texts("en") == {"end.title": "On X, Y"}
    assert found.texts("zh-hans") == {"end.title": "关于子、丑"}


def test_a_question_that_becomes_required_is_judged_as_required() -> None:
    definition = {
        **NPS,
        "pages": [
            {
                "id": "p1",
                "questions": [
                    NPS["pages"][0]["questions"][0],
                    {
                        "id": "q5",
                        "key": "table",
                        "type": "matrix_nps",
                        "title": {"zh-hans": "表"},
                        "rows": [{"id": "a", "text": {"zh-hans": "甲"}}, {"id": "b", "text": {"zh-hans": "乙"}}],
                        "required_if": {"<": [{"var": "answers.nps"}, 7]},
                    },
                ],
            }
        ],
    }
    program = program_of(definition)
    low = walk(program, {"nps": 3, "table": {"a": 1}}, surroundings=ENGLISH)
    high = walk(program, {"nps": 9, "table": {"a": 1}}, surroundings=ENGLISH)
    assert low.errors == {"table": AnswerError("rows_missing", {"rows": ["b"]})}
    assert (high.errors, high.answers) == ({}, {"nps": 9, "table": {"a": 1}})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PROGRAMS)), st.data())
def test_nothing_that_json_can_hold_raises(name: str, data: st.DataObject) -> None:
    program = PROGRAMS[name]
    names = [*program.by_key, *(f"{key}@{item}" for key in program.by_key for item in ("a", "1", "other"))]
    raw = data.draw(st.dictionaries(st.sampled_from([*names, "_confirmed", "zz"]) | st.text(max_size=5), JSON))
    found = walk(program, raw, surroundings=ENGLISH)
    assert set(found.answers).isdisjoint(found.errors) or all(
        error.code == "check_failed" for name, error in found.errors.items() if name in found.answers
    )
    assert found.texts("en") is not None


@pytest.mark.parametrize("survey", ["carry", "options", "rows"])
def test_answers_that_are_nested_very_deep_are_refused_as_any_other(survey: str) -> None:
    deep: Any = "a"
    for _ in range(900):
        deep = {"a": [deep]}
    raw: dict[str, Any] = dict.fromkeys(PROGRAMS[survey].by_key, deep)
    found = _walk(survey, {**raw, "known": ["b"], "_confirmed": deep})
    assert found.errors
    assert found.step("p1") is not None


def test_a_walk_leaves_what_was_sent_as_it_was() -> None:
    raw = {"known": ["a"], "fav": "b", "grid": {"a": "good", "b": "good"}, "new": ["a", "b"]}
    before = {name: value.copy() if hasattr(value, "copy") else value for name, value in raw.items()}
    _walk("carry", raw)
    assert raw == before

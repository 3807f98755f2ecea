from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.answers import Checked, check_answers, read_form
from surveys.domain.definition import read_definition
from surveys.domain.questions import AnswerError
from surveys.domain.texts import clean_text, fill
from tests.surveys.domain.samples import NPS
from tests.surveys.domain.test_definition import JSON

SURVEY = read_definition(NPS)
SCALE = {"low": 0, "high": 10}


def test_check_answers_takes_the_whole_set():
    raw = {
        "nps": 0,
        "reason": " 太慢\r\n了\x00 ",
        "contact": {"agreed": True, "name": " 王芳", "phone": "+86 138-0013-8000"},
    }
    assert check_answers(SURVEY, raw) == Checked(
        answers={"nps": 0, "reason": "太慢\n了", "contact": {"agreed": True, "text_version": "2"}},
        contact={"name": "王芳", "phone": "+8613800138000"},
    )


@pytest.mark.parametrize("score", range(11))
def test_check_answers_takes_each_score(score: int):
    assert check_answers(SURVEY, {"nps": score}).answers == {"nps": score}


@pytest.mark.parametrize(
    ("score", "error"),
    [
        (11, AnswerError("out_of_range", SCALE)),
        (-1, AnswerError("out_of_range", SCALE)),
        ("7", AnswerError("not_a_score", SCALE)),
        (True, AnswerError("not_a_score", SCALE)),
        (7.0, AnswerError("not_a_score", SCALE)),
        ([7], AnswerError("not_a_score", SCALE)),
        (None, AnswerError("required")),
    ],
)
def test_check_answers_refuses_what_is_not_a_score(score: Any, error: AnswerError):
    assert check_answers(SURVEY, {"nps": score, "reason": "好"}) == Checked(errors={"nps": error})


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({}, {"nps": AnswerError("required")}),
        ({"nps": 3, "colour": 1}, {"colour": AnswerError("unknown_question")}),
        ({"nps": 3, "reason": "长" * 21}, {"reason": AnswerError("too_long", {"limit": 20, "length": 21})}),
        ({"nps": 3, "reason": 5}, {"reason": AnswerError("not_text")}),
        ({"nps": 3, "contact": True}, {"contact": AnswerError("not_a_contact")}),
        ({"nps": 3, "contact": {"agreed": "yes"}}, {"contact": AnswerError("not_a_contact")}),
        ({"nps": 3, "contact": {"agreed": True, "mail": "x"}}, {"contact": AnswerError("not_a_contact")}),
        ({"nps": 3, "contact": {"agreed": True}}, {"contact": AnswerError("phone_missing")}),
        ({"nps": 3, "contact": {"agreed": True, "phone": "call me"}}, {"contact": AnswerError("phone_invalid")}),
        ([], {"": AnswerError("not_object")}),
        (None, {"": AnswerError("not_object")}),
    ],
)
def test_check_answers_stores_nothing_half(raw: Any, errors: dict[str, AnswerError]):
    assert check_answers(SURVEY, raw) == Checked(errors=errors)


def test_check_answers_keeps_nothing_of_a_contact_without_consent():
    raw = {"nps": 3, "contact": {"agreed": False, "name": "王芳", "phone": "13800138000"}}
    assert check_answers(SURVEY, raw) == Checked(answers={"nps": 3})


def test_check_answers_takes_empty_text_for_no_answer():
    assert check_answers(SURVEY, {"nps": 3, "reason": " \n "}).answers == {"nps": 3}


def test_read_form_turns_digits_into_a_score():
    data = {
        "nps": "7",
        "reason": "好",
        "contact": "yes",
        "contact.name": "王",
        "contact.phone": "13800138000",
        "_key": "k",
    }
    assert read_form(SURVEY, data) == {
        "nps": 7,
        "reason": "好",
        "contact": {"agreed": True, "name": "王", "phone": "13800138000"},
    }


@pytest.mark.parametrize("text", ["11", "-1", "7.5", "seven", "٧", "9999999999"])
def test_read_form_leaves_other_scores_to_be_refused(text: str):
    assert set(check_answers(SURVEY, read_form(SURVEY, {"nps": text})).errors) == {"nps"}


@given(JSON)
def test_check_answers_never_raises(raw: Any):
    assert check_answers(SURVEY, raw).errors


@given(st.dictionaries(st.sampled_from(["nps", "reason", "contact", "contact.name", "contact.phone"]), st.text()))
def test_check_answers_has_either_answers_or_errors(data: dict[str, str]):
    checked = check_answers(SURVEY, read_form(SURVEY, data))
    assert bool(checked.errors) != ("nps" in checked.answers)


@given(st.dictionaries(st.sampled_from(["reason"]), st.text()), st.integers(0, 10))
def test_answers_are_the_same_when_checked_again(data: dict[str, str], score: int):
    first = check_answers(SURVEY, {**data, "nps": score})
    assert not first.answers or check_answers(SURVEY, first.answers) == first


@given(st.text(st.characters()))
def test_clean_text_can_be_stored(text: str):
    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned == clean_text(cleaned)
    assert "\x00" not in cleaned


def test_clean_text_keeps_emoji_and_drops_direction_marks():
    assert clean_text("家 👨‍👩‍👧\u202egnp\ud800\t好") == "家 👨‍👩‍👧gnp\t好"


def test_fill_puts_names_in_once():
    assert fill("{organization} {x} {}", {"organization": "{organization}"}) == "{organization} {x} {}"

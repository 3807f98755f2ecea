"""How long a survey takes, and how many ways lead through it."""

from typing import Any

import pytest

from surveys.domain.checker import Duration, Paths, check_survey
from surveys.domain.checker.duration import ANSWER_SECONDS
from surveys.domain.questions import QUESTION_TYPES
from tests.surveys.domain.checker.test_checker import answer, yes_no
from tests.surveys.domain.samples import nps, options, question, survey


def paths(*pages: Any, **fields: Any) -> Paths:
    return check_survey(survey(*pages, **fields)).paths


def test_minutes_are_reading_and_answering():
    # 2 characters of the title, 51 + 2 + 1 of the question: 56 at 255 a minute are 13.2 s, and 3 s for the answer.
    raw = survey([nps(title={"zh-hans": "字" * 51})])
    assert check_survey(raw).duration == Duration(expected=0.3, least=0.3, most=0.3)


def test_minutes_of_branches_and_repeated_pages():
    text = {"zh-hans": "字" * 255}  # One minute.
    page = {"id": "p2", "if": {">": [answer("nps"), 5]}, "questions": [yes_no("b", title=text)]}
    assert check_survey(survey([nps()], page)).duration == Duration(expected=0.6, least=0.1, most=1.1)
    loop = {
        "id": "p2",
        "loop": {"question": "a", "take": "chosen", "most": 3},
        "questions": [yes_no("b", title=text)],
    }
    choice = question("a", "multiple", options=options("x", "y", "z"))
    assert check_survey(survey([choice], loop)).duration == Duration(expected=2.2, least=0.0, most=3.2)


def test_every_type_that_is_asked_has_a_time():
    assert set(ANSWER_SECONDS) == {name for name, kind in QUESTION_TYPES.items() if kind.is_asked}


def test_paths_of_a_survey_without_conditions():
    assert paths([nps(), yes_no("a")]) == Paths(1, is_exact=True)


def test_paths_count_the_different_sets_of_questions():
    low, high = {"<": [answer("nps"), 7]}, {">": [answer("nps"), 8]}
    assert paths([nps()], [yes_no("a", **{"if": low}), yes_no("b", **{"if": high})]) == Paths(3, is_exact=True)
    # What is hidden has no answer, so that nothing follows from it.
    then = yes_no("b", **{"if": {"==": [answer("a"), "yes"]}})
    assert paths([nps()], [yes_no("a", **{"if": low})], [then]) == Paths(3, is_exact=True)


def test_paths_of_independent_parts_multiply():
    pages = [[yes_no(f"a{at}"), yes_no(f"b{at}", **{"if": {"==": [answer(f"a{at}"), "yes"]}})] for at in range(40)]
    found = paths(*pages)
    assert found == Paths(2**40, is_exact=True)
    assert found.power == 12


def test_paths_end_where_a_jump_leads():
    stop = yes_no("a", next=[{"if": {"==": [answer("a"), "no"]}, "to": "end"}])
    assert paths([stop, yes_no("b")]) == Paths(2, is_exact=True)


@pytest.mark.parametrize(
    "pages",
    [
        [[question("a", "short_text"), yes_no("b", **{"if": {"==": [answer("a"), "x"]}})]],
        [{"id": "p1", "show": 1, "questions": [yes_no("a"), yes_no("b")]}],
    ],
)
def test_paths_are_a_lower_bound_where_not_all_can_be_tried(pages: list[Any]):
    assert paths(*pages) == Paths(1, is_exact=False)

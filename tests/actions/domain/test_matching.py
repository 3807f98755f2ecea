from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.domain.matching import Rule, Score, matches, winning_rule

SURVEY, OTHER_SURVEY = UUID(int=1), UUID(int=2)
ROOT, REGION, STORE, OTHER_STORE = (UUID(int=number) for number in (10, 11, 12, 13))
START = datetime(2026, 1, 1, tzinfo=UTC)


def rule(number, maximum=6, *, survey=None, department=None, metric="nps", age=0):
    return Rule(UUID(int=100 + number), metric, maximum, START - timedelta(days=age), survey, department)


def score(value=3, *, survey=SURVEY, metric="nps"):
    return Score(metric, value, survey, (STORE, REGION, ROOT))


@pytest.mark.parametrize(("value", "expected"), [(0, True), (6, True), (7, False), (10, False)])
def test_score_up_to_the_maximum_matches(value, expected):
    assert matches(rule(1), score(value)) is expected


def test_other_metric_does_not_match():
    assert not matches(rule(1), score(metric="csat"))


def test_survey_of_the_rule_must_be_the_one_answered():
    assert matches(rule(1, survey=SURVEY), score())
    assert not matches(rule(1, survey=OTHER_SURVEY), score())


@pytest.mark.parametrize(
    ("department", "expected"), [(STORE, True), (REGION, True), (ROOT, True), (OTHER_STORE, False)]
)
def test_department_stands_for_everything_below_it(department, expected):
    assert matches(rule(1, department=department), score()) is expected


def test_most_specific_rule_wins():
    general, survey = rule(1), rule(2, survey=SURVEY)
    department, both = rule(3, department=ROOT), rule(4, survey=SURVEY, department=ROOT)
    assert winning_rule([general, survey, department, both], score()) == both
    assert winning_rule([general, survey, department], score()) == department
    assert winning_rule([general, survey], score()) == survey
    assert winning_rule([general], score()) == general


def test_nearer_department_wins_over_the_one_above():
    assert winning_rule([rule(1, 3, department=REGION), rule(2, 6, department=STORE)], score()).id == UUID(int=102)


def test_lower_maximum_wins_among_equally_specific():
    assert winning_rule([rule(1, 6), rule(2, 3), rule(3, 5)], score(3)).id == UUID(int=102)


def test_lower_maximum_that_does_not_match_is_passed_over():
    assert winning_rule([rule(1, 6), rule(2, 3)], score(5)).id == UUID(int=101)


def test_older_rule_wins_when_all_else_is_equal():
    assert winning_rule([rule(1, age=1), rule(2, age=9), rule(3, age=5)], score()).id == UUID(int=102)


def test_no_match_gives_none():
    assert winning_rule([rule(1, 2)], score(3)) is None
    assert winning_rule([], score()) is None


rules = st.builds(
    rule,
    st.integers(0, 50),
    st.integers(0, 10),
    survey=st.sampled_from([None, SURVEY, OTHER_SURVEY]),
    department=st.sampled_from([None, ROOT, REGION, STORE, OTHER_STORE]),
    age=st.integers(0, 3),
)


@given(st.lists(rules, max_size=8, unique_by=lambda one: one.id), st.integers(0, 10), st.randoms())
def test_winner_matches_and_does_not_depend_on_the_order(found, value, random):
    winner = winning_rule(found, score(value))
    assert (winner is None) == (not any(matches(one, score(value)) for one in found))
    assert winner is None or matches(winner, score(value))
    shuffled = list(found)
    random.shuffle(shuffled)
    assert winning_rule(shuffled, score(value)) == winner

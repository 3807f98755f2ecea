from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.definition.model import Experiment
from surveys.domain.questions.base import Choice
from surveys.domain.walk import Surroundings
from surveys.domain.walk.arms import arms_of
from surveys.domain.walk.orders import pages_in_order, questions_in_order, shuffled_choices
from tests.surveys.conformance.walk_results import program_of
from tests.surveys.conformance.walk_vectors import surveys

CHOICES = st.lists(
    st.tuples(st.sampled_from(["", "", "g", "h"]), st.sampled_from(["", "", "", "fixed", "exclusive"])), max_size=12
)


def _choices(made: list[tuple[str, str]]) -> list[Choice]:
    return [
        Choice(f"o{at}", f"o{at}", {}, group=group, is_fixed=kind == "fixed", is_exclusive=kind == "exclusive")
        for at, (group, kind) in enumerate(made)
    ]


@given(CHOICES, st.text(max_size=5))
def test_a_shuffle_is_a_permutation_that_keeps_fixed_places_and_groups(made: list[tuple[str, str]], seed: str) -> None:
    choices = _choices(made)
    found = shuffled_choices(choices, seed, "options", "q1")
    assert sorted(found, key=lambda choice: choice.id) == sorted(choices, key=lambda choice: choice.id)
    for before, after in zip(choices, found, strict=True):
        if before.is_fixed or before.is_exclusive:
            assert before is after
    movable = [choice.group for choice in found if not (choice.is_fixed or choice.is_exclusive)]
    for group in {"g", "h"} & set(movable):
        first, last = movable.index(group), len(movable) - movable[::-1].index(group)
        assert set(movable[first:last]) == {group}
    assert found == shuffled_choices(choices, seed, "options", "q1")


def test_every_order_of_three_options_comes_about_equally_often() -> None:
    choices = _choices([("", "")] * 3)
    seen = Counter(
        "".join(choice.id for choice in shuffled_choices(choices, f"{seed:016x}", "options", "q"))
        for seed in range(6000)
    )
    assert len(seen) == 6
    assert all(850 < count < 1150 for count in seen.values())


def test_pages_of_a_group_take_one_anothers_places() -> None:
    program = program_of(surveys()["shuffled"])
    orders = {tuple(page.page.id for page in pages_in_order(program, str(seed))) for seed in range(100)}
    assert len(orders) == 6
    assert all(order[3] == "p4" and set(order) == {"p1", "p2", "p3", "p4"} for order in orders)


def test_of_drawn_pages_each_comes_and_only_one() -> None:
    program = program_of(surveys()["drawn"])
    orders = {tuple(page.page.id for page in pages_in_order(program, str(seed))) for seed in range(100)}
    assert orders == {("p1", "p4"), ("p2", "p4"), ("p3", "p4")}


def test_a_statement_keeps_its_place_among_shuffled_questions() -> None:
    page = program_of(surveys()["shuffled"]).pages[1]
    orders = {tuple(asked.key for asked in questions_in_order(page, str(seed))) for seed in range(500)}
    assert len(orders) == 24
    assert all(order[2] == "s" for order in orders)


def test_drawn_questions_stay_in_the_order_of_the_page() -> None:
    page = program_of(surveys()["shuffled"]).pages[2]
    orders = {tuple(asked.key for asked in questions_in_order(page, str(seed))) for seed in range(100)}
    assert orders == {("f", "g"), ("f", "h"), ("g", "h")}


def test_each_block_holds_every_arm_as_often_as_it_weighs() -> None:
    experiments = (Experiment("ab", (("a", 10), ("b", 20), ("c", 30))),)
    dealt = [arms_of(experiments, Surroundings(turn=turn, survey="s"))["ab"] for turn in range(600)]
    for start in range(0, 600, 6):
        assert Counter(dealt[start : start + 6]) == {"a": 1, "b": 2, "c": 3}
    assert len({tuple(dealt[start : start + 6]) for start in range(0, 600, 6)}) > 20


def test_without_a_turn_arms_are_drawn_by_weight() -> None:
    experiments = (Experiment("ab", (("a", 1), ("b", 3))),)
    drawn = Counter(arms_of(experiments, Surroundings(seed=f"{seed:016x}"))["ab"] for seed in range(4000))
    assert 900 < drawn["a"] < 1100
    assert drawn["a"] + drawn["b"] == 4000

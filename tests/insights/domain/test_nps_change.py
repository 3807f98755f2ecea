import random
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.nps import NpsCounts, nps
from insights.domain.nps_change import nps_change

counts = st.builds(NpsCounts, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)).filter(lambda c: c.n > 0)


def test_nps_change_worked_by_hand() -> None:
    """60/25/15 of 100 against 45/30/25 of 100: 45 - 20 = 25 points.

    n' = 103; centres (60.75 - 15.75) / 103 = 0.436893 and (45.75 - 25.75) / 103 = 0.194175; variances
    (76.5 / 103 - 0.436893^2) / 103 = 0.0053577 and (71.5 / 103 - 0.194175^2) / 103 = 0.0063735;
    0.242718 +- 1.959964 x sqrt(0.0117312) = 0.242718 +- 0.212286; z = 2.24094, p = 0.02503.
    """
    change = nps_change(NpsCounts(60, 25, 15), NpsCounts(45, 30, 25))
    assert change is not None
    assert change.points == 25.0
    assert (round(change.low, 2), round(change.high, 2)) == (3.04, 45.5)
    assert round(change.p_value, 4) == 0.025
    assert change.beyond_chance is True


NOTHING, ONE = NpsCounts(), NpsCounts(1)


@pytest.mark.parametrize(("now", "before"), [(NOTHING, ONE), (ONE, NOTHING), (NOTHING, NOTHING)])
def test_nps_change_with_an_empty_side_is_none(now: NpsCounts, before: NpsCounts) -> None:
    assert nps_change(now, before) is None


def test_nps_change_of_two_unanimous_pairs_is_not_certain() -> None:
    """One promoter after one detractor: 200 points, and still chance. A plain Wald test would divide by zero."""
    change = nps_change(NpsCounts(promoters=1), NpsCounts(detractors=1))
    assert change is not None
    assert (change.points, change.beyond_chance) == (200.0, False)


@given(now=counts, before=counts)
def test_nps_change_is_consistent(now: NpsCounts, before: NpsCounts) -> None:
    change, back = nps_change(now, before), nps_change(before, now)
    assert change is not None
    assert back is not None
    value_now, value_before = nps(now).value, nps(before).value
    assert value_now is not None
    assert value_before is not None
    assert isclose(change.points, value_now - value_before, abs_tol=1e-9)
    assert isclose(change.points, -back.points, abs_tol=1e-9)
    assert isclose(change.low, -back.high, abs_tol=1e-9)
    assert change.beyond_chance == back.beyond_chance == (not change.low <= 0 <= change.high)
    assert change.beyond_chance == (change.p_value < 0.05)
    assert -200 <= change.low <= change.high <= 200
    same = nps_change(now, now)
    assert same is not None
    assert (same.points, same.p_value, same.beyond_chance) == (0.0, 1.0, False)


@pytest.mark.parametrize("n", [10, 40, 200])
def test_nps_change_cries_wolf_in_about_one_of_twenty(n: int) -> None:
    """Two samples of the same customers: 2,000 draws with a fixed seed."""
    chance = random.Random(11)  # noqa: S311

    def sample() -> NpsCounts:
        return NpsCounts.from_scores(chance.choices([10, 8, 3], [45, 30, 25], k=n))

    alarms = sum(bool((change := nps_change(sample(), sample())) and change.beyond_chance) for _ in range(2000))
    assert 0.02 <= alarms / 2000 <= 0.065

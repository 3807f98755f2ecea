import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.nps import NpsCounts, NpsFigure, NpsGroup, group_of, nps, shown

REFERENCE = json.loads((Path(__file__).parents[2] / "data" / "nps_reference.json").read_text(encoding="utf-8"))

counts = st.builds(NpsCounts, *[st.integers(0, 10_000)] * 3)
scores = st.lists(st.integers(0, 10))


def test_group_of_every_score():
    groups = [group_of(score) for score in range(11)]
    assert groups == [NpsGroup.DETRACTOR] * 7 + [NpsGroup.PASSIVE] * 2 + [NpsGroup.PROMOTER] * 2


@pytest.mark.parametrize("score", [-1, 11, 9.0, True, False, "9", None])
def test_group_of_what_is_no_score(score):
    with pytest.raises(ValueError, match="whole number from 0 to 10"):
        group_of(score)


def test_from_scores_counts_groups():
    assert NpsCounts.from_scores([0, 6, 7, 8, 9, 10, 10]) == NpsCounts(promoters=3, passives=2, detractors=2)


@pytest.mark.parametrize("score", [True, 1.0])
def test_from_scores_refuses_what_equals_a_score(score):
    with pytest.raises(ValueError, match="whole number"):
        NpsCounts.from_scores([1, score])


def test_from_histogram_counts_groups():
    histogram = {0: 1, 6: 2, 7: 4, 8: 8, 9: 16, 10: 32}
    assert NpsCounts.from_histogram(histogram) == NpsCounts(promoters=48, passives=12, detractors=3)


def test_counts_refuse_negative_numbers():
    with pytest.raises(ValueError, match="not negative"):
        NpsCounts(-1, 0, 0)
    with pytest.raises(ValueError, match="not negative"):
        NpsCounts.from_histogram({9: 2, 10: -1})


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["name"])
def test_nps_of_the_reference(case):
    figure = nps(NpsCounts(case["promoters"], case["passives"], case["detractors"]))
    assert figure.n == case["n"]
    assert figure.value == pytest.approx(case["nps"], abs=1e-10)
    assert figure.low == pytest.approx(case["adj_lo_clip"], abs=1e-9)
    assert figure.high == pytest.approx(case["adj_hi_clip"], abs=1e-9)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "value"),
    [(50, 30, 20, 30.0), (500, 300, 200, 30.0), (220, 100, 80, 35.0), (180, 120, 100, 20.0), (3, 2, 1, 100 / 3)],
)
def test_nps_value_is_not_adjusted(promoters, passives, detractors, value):
    assert nps(NpsCounts(promoters, passives, detractors)).value == pytest.approx(value, abs=1e-12)


def test_nps_of_nothing():
    assert nps(NpsCounts()) == NpsFigure(None, 0, None, None, 0, 0, 0, "nps", 1, suppressed=False)


def test_nps_of_promoters_only_has_an_interval_of_some_width():
    figure = nps(NpsCounts(promoters=1))
    assert (figure.value, figure.n) == (100.0, 1)
    assert figure.low == pytest.approx(-48.49864942025203)
    assert figure.high == pytest.approx(98.49864942025202)


def test_nps_interval_is_clipped():
    # Five equal answers: centre 62.5, half the width 46.4 points.
    assert nps(NpsCounts(promoters=5)).high == 100.0
    assert nps(NpsCounts(detractors=5)).low == -100.0


def test_shown_hides_a_small_sample():
    figure = nps(NpsCounts(2, 1, 1))
    assert shown(figure, 5) == NpsFigure(None, 4, None, None, 0, 0, 0, suppressed=True)
    assert shown(figure, 4) == figure


def test_shown_of_nothing_suppresses_nothing():
    assert shown(nps(NpsCounts()), 5).suppressed is False


@given(scores, scores)
def test_counts_of_parts_add(first, second):
    assert NpsCounts.from_scores(first) + NpsCounts.from_scores(second) == NpsCounts.from_scores(first + second)


@given(counts)
def test_nps_stays_in_bounds(some):
    figure = nps(some)
    if some.n:
        assert -100 <= figure.low < figure.high <= 100
        assert -100 <= figure.value <= 100


@given(counts)
def test_nps_of_exchanged_extremes_is_mirrored(some):
    figure, mirrored = nps(some), nps(NpsCounts(some.detractors, some.passives, some.promoters))
    if some.n:
        assert figure.value == -mirrored.value
        assert figure.low == pytest.approx(-mirrored.high, abs=1e-9)

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.logic import compile_rule
from surveys.domain.logic.coercion import clean, leading_number, less, loose_equal, number, number_text

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE)
def test_number_text_reads_back(value: float) -> None:
    printed = number_text(value)
    assert float(printed) == value
    assert number(printed) == value
    assert leading_number(printed + "px") == value
    digits = printed.lstrip("-").split("e")[0].replace(".", "").strip("0")
    assert digits == repr(abs(value)).split("e")[0].replace(".", "").strip("0")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1e21, "1e+21"),
        (999999999999999900000.0, "999999999999999900000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-1.5e-10, "-1.5e-10"),
        (123e-20, "1.23e-18"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2**53 + 1, "9007199254740992"),
        (10**400, "Infinity"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
    ],
)
def test_number_text(value: float, printed: str) -> None:
    assert number_text(value) == printed


@given(st.text(max_size=6), st.text(max_size=6))
def test_texts_are_ordered_by_their_units(left: str, right: str) -> None:
    def units(text: str) -> list[int]:
        raw = text.encode("utf-16-be", "surrogatepass")
        return [raw[at] * 256 + raw[at + 1] for at in range(0, len(raw), 2)]

    assert less(left, right) is (units(left) < units(right))


def test_nan_equals_nothing() -> None:
    assert not loose_equal(math.nan, math.nan)
    assert not loose_equal(math.nan, None)


@pytest.mark.parametrize(
    ("value", "expected"), [(-0.0, "0"), (3.0, "3"), (1e20, "1e+20"), (math.nan, "null"), ({"a": (1.0,)}, '{"a": [1]}')]
)
def test_clean(value: object, expected: str) -> None:
    assert json.dumps(clean(value)) == expected


@given(st.integers(0, 10**6), st.integers(0, 6))
def test_round_goes_by_the_digits_one_sees(mantissa: int, places: int) -> None:
    """Every number of so many digits is itself; with a 5 behind, it goes away from zero."""
    rule = compile_rule({"round": [{"var": "x"}, places]})
    exactly = float(f"{mantissa}e-{places}")
    assert rule({"x": exactly}) == exactly
    up = float(f"{mantissa + 1}e-{places}")
    assert rule({"x": float(f"{mantissa}5e-{places + 1}")}) == up
    assert rule({"x": -float(f"{mantissa}5e-{places + 1}")}) == -up
    assert rule({"x": float(f"{mantissa}4e-{places + 1}")}) == exactly

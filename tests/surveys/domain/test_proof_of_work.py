import hashlib
from typing import Any

import pytest

from surveys.domain.proof_of_work import challenge_of, is_solved, solve


def test_a_solution_makes_the_hash_begin_with_zero_bits():
    solution = solve("key:check", 10)
    digest = hashlib.sha256(f"key:check:{solution}".encode()).digest()
    assert int.from_bytes(digest, "big") >> (256 - 10) == 0
    assert is_solved("key:check", solution, 10)


def test_a_solution_is_worth_nothing_on_another_page_or_question():
    solution = solve(challenge_of("key", "check"), 16)
    assert is_solved(challenge_of("key", "check"), solution)
    assert not is_solved(challenge_of("yek", "check"), solution)
    assert not is_solved(challenge_of("key", "other"), solution)


@pytest.mark.parametrize("value", [None, 5, True, [], {}, "", "-1", "1.0", " 1", "1\n", "１", "9" * 16, "x" * 10_000])
def test_whatever_is_not_a_number_in_figures_is_no_solution(value: Any):
    assert not is_solved("key:check", value, 0)


def test_each_bit_halves_the_solutions():
    counts = [sum(is_solved("key:check", str(number), bits) for number in range(20_000)) for bits in (8, 9, 10)]
    assert counts == sorted(counts, reverse=True)
    assert 40 < counts[0] < 120

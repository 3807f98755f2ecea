import json
from collections import Counter
from itertools import permutations
from pathlib import Path

from surveys.domain.randomness import Draw, hash32

VECTORS = json.loads(
    (Path(__file__).resolve().parent.parent / "vectors" / "randomness.json").read_text(encoding="utf-8")
)


def test_hash_of_the_vectors() -> None:
    assert {text: hash32(text) for text in VECTORS["hash32"]} == VECTORS["hash32"]


def test_draws_of_the_vectors() -> None:
    for case in VECTORS["draws"]:
        draw = Draw(case["seed"])
        assert [draw.below(limit) for limit in case["limits"]] == case["below"]
        assert draw.shuffle(case["items"]) == case["shuffled"]
        assert draw.number() == case["number"]


def test_lone_surrogates_count_as_the_replacement_character() -> None:
    assert hash32("a\ud83d") == hash32("a\ufffd")
    assert hash32("a\U0001f600") != hash32("a\ufffd")


def test_every_order_is_as_likely_as_the_others() -> None:
    """Chi-square of 24 orders over 24,000 seeds: 23 degrees of freedom, beyond 49.7 in one of a thousand."""
    seen = Counter(tuple(Draw(f"{seed}:options:q").shuffle("abcd")) for seed in range(24_000))
    assert set(seen) == set(permutations("abcd"))
    assert sum((count - 1000) ** 2 / 1000 for count in seen.values()) < 49.7


def test_numbers_below_a_limit_are_spread() -> None:
    """Seeds that differ in one digit, as those of neighbouring questions do: 9 degrees of freedom, beyond 27.9."""
    seen = Counter(Draw(f"abcdef:arm:{number}").below(10) for number in range(10_000))
    assert set(seen) == set(range(10))
    assert sum((count - 1000) ** 2 / 1000 for count in seen.values()) < 27.9


def test_shuffle_gives_a_new_list() -> None:
    items = [1, 2, 3, 4, 5]
    assert sorted(Draw("s").shuffle(items)) == items == [1, 2, 3, 4, 5]
    assert Draw("s").shuffle([]) == []

"""Rules against the same conditions written in Python by hand: microseconds for one evaluation, and the ratio.

python -m benchmarks.logic
"""

import timeit
from collections.abc import Callable
from typing import Any

from surveys.domain.logic import compile_pattern, compile_rule

DATA: dict[str, Any] = {"answers": {"sat": "o2", "nps": 3, "why": ["o1", "o4"], "hours": {"work": 8, "way": 1.5}}}
ANSWERS = DATA["answers"]
CASES: list[tuple[str, Any, Callable[[], Any]]] = [
    ("one comparison", {"==": [{"var": "answers.sat"}, "o2"]}, lambda: ANSWERS.get("sat") == "o2"),
    (
        "two comparisons",
        {"and": [{"==": [{"var": "answers.sat"}, "o2"]}, {"<": [{"var": "answers.nps"}, 7]}]},
        lambda: ANSWERS.get("sat") == "o2" and ANSWERS.get("nps") < 7,
    ),
    (
        "with a chosen option",
        {"or": [{"selected": ["why", "o9"]}, {"selected_any": ["why", "o3", "o4"]}]},
        lambda: "o9" in ANSWERS.get("why") or any(option in ANSWERS.get("why") for option in ("o3", "o4")),
    ),
    ("a sum", {">": [{"sum": [{"var": "answers.hours"}]}, 9]}, lambda: sum(ANSWERS["hours"].values()) > 9),
]


def main() -> None:
    print(f"{'rule':<24} {'rule us':>9} {'by hand us':>11} {'ratio':>7}")
    for name, source, by_hand in CASES:
        rule = compile_rule(source)
        ours, theirs = _microseconds(lambda run=rule.truthy: run(DATA)), _microseconds(by_hand)
        print(f"{name:<24} {ours:>9.2f} {theirs:>11.2f} {ours / theirs:>7.1f}")
    compiling = _microseconds(lambda: compile_rule(CASES[1][1]), number=200)
    print(f"\ncompiling two comparisons: {compiling:.0f} us")
    pattern, text = compile_pattern("(a+)+$"), "a" * 50_000 + "!"
    print(f"(a+)+$ over 50,001 characters: {_microseconds(lambda: pattern.matches(text), number=5) / 1000:.1f} ms")


def _microseconds(run: Callable[[], Any], number: int = 20_000) -> float:
    return min(timeit.repeat(run, number=number, repeat=7)) / number * 1e6


if __name__ == "__main__":
    main()

"""Rules, data and patterns made at random from a seed, always sound ones: what a person would not think of."""

from collections.abc import Sequence
from typing import Any

from surveys.domain.logic import OPERATORS, Operator
from surveys.domain.randomness import Draw

WORDS = [
    *(
        "",
        " ",
        "a",
        "A",
        "o1",
        "o2",
        "o9",
        "abc",
        "0",
        "1",
        "-1",
        "1.5",
        " 12 ",
        "1e3",
        "0x1f",
        ".5",
        "5.",
        "12px",
        "１",
    ),
    *(
        "true",
        "null",
        "NaN",
        "Infinity",
        "-Infinity",
        "[object Object]",
        "1,2",
        "中文",
        "\U0001f600b",
        "ÄÖ",
        "\ufeff7\u3000",
    ),
    *("2024-02-29", "2023-02-29", "2024-02-29T10:00", "1999-12-31", "days", "months", "year", "a.b", "l.0", "length"),
]
NUMBERS = [
    0,
    1,
    2,
    3,
    7,
    10,
    -1,
    -2,
    0.5,
    -0.5,
    1.5,
    2.5,
    0.1,
    0.2,
    1.005,
    -2.345,
    1e-7,
    1e21,
    1e300,
    5e-324,
    2**53,
    2**53 + 1,
]
SCALARS = [None, None, True, False]
PATHS = [
    "a",
    "b",
    "l",
    "l.0",
    "l.1",
    "o",
    "o.a",
    "o.l.1",
    "x",
    "answers.one",
    "answers.many",
    "answers.n",
    "",
    "url.city",
]
KEYS = ["one", "many", "open", "n", "grid", "grid.r1", "none", "gone"]
PATTERNS = ["a*", "[a-c]+", r"\d+", r"\p{Han}*", "(a|ab)(c|bc)?", ".", r"\s?[^a]{0,2}", "^1?$", "(a+)+b?"]


class Maker:
    def __init__(self, seed: str) -> None:
        self.draw = Draw(seed)

    def one_of(self, items: Sequence[Any]) -> Any:
        return items[self.draw.below(len(items))]

    def scalar(self) -> Any:
        return self.one_of([WORDS, WORDS, NUMBERS, SCALARS][self.draw.below(4)])

    def value(self, depth: int = 2) -> Any:
        kind = self.draw.below(8) if depth else 0
        if kind == 6:
            return [self.value(depth - 1) for _ in range(self.draw.below(4))]
        if kind == 7:
            names = self.draw.shuffle(["a", "b", "l", "option", "toString", "10", "9", "length"])
            return {name: self.value(depth - 1) for name in names[: self.draw.below(4)]}
        return self.scalar()

    def data(self) -> Any:
        if self.draw.below(20) == 0:
            return self.value()
        answers = {
            "one": self.one_of(["o1", "o2", {"option": "o9", "text": "x"}, None]),
            "many": [self.one_of(["o1", "o2", {"option": "o9"}]) for _ in range(self.draw.below(3))],
            "n": self.scalar(),
            "grid": {"r1": self.scalar(), "r2": self.one_of(["o1", ["o1", "o2"], None])},
            "open": self.value(),
        }
        scores = {"one": {"o1": 2, "o9": 0.5}, "many": {"o1": 0.1, "o2": 0.2, "o9": "3"}, "grid": {"o1": 1, "1": 5}}
        known = {"answers": answers, "scores": scores, "quota": {"q": self.scalar()}, "url": {"city": self.scalar()}}
        known["context"] = {"today": self.one_of(["2024-02-29", "2023-03-01", "never"])}
        return {
            **known,
            "a": self.value(),
            "b": self.scalar(),
            "l": self.value(),
            "o": {"a": self.value(), "l": [1, "2"]},
        }

    def rule(self, depth: int = 3) -> Any:
        kind = self.draw.below(12)
        if depth == 0 or kind == 0:
            return self.scalar()
        if kind < 3:
            return {"var": self.one_of(PATHS)}
        if kind == 3:
            return [self.rule(depth - 1) for _ in range(self.draw.below(3))]
        known = OPERATORS[self.one_of(sorted(OPERATORS))]
        most = known.least + 2 if known.most is None else known.most
        count = known.least + self.draw.below(most - known.least + 1)
        return {known.name: [self.argument(known, position, depth - 1) for position in range(count)]}

    def argument(self, known: Operator, position: int, depth: int) -> Any:
        if known.pattern == position:
            return self.one_of(PATTERNS)
        if known.allowed and known.allowed[0] == position:
            return self.one_of(sorted(known.allowed[1]))
        if position == 0 and known.arguments.startswith("key") and self.draw.below(6):
            return self.one_of(KEYS)
        if known.name.startswith("selected") and position and self.draw.below(3):
            return self.one_of(["o1", "o2", "o9", ["o1", "o2"], ["o9", "o1"]])
        if known.name == "quota_left" and self.draw.below(2):
            return "q"
        if known.name.startswith("var") and position == 0 and self.draw.below(4):
            return self.one_of(PATHS)
        if known.scoped == position:
            return self.in_item(depth)
        if position == 0 and known.scoped and self.draw.below(3):
            return self.one_of([{"var": "l"}, {"var": "answers.many"}, [1, 2, 3], [[1], ["2", None]], {"var": "a"}])
        if known.family == "Dates" and position == 0 and self.draw.below(4):
            return self.one_of(["2024-02-29", "2024-01-31", "2100-02-28", "0001-01-01", "9999-12-31", {"today": []}])
        return self.rule(depth)

    def in_item(self, depth: int) -> Any:
        """A rule for an item of a list."""
        if self.draw.below(2):
            return {
                self.one_of(["+", "*", ">", "==", "cat", "merge", "max"]): [
                    {"var": self.one_of(["", "current", "0", "a"])},
                    {"var": [self.one_of(["accumulator", "1"]), self.scalar()]},
                ]
            }
        return self.rule(depth)

    def pattern(self, depth: int = 3) -> str:
        kind = self.draw.below(9) if depth else self.draw.below(4)
        if kind < 4:
            return str(
                self.one_of(
                    ["a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", r"\p{Han}", "中", r"\S", "[a-c\\d]", "^", "$"]
                )
            )
        if kind == 4:
            return f"(?:{self.pattern(depth - 1)}|{self.pattern(depth - 1)})"
        if kind < 7:
            return self.pattern(depth - 1) + self.pattern(depth - 1)
        return f"(?:{self.pattern(depth - 1)}){self.one_of(['*', '+', '?', '{2}', '{1,}', '{0,2}'])}"

    def text(self) -> str:
        return "".join(self.one_of(["a", "b", "c", "1", "中", "\n", "\U0001f600"]) for _ in range(self.draw.below(8)))

"""Texts. What is no text is taken as JavaScript prints it, and nothing as the empty text; lengths are code points."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from surveys.domain.logic.allowance import LONGEST_TEXT, ExhaustedError, spend
from surveys.domain.logic.coercion import SPACES, clean, number, text
from surveys.domain.logic.patterns import compile_pattern
from surveys.domain.logic.registry import Part, Run, eager, operator

FAMILY = "Texts"
NOTE = {"answers": {"note": " Hallo 世界 "}}


def plain(value: Any) -> str:
    """The text of a value as it may be shown: numbers that are none are left out."""
    return value if type(value) is str else text(clean(value))


def _register(name: str, arguments: str, doc: str, example: tuple[Any, Any, Any], function: Callable[..., Any]) -> None:
    operator(name, FAMILY, arguments, doc, example)(eager(function))


def joined(*values: Any) -> str:
    made = "".join([plain(value) for value in values])
    if len(made) > LONGEST_TEXT:
        raise ExhaustedError
    return made


def part_of(value: Any, start: Any, *length: Any) -> str:
    """As JsonLogic has it: a negative start counts from the end, a negative length leaves so many out at the end."""
    whole = plain(value)
    first = _whole_number(start)
    kept = whole[max(0, len(whole) + first) if first < 0 else first :]
    if not length:
        return kept
    count = _whole_number(length[0])
    return kept[: max(0, len(kept) + count) if count < 0 else count]


def _whole_number(value: Any) -> int:
    """Towards zero; NaN is 0."""
    found = number(value)
    return 0 if math.isnan(found) else int(max(-1e9, min(1e9, found)))


def lowered(value: Any) -> str:
    """Character by character, for the rule of the Greek final sigma differs between systems."""
    whole = plain(value)
    return whole.lower() if whole.isascii() else "".join([mark.lower() for mark in whole])


_register(
    "cat", "value...?", "The texts of all values, one after the other.", ({"cat": ["n=", 3.0]}, {}, "n=3"), joined
)
_register("substr", "text, start, length?", "A part of a text.", ({"substr": ["jsonlogic", -5]}, {}, "logic"), part_of)
_register(
    "length",
    "text",
    "How many characters the text has, blanks included; an emoji may count several.",
    ({"length": [{"var": "answers.note"}]}, NOTE, 10),
    lambda value: len(plain(value)),
)
_register("lower", "text", "The text in small letters.", ({"lower": ["ÄBc"]}, {}, "äbc"), lowered)
_register(
    "trim",
    "text",
    "The text without blanks at its ends.",
    ({"trim": [{"var": "answers.note"}]}, NOTE, "Hallo 世界"),
    lambda value: plain(value).strip(SPACES),
)
_register(
    "starts",
    "text, beginning",
    "Whether the text begins so.",
    ({"starts": ["137xxxx", "13"]}, {}, True),
    lambda value, part: plain(value).startswith(plain(part)),
)
_register(
    "ends",
    "text, end",
    "Whether the text ends so.",
    ({"ends": ["a@b.cn", ".cn"]}, {}, True),
    lambda value, part: plain(value).endswith(plain(part)),
)


@operator(
    "matches",
    FAMILY,
    "text, pattern",
    "Whether the whole text matches a pattern, which is a constant; see Patterns.",
    ({"matches": [{"var": "answers.plate"}, r"\p{Han}[A-Z]\d{5}"]}, {"answers": {"plate": "沪A12345"}}, True),
    pattern=1,
    is_counted=True,
)
def matches(parts: Sequence[Part]) -> Run:
    value = parts[0].run
    pattern = compile_pattern(parts[1].value)

    def run(data: Any, root: Any) -> bool:
        whole = plain(value(data, root))
        spend(len(whole))
        return pattern.matches(whole)

    return run

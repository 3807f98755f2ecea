"""docs/surveys/logic.md says what the registry says."""

import json
import re
from pathlib import Path

from surveys.domain.logic import FAMILIES, OPERATORS, check, check_rule, pattern_syntax
from surveys.domain.logic.allowance import ITEM, LONGEST_TEXT, STEPS
from surveys.domain.logic.pattern_syntax import HAN
from surveys.domain.logic.patterns import MOST_NODES

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "surveys" / "logic.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<names>(?:`[^`]+` ?)+) \| (?P<arguments>[^|]*) \| (?P<doc>[^|]*) \| (?P<example>.*) \|$")


def documented() -> dict[str, tuple[str, str, str, str]]:
    """What the tables of operators say: family, arguments, sentence and example by name."""
    found = {}
    family = ""
    for line in PAGE.split("## Operators")[1].split("\n## ")[0].splitlines():
        if line.startswith("### "):
            family = line[4:]
        row = ROW.match(line)
        if row:
            for name in re.findall(r"`([^`]+)`", row["names"]):
                found[name] = (family, row["arguments"].strip("`"), row["doc"], row["example"].replace("\\|", "|"))
    return found


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_every_operator_is_documented_as_registered() -> None:
    expected = {}
    for name, known in OPERATORS.items():
        rule, data, value = known.example
        given = f" with `{written(data)}`" if data else ""
        example = f"`{written(rule)}`{given} is `{written(value)}`"
        expected[name] = (known.family, known.arguments or "none", known.doc, example)
    assert documented() == expected


def test_every_family_has_a_section() -> None:
    assert re.findall(r"^### (.*)$", PAGE, re.MULTILINE) == list(FAMILIES)
    assert {known.family for known in OPERATORS.values()} == set(FAMILIES)


def test_every_sentence_is_one() -> None:
    assert [known.name for known in OPERATORS.values() if not (known.doc[0].isupper() or known.doc[0].isdigit())] == []
    assert [known.name for known in OPERATORS.values() if not known.doc.endswith(".")] == []


def test_every_code_is_documented() -> None:
    codes = set(re.findall(r"\b([a-z]+(?:_[a-z]+)+)(?: \{|,|\.)", check_rule.__doc__ or ""))
    table = PAGE.split("## What is wrong with a rule")[1]
    assert set(re.findall(r"`([a-z_]+)`", table.split("| --- |")[1])) - {"position"} == codes


def test_the_ranges_of_han_are_documented() -> None:
    ranges = ", ".join(f"{low:04X}" if low == high else f"{low:04X}–{high:04X}" for low, high in HAN)
    assert f"U+{ranges} |" in PAGE


def test_the_limits_are_documented() -> None:
    limits = PAGE.split("## Limits")[1].split("\n## ")[0]
    for figure in (check.DEEPEST, check.MOST_PARTS, STEPS // ITEM, STEPS, LONGEST_TEXT):
        assert f" {figure:,} " in limits
    assert f"{pattern_syntax.LONGEST:,} characters or {MOST_NODES:,} states" in PAGE
    assert f"(up to {pattern_syntax.MOST_TIMES:,})" in PAGE

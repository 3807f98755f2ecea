"""Old browsers inside of apps know ECMAScript 2018 and nothing younger; one unknown mark and no script runs at all."""

import re

import pytest

from tests.surveys.conformance.scripts import STATIC

MODULES = ["logic.js", "logic/dates.js", "patterns.js", "random.js"]
YOUNGER = {
    "optional chaining": r"\?\.[A-Za-z_(\[]",
    "nullish": r"\?\?",
    "catch without a name": r"catch\s*\{",
    "looking behind": r"\(\?<",
    "numeric separator": r"\d_\d",
    "private field": r"[.\s]#[a-z]",
    "big integer": r"\b\d+n\b|BigInt",
    "younger function": r"\.(flat|flatMap|at|replaceAll|matchAll|trimStart|trimEnd|findLast|toSorted)\(",
    "younger name": r"fromEntries|globalThis|structuredClone",
}


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_written_for_old_browsers(module: str) -> None:
    code = re.sub(r"//.*|\"[^\"\n]*\"", "", (STATIC / "respondent" / module).read_text(encoding="utf-8"))
    assert [name for name, marks in YOUNGER.items() if re.search(marks, code)] == []

"""Patterns match in the page what they match on the server."""

from surveys.domain.logic import compile_pattern
from surveys.domain.logic.pattern_syntax import BLANKS, HAN, SETS
from tests.surveys.conformance.generated import Maker
from tests.surveys.conformance.scripts import Scripts

MATCH = "(module, cases) => cases.map(([source, text]) => module.compilePattern(source).matches(text))"


def test_generated_patterns_agree(scripts: Scripts) -> None:
    maker = Maker("patterns")
    cases = [[source, maker.text()] for source in [maker.pattern() for _ in range(1000)] for _ in range(10)]
    ours = [compile_pattern(source).matches(text) for source, text in cases]
    assert scripts.run("patterns.js", MATCH, cases) == ours
    assert 0.05 < sum(ours) / len(ours) < 0.95


def test_sets_agree_at_their_edges(scripts: Scripts) -> None:
    """And with the browser's own \\s, \\w and \\d."""
    edges = {
        edge
        for ranges in (*SETS.values(), HAN, BLANKS)
        for low, high in ranges
        for edge in (low - 1, low, high, high + 1)
    }
    names = [r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\p{Han}", r"\P{Han}", ".", r"[^\s]", "[\\u{4e00}-\\u{9fff}]"]
    cases = [[name, chr(code)] for name in names for code in sorted(edges)]
    ours = [compile_pattern(name).matches(mark) for name, mark in cases]
    assert scripts.run("patterns.js", MATCH, cases) == ours
    native = "(module, cases) => cases.map(([name, mark]) => RegExp('^' + name + '$', 'u').test(mark))"
    shared = [(case, value) for case, value in zip(cases, ours, strict=True) if case[0][1:] in list("dDwWsS")]
    assert scripts.run("patterns.js", native, [case for case, _ in shared]) == [value for _, value in shared]


def test_many_different_characters_agree(scripts: Scripts) -> None:
    """More transitions than are kept, so that both forget on the way."""
    text = "".join(chr(0x4E00 + code) for code in range(12_000))
    cases = [[r"\p{Han}+", text], [r"\p{Han}+", text + "a"], ["(.{3})*", text], ["(.{7})*", text]]
    assert scripts.run("patterns.js", MATCH, cases) == [True, False, True, False]
    assert [compile_pattern(source).matches(each) for source, each in cases] == [True, False, True, False]

import re

import pytest

from surveys.domain.logic import PatternError, compile_pattern
from surveys.domain.logic.patterns import KEPT, MOST_NODES, Pattern
from tests.surveys.conformance.generated import Maker


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("(a", "pattern_unfinished", 2),
        ("a)", "pattern_unfinished", 1),
        ("[a", "pattern_unfinished", 2),
        ("a\\", "pattern_unfinished", 2),
        ("\\u12", "pattern_unfinished", 4),
        ("\\u{12", "pattern_unfinished", 5),
        ("*a", "pattern_not_allowed", 0),
        ("a**", "pattern_not_allowed", 2),
        ("a*?", "pattern_not_allowed", 2),
        ("a++", "pattern_not_allowed", 2),
        ("^*", "pattern_not_allowed", 1),
        ("a{2}{3}", "pattern_not_allowed", 4),
        ("a{,3}", "pattern_not_allowed", 2),
        ("a{3,2}", "pattern_not_allowed", 6),
        ("a{x}", "pattern_not_allowed", 2),
        ("a{1001}", "pattern_not_allowed", 6),
        ("{", "pattern_not_allowed", 0),
        ("a]", "pattern_not_allowed", 1),
        ("a}", "pattern_not_allowed", 1),
        ("[]", "pattern_not_allowed", 2),
        ("[^]", "pattern_not_allowed", 3),
        ("[z-a]", "pattern_not_allowed", 4),
        ("[\\d-z]", "pattern_not_allowed", 5),
        ("(?=a)", "pattern_not_allowed", 1),
        ("(?!a)", "pattern_not_allowed", 1),
        ("(?<=a)", "pattern_not_allowed", 1),
        ("(?<n>a)", "pattern_not_allowed", 1),
        ("(?i)a", "pattern_not_allowed", 1),
        ("(a)\\1", "pattern_not_allowed", 5),
        ("\\bword", "pattern_not_allowed", 2),
        ("\\p{L}", "pattern_not_allowed", 2),
        ("\\p", "pattern_not_allowed", 2),
        ("\\uzzzz", "pattern_not_allowed", 6),
        ("\\u{110000}", "pattern_not_allowed", 10),
        ("\\x41", "pattern_not_allowed", 2),
        ("(" * 30 + ")" * 30, "pattern_too_large", 21),
        ("a" * 1001, "pattern_too_large", 1000),
        ("(a{100}){100}", "pattern_too_large", 0),
        ("a{1000}", "pattern_too_large", 0),
    ],
)
def test_what_is_not_allowed(source: str, code: str, position: int) -> None:
    with pytest.raises(PatternError) as caught:
        compile_pattern(source)
    assert (caught.value.code, caught.value.position) == (code, position)


def test_random_patterns_match_as_the_standard_library_has_it() -> None:
    """On sets that both understand alike."""
    maker = Maker("standard library")
    same = {r"\p{Han}": "[\u4e00-\u9fff]", "[a-c\\d]": "[a-c0-9]", r"\d": "[0-9]", r"\w": "[A-Za-z0-9_]", "$": r"\Z"}
    for _ in range(1500):
        source = maker.pattern()
        theirs = source.replace(".", "[^\r\n]")
        for ours, standard in same.items():
            theirs = theirs.replace(ours, standard)
        for text in [maker.text() for _ in range(5)]:
            expected = re.fullmatch(theirs, text) is not None
            assert compile_pattern(source).matches(text) is expected, (source, text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [("(a+)+$", True), ("(a|aa)+", True), ("(a|a)*b", False), ("(.*)(.*)(.*)(.*)x", False), ("((a?){9}){9}", False)],
)
def test_fifty_thousand_characters_need_few_steps(source: str, *, expected: bool) -> None:
    """Backtracking would take longer than the world stands; here the automaton is built in a few hundred steps."""
    pattern = Pattern(source)
    assert pattern.matches("a" * 50_000) is expected
    assert pattern.matches("a" * 50_000 + "!") is False
    assert pattern._kept < 100


def test_what_is_kept_has_a_limit() -> None:
    pattern = Pattern(".{0,3}")
    for code in range(KEPT * 3):
        assert pattern.matches(chr(0x4E00 + code))
        assert pattern._kept <= KEPT + 1
    assert len(pattern._states) < 10


def test_a_pattern_of_the_largest_size_matches() -> None:
    most = MOST_NODES - 1
    pattern = compile_pattern(f"a{{{most}}}")
    assert pattern.matches("a" * most)
    assert not pattern.matches("a" * (most - 1))
    assert not pattern.matches("a" * (most + 1))

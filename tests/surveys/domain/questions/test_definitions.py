"""What a definition may say of a question: the schema first, then what no schema can say."""

from collections.abc import Mapping
from typing import Any

import pytest

from surveys.domain.definition.structure import check_question
from surveys.domain.questions import QUESTION_TYPES
from tests.surveys.domain.questions.test_vectors import COVERED

TEXT = {"zh-hans": "问", "en": "Q"}


def asked(kind: str, **changes: Any) -> dict[str, Any]:
    """The example of a type with other fields; None takes one away."""
    changed = {**QUESTION_TYPES[kind].example, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def problems(raw: Mapping[str, Any]) -> set[tuple[str, str]]:
    found = check_question("q", raw) or list(QUESTION_TYPES[raw["type"]].check_definition("q", raw))
    return {(problem.path, problem.code) for problem in found}


def paths(raw: Mapping[str, Any]) -> set[str]:
    return {path for path, _code in problems(raw)}


def _deep(levels: int) -> list[dict[str, Any]]:
    below = {"children": _deep(levels - 1)} if levels > 1 else {}
    return [{"id": f"l{levels}", "text": TEXT, **below}]


@pytest.mark.parametrize("kind", COVERED)
def test_the_example_of_each_type_is_sound(kind: str) -> None:
    assert problems(asked(kind)) == set()


@pytest.mark.parametrize(
    ("kind", "changes", "path"),
    [
        ("single", {"options": []}, "q.options"),
        ("single", {"options": [{"id": "O1", "text": TEXT}]}, "q.options.0.id"),
        ("single", {"options": [{"id": "o1"}]}, "q.options.0.text"),
        ("single", {"colour": "red"}, "q.colour"),
        ("multiple", {"min": -1}, "q.min"),
        ("multiple", {"max": "3"}, "q.max"),
        ("multiple", {"max": True}, "q.max"),
        ("picture", {"multiple": "yes"}, "q.multiple"),
        ("yes_no", {"options": [{"id": "o1", "text": TEXT}]}, "q.options"),
        ("cascade", {"levels": [TEXT]}, "q.levels"),
        ("cascade", {"tree": []}, "q.tree"),
        ("cascade", {"tree": [{"id": "a", "text": TEXT, "children": []}]}, "q.tree.0.children"),
        ("cascade", {"tree": [{"id": "a"}]}, "q.tree.0.text"),
        ("short_text", {"format": "date"}, "q.format"),
        ("short_text", {"max_length": 301}, "q.max_length"),
        ("long_text", {"max_length": 0}, "q.max_length"),
        ("long_text", {"max_length": 2001}, "q.max_length"),
        ("long_text", {"format": "digits"}, "q.format"),
        ("blanks", {"blanks": []}, "q.blanks"),
        ("blanks", {"blanks": [{"id": "b1", "text": TEXT, "kind": "phone"}]}, "q.blanks.0.kind"),
        ("sentence", {"sentence": None}, "q.sentence"),
        ("number", {"decimals": 7}, "q.decimals"),
        ("number", {"step": 0}, "q.step"),
        ("number", {"min": "1"}, "q.min"),
        ("number", {"max": 1e300}, "q.max"),
        ("slider", {"max": None}, "q.max"),
        ("phone", {"kinds": ["satellite"]}, "q.kinds.0"),
        ("phone", {"kinds": []}, "q.kinds"),
        ("date", {"earliest": "yesterday"}, "q.earliest"),
        ("date", {"latest": "today-1000d"}, "q.latest"),
        ("time", {"latest": "24:00"}, "q.latest"),
        ("date_range", {"min_days": 0}, "q.min_days"),
        ("nps", {"low": None}, "q.low"),
        ("csat", {"scale": 6}, "q.scale"),
        ("csat", {"style": "hearts"}, "q.style"),
        ("ces", {"version": 3}, "q.version"),
        ("rating", {"scale": 11}, "q.scale"),
        ("rating", {"tags": [{"id": "t", "text": TEXT, "scores": []}]}, "q.tags.0.scores"),
        ("rating", {"tags": [{"id": "t", "text": TEXT, "scores": ["1"]}]}, "q.tags.0.scores.0"),
        ("emotion", {"intensities": 1}, "q.intensities"),
        ("emotion", {"options": None}, "q.options"),
    ],
)
def test_the_schema_refuses_what_is_no_question(kind: str, changes: dict[str, Any], path: str) -> None:
    assert path in paths(asked(kind, **changes)) or "q" in paths(asked(kind, **changes))


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("multiple", {"min": 3, "max": 2}, ("q.max", "below_lower_limit")),
        ("multiple", {"min": 5, "max": 5}, ("q.options", "below_lower_limit")),
        ("picture", {"multiple": False, "min": 1}, ("q.min", "only_for_several")),
        ("picture", {"min": 2, "max": 1}, ("q.max", "below_lower_limit")),
        (
            "cascade",
            {"tree": [{"id": "a", "text": TEXT, "children": [{"id": "a", "text": TEXT}]}]},
            ("q.tree.0.children.0.id", "duplicate_id"),
        ),
        ("cascade", {"tree": _deep(3)}, ("q.tree.0.children.0.children", "too_deep")),
        ("short_text", {"min_length": 9}, ("q.max_length", "below_lower_limit")),
        ("short_text", {"pattern": "(a"}, ("q.pattern", "pattern_unfinished")),
        ("blanks", {"blanks": [{"id": "b", "text": TEXT}] * 2}, ("q.blanks.1.id", "duplicate_id")),
        (
            "blanks",
            {"blanks": [{"id": "b", "kind": "number", "min": 2, "max": 1, "text": TEXT}]},
            ("q.blanks.0.max", "below_lower_limit"),
        ),
        ("sentence", {"sentence": {"zh-hans": "[[times]]"}}, ("q.sentence.zh-hans", "blanks_not_placed")),
        (
            "sentence",
            {"sentence": {"zh-hans": "[[times]] [[whom]]", "en": "[[times]] [[whom]] [[whom]]"}},
            ("q.sentence.en", "blanks_not_placed"),
        ),
        ("number", {"min": 3, "max": 2.5}, ("q.max", "below_lower_limit")),
        ("slider", {"min": 3, "max": 3}, ("q.max", "below_lower_limit")),
        ("date", {"earliest": "2026-02-01", "latest": "2026-01-01"}, ("q.latest", "below_lower_limit")),
        ("date", {"earliest": "2026-02-30", "latest": None}, ("q.earliest", "not_a_date")),
        ("time", {"earliest": "19:00"}, ("q.latest", "below_lower_limit")),
        ("date_range", {"min_days": 61}, ("q.max_days", "below_lower_limit")),
        ("csat", {"score_texts": [TEXT, TEXT]}, ("q.score_texts", "wrong_number")),
        ("rating", {"needs_tag": [6]}, ("q.needs_tag.0", "out_of_range")),
        ("rating", {"tags": [{"id": "t", "text": TEXT, "scores": [6]}]}, ("q.tags.0.scores.0", "out_of_range")),
        ("rating", {"tags": [{"id": "t", "text": TEXT}] * 2}, ("q.tags.1.id", "duplicate_id")),
        (
            "emotion",
            {"options": [{"id": "a", "text": TEXT, "open": True}]},
            ("q.options.0.open", "open_not_possible"),
        ),
    ],
)
def test_check_definition_finds_what_the_schema_cannot_say(
    kind: str, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in problems(asked(kind, **changes))


@pytest.mark.parametrize("kind", COVERED)
@pytest.mark.parametrize("junk", [None, 1, "x", [], {}, [1], [[]], [{}], {"a": 1}, True])
def test_check_definition_never_raises(kind: str, junk: Any) -> None:
    fields = [*QUESTION_TYPES[kind].fields, *(text.name for text in QUESTION_TYPES[kind].texts)]
    for field in fields:
        raw = {**QUESTION_TYPES[kind].example, field: junk}
        assert isinstance(list(QUESTION_TYPES[kind].check_definition("q", raw)), list)


def test_a_question_with_carried_options_needs_none_of_its_own() -> None:
    raw = asked("multiple", options=None, options_from={"question": "earlier", "take": "chosen"}, min=None, max=None)
    assert problems(raw) == set()

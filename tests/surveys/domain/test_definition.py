from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.definition import InvalidDefinitionError, check_definition, read_definition
from tests.surveys.domain.samples import NPS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sample with one value replaced, or taken away with `...`."""
    raw = deepcopy(NPS)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    at: Any = raw
    for step in steps:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return raw


def codes(raw: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in check_definition(raw)]


def test_read_definition_of_a_sound_survey():
    definition = read_definition(NPS)
    assert [(q.key, q.type, q.required) for q in definition.questions] == [
        ("nps", "nps", True),
        ("reason", "long_text", False),
        ("contact", "consent_contact", False),
    ]
    assert definition.languages == ("zh-hans", "en")
    assert definition.question("nps").text("low", "en") == "Not likely"
    assert (
        definition.question("reason").text("placeholder", "en") == "随便说说"
    )  # its own language where one is missing


QUESTION = "pages.0.questions.0"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("schema", 2, ("schema", "unknown_schema")),
        ("schema", True, ("schema", "unknown_schema")),
        ("language", "fr", ("language", "unknown_language")),
        ("title", "text", ("title", "not_texts")),
        ("title.zh-hans", " ", ("title.zh-hans", "text_missing")),
        ("title.zh-hans", "长" * 121, ("title.zh-hans", "too_long")),
        ("title.fr", "Bonjour", ("title.fr", "unknown_language")),
        ("title.en", 3, ("title.en", "not_text")),
        ("title.en", "bell \x07", ("title.en", "control_characters")),
        ("title.en", "for {custmer}", ("title.en", "unknown_pipe")),
        ("pages", [], ("pages", "empty")),
        ("pages.0", {"id": "p1"}, ("pages.0", "not_a_page")),
        ("colour", "red", ("colour", "unknown_field")),
        (f"{QUESTION}.type", "nsp", (f"{QUESTION}.type", "unknown_type")),
        (f"{QUESTION}.type", ["nps"], (f"{QUESTION}.type", "unknown_type")),
        (f"{QUESTION}.requried", True, (f"{QUESTION}.requried", "unknown_field")),
        (f"{QUESTION}.required", "yes", (f"{QUESTION}.required", "not_boolean")),
        (f"{QUESTION}.low", ..., (f"{QUESTION}.low", "not_texts")),
        (f"{QUESTION}.key", "Nps!", (f"{QUESTION}.key", "not_a_name")),
        ("pages.0.questions.1.key", "nps", ("pages.0.questions.1.key", "duplicate_key")),
        ("pages.0.questions.1.id", "q1", ("pages.0.questions.1.id", "duplicate_id")),
        ("pages.0.questions.1.max_length", 2001, ("pages.0.questions.1.max_length", "out_of_range")),
        ("pages.0.questions.2.required", True, ("pages.0.questions.2.required", "consent_not_voluntary")),
        ("pages.0.questions.2.text_version", "", ("pages.0.questions.2.text_version", "not_a_version")),
        ("ending", None, ("ending", "not_object")),
    ],
)
def test_check_definition_names_the_place_and_the_problem(path: str, value: Any, expected: tuple[str, str]):
    assert codes(changed(path, value)) == [expected]


def test_check_definition_refuses_a_second_contact_question():
    raw = deepcopy(NPS)
    raw["pages"][0]["questions"].append({**raw["pages"][0]["questions"][2], "id": "q9", "key": "again"})
    assert codes(raw) == [("pages.0.questions.3", "contact_twice")]


def test_read_definition_raises_with_every_problem():
    with pytest.raises(InvalidDefinitionError) as caught:
        read_definition({"schema": 1})
    assert [problem.path for problem in caught.value.problems] == ["language", "title", "pages", "ending"]


def test_languages_leave_out_one_that_is_not_complete():
    assert read_definition(changed("ending.title.en", " ")).languages == ("zh-hans",)


@given(JSON)
def test_check_definition_never_raises(raw: Any):
    assert check_definition(raw)


@given(st.sampled_from(["title", "pages", "pages.0", "pages.0.questions", QUESTION, f"{QUESTION}.low", "ending"]), JSON)
def test_a_definition_is_readable_exactly_when_nothing_is_wrong(path: str, value: Any):
    raw = changed(path, value)
    if not check_definition(raw):
        read_definition(raw)

from copy import deepcopy
from typing import Any

import pytest

from surveys.domain.definition import InvalidDefinitionError, check_definition, read_definition
from surveys.domain.definition.schema import MOST_QUESTIONS
from tests.surveys.domain.samples import NPS, nps, options, question, survey


def changed(path: str, value: Any, raw: dict[str, Any] = NPS) -> dict[str, Any]:
    """The sample with one value replaced, or taken away with `...`."""
    raw = deepcopy(raw)
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


QUESTION = "pages.0.questions.0"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("schema", 3, ("schema", "unknown_schema")),
        ("schema", True, ("schema", "unknown_schema")),
        ("language", "fr", ("language", "unknown_language")),
        ("languages", ["en"], ("languages", "language_missing")),
        ("languages", ["zh-hans", "zh-hans"], ("languages", "twice")),
        ("title", "text", ("title", "not_texts")),
        ("title", ..., ("title", "field_missing")),
        ("title.zh-hans", " ", ("title.zh-hans", "text_missing")),
        ("title.zh-hans", "长" * 121, ("title.zh-hans", "too_long")),
        ("title.fr", "Bonjour", ("title.fr", "unknown_language")),
        ("title.en", 3, ("title.en", "not_text")),
        ("title.en", "bell \x07", ("title.en", "control_characters")),
        ("title.en", "for {custmer}", ("title.en", "unknown_pipe")),
        ("title.en", "{answers.nobody|you}", ("title.en", "unknown_question")),
        ("pages", [], ("pages", "empty")),
        ("pages", None, ("pages", "empty")),
        ("pages.0", {"id": "p1"}, ("pages.0.questions", "field_missing")),
        ("pages.0", 7, ("pages.0", "not_object")),
        ("pages.0.id", "P1", ("pages.0.id", "not_a_name")),
        ("pages.0.id", "p1\n", ("pages.0.id", "not_a_name")),
        ("pages.0.id", "q1", (f"{QUESTION}.id", "duplicate_id")),
        ("pages.0.if", {"nonsense": 1}, ("pages.0.if", "unknown_operator")),
        ("pages.0.if", {"==": [{"var": "answers.gone"}, 1]}, ("pages.0.if", "unknown_question")),
        ("pages.0.if", {"==": [{"var": "nps"}, 1]}, ("pages.0.if", "unknown_variable")),
        ("pages.0.if", {"==": [{"var": "context.weather"}, 1]}, ("pages.0.if", "unknown_variable")),
        ("pages.0.if", {"==": [{"var": "arms.ab"}, "a"]}, ("pages.0.if", "unknown_experiment")),
        ("pages.0.if", {">": [{"quota_left": ["none"]}, 0]}, ("pages.0.if", "unknown_quota")),
        ("pages.0.loop", {"question": "gone", "take": "chosen"}, ("pages.0.loop.question", "unknown_question")),
        ("pages.0.loop", {"times": 3}, ("pages.0.loop", "wrong_shape")),
        ("pages.0.timer", {"least": 9, "most": 9}, ("pages.0.timer.most", "out_of_range")),
        ("pages.0.next", [{"to": "nowhere"}], ("pages.0.next.0.to", "unknown_target")),
        ("pages.0.next", [{"to": "p1"}], ("pages.0.next.0.to", "jump_to_itself")),
        ("colour", "red", ("colour", "unknown_field")),
        ("settings", {"progress": 1}, ("settings.progress", "not_boolean")),
        ("theme", {"colour": "red"}, ("theme.colour", "bad_format")),
        ("theme", {"text": "#ffffff", "background": "#ffffff"}, ("theme.text", "low_contrast")),
        ("shuffle_pages", [{"pages": ["p1", "p9"]}], ("shuffle_pages.0.pages.1", "unknown_page")),
        ("metrics", [{"question": "gone", "metric": "nps"}], ("metrics.0.question", "unknown_question")),
        (f"{QUESTION}", "nps", (QUESTION, "not_object")),
        (f"{QUESTION}.type", "nsp", (f"{QUESTION}.type", "unknown_type")),
        (f"{QUESTION}.type", ["nps"], (f"{QUESTION}.type", "unknown_type")),
        (f"{QUESTION}.type", ..., (f"{QUESTION}.type", "field_missing")),
        (f"{QUESTION}.requried", True, (f"{QUESTION}.requried", "unknown_field")),
        (f"{QUESTION}.required", "yes", (f"{QUESTION}.required", "not_boolean")),
        (f"{QUESTION}.low", ..., (f"{QUESTION}.low", "field_missing")),
        (f"{QUESTION}.key", "Nps!", (f"{QUESTION}.key", "not_a_name")),
        (f"{QUESTION}.options", [], (f"{QUESTION}.options", "unknown_field")),
        ("pages.0.questions.1.key", "nps", ("pages.0.questions.1.key", "duplicate_key")),
        ("pages.0.questions.1.id", "q1", ("pages.0.questions.1.id", "duplicate_id")),
        ("pages.0.questions.1.max_length", 9_000_001, ("pages.0.questions.1.max_length", "out_of_range")),
        ("pages.0.questions.1.max_length", 20.0, ("pages.0.questions.1.max_length", "not_integer")),
        ("pages.0.questions.2.required", True, ("pages.0.questions.2.required", "consent_not_voluntary")),
        ("endings", [], ("endings", "empty")),
        ("endings.0", None, ("endings.0", "not_object")),
        ("endings.0.outcome", "won", ("endings.0.outcome", "unknown_value")),
        ("endings.0.if", True, ("endings.0.if", "last_ending_conditional")),
        ("endings.0.redirect", {"url": "http://example.com"}, ("endings.0.redirect.url", "bad_format")),
        (
            "endings.0.redirect",
            {"url": "https://example.com", "params": {"s": "{answers.gone}"}},
            ("endings.0.redirect.params.s", "unknown_question"),
        ),
        ("endings.0.coupon", {}, ("endings.0.coupon", "wrong_shape")),
    ],
)
def test_check_definition_names_the_place_and_the_problem(path: str, value: Any, expected: tuple[str, str]):
    assert codes(changed(path, value)) == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"options": options("a", "a")}, ("options.1.id", "duplicate_id")),
        ({"options": [*options("a"), {**options("b")[0], "key": "a"}]}, ("options.1.key", "duplicate_key")),
        ({"options": [{"id": "a"}]}, ("options.0.text", "field_missing")),
        ({"options": [{"id": "a", "text": {"en": "a"}}]}, ("options.0.text.zh-hans", "text_missing")),
        ({"options": [{**options("a")[0], "image": "ftp://x"}]}, ("options.0.image", "bad_format")),
        ({"options": [{**options("a")[0], "if": {"var": "answers.gone"}}]}, ("options.0.if", "unknown_question")),
        ({}, ("options", "field_missing")),
        ({"options": [*options(*(f"o{at}" for at in range(501)))]}, ("options", "too_many")),
        ({"options_from": {"question": "gone", "take": "chosen"}}, ("options_from.question", "unknown_question")),
        ({"options_from": {"question": "choice", "take": "chosen"}}, ("options_from.question", "own_question")),
        ({"options_from": {"question": "nps", "take": "chosen"}}, ("options_from.question", "no_options")),
        ({"options_from": {"question": "nps", "take": "best"}}, ("options_from.take", "unknown_value")),
    ],
)
def test_check_definition_of_options(fields: dict[str, Any], expected: tuple[str, str]):
    path = "pages.0.questions.1"
    assert codes(survey([nps(), question("choice", "single", **fields)])) == [(f"{path}.{expected[0]}", expected[1])]


def test_check_definition_of_a_rule_about_an_option_that_is_not_there():
    choice = question("choice", "single", options=options("a", "b"))
    then = question("then", "yes_no", **{"if": {"selected": ["choice", "c"]}})
    assert codes(survey([choice, then])) == [("pages.0.questions.1.if", "unknown_option")]
    carried = question("more", "single", options_from={"question": "choice", "take": "unchosen"})
    then = question("then", "yes_no", **{"if": {"selected_any": ["more", ["a", "b"]]}})
    assert codes(survey([choice, carried, then])) == []


def test_check_definition_of_quotas():
    quota = {
        "id": "people",
        "cells": [{"id": "a", "if": {"==": [{"var": "answers.nps"}, 1]}, "limit": 1}],
        "on_full": {"do": "redirect", "ending": "thanks"},
    }
    assert codes(survey([nps()], quotas=[quota])) == [("quotas.0.on_full.ending", "no_redirect")]
    quota["on_full"] = {"do": "end", "ending": "gone"}
    assert codes(survey([nps()], quotas=[quota])) == [("quotas.0.on_full.ending", "unknown_ending")]
    quota["on_full"] = {"do": "end"}
    assert codes(survey([nps()], quotas=[quota, {**quota, "id": "p1"}])) == [("quotas.1.id", "duplicate_id")]


def test_check_definition_of_pages_that_are_shuffled():
    raw = survey([nps("a")], [nps("b")], [nps("c")], shuffle_pages=[{"pages": ["p1", "p3"]}])
    assert codes(raw) == [("shuffle_pages.0.pages", "pages_apart")]
    raw["shuffle_pages"] = [{"pages": ["p1", "p2"]}, {"pages": ["p2", "p3"]}]
    assert codes(raw) == [("shuffle_pages.1.pages.0", "page_twice")]


def test_check_definition_refuses_a_survey_without_or_with_too_many_questions():
    assert codes(survey([])) == [("pages", "no_questions")]
    many = [question(f"k{at}", "yes_no") for at in range(MOST_QUESTIONS + 1)]
    assert codes(survey(many[:600], many[600:])) == [("pages", "too_many")]


def test_check_definition_refuses_a_second_contact_question():
    raw = deepcopy(NPS)
    raw["pages"][0]["questions"].append({**raw["pages"][0]["questions"][2], "id": "q9", "key": "again"})
    assert codes(raw) == [("pages.0.questions.3", "contact_twice")]


def test_read_definition_raises_with_every_problem():
    with pytest.raises(InvalidDefinitionError) as caught:
        read_definition({"schema": 1})
    assert [problem.path for problem in caught.value.problems] == ["language", "title", "pages", "endings"]

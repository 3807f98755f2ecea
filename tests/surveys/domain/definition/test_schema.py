"""The published schema, the registry of types and the page that describes them say the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from surveys.domain.definition import check_definition, survey_schema
from surveys.domain.definition.schema import BESIDE
from surveys.domain.questions import QUESTION_TYPES
from surveys.selectors.templates import template_list
from tests.surveys.domain.samples import NPS, nps, survey

PAGE = Path(__file__).resolve().parents[4] / "docs" / "surveys" / "definition.md"
SCHEMA = survey_schema()
PUBLISHED = Draft202012Validator(SCHEMA)


def described() -> dict[str, Any]:
    """The example of each type on the page, by type."""
    blocks = re.findall(r"### `([a-z_]+)`.*?```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return {name: json.loads(block) for name, block in blocks}


def with_question(example: dict[str, Any]) -> dict[str, Any]:
    return survey([nps(), {**example, "id": "example", "key": "example"}])


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "/schemas/survey/2.json"
    assert set(SCHEMA["properties"]["language"]["enum"]) == {"zh-hans", "zh-hant", "en", "ja", "ko", "ar"}


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_the_example_of_each_type_is_sound(name: str):
    raw = with_question(dict(QUESTION_TYPES[name].example))
    assert [error.message for error in PUBLISHED.iter_errors(raw)] == []
    assert check_definition(raw) == []


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_what_a_type_needs_is_refused_when_it_is_not_there(name: str):
    kind = QUESTION_TYPES[name]
    assert set(kind.needs) <= set(kind.fields)
    for field in (*kind.needs, *(text.name for text in kind.texts if text.required), "title", "id", "key"):
        raw = with_question(dict(kind.example))
        del raw["pages"][0]["questions"][1][field]
        assert not PUBLISHED.is_valid(raw), field
        assert [(one.path, one.code) for one in check_definition(raw)] == [
            (f"pages.0.questions.1.{field}", "field_missing")
        ]


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_an_unknown_field_of_a_type_is_refused(name: str):
    raw = with_question({**QUESTION_TYPES[name].example, "surprise": 1})
    assert not PUBLISHED.is_valid(raw)
    assert [one.code for one in check_definition(raw)] == ["unknown_field"]


def test_options_may_come_from_another_question():
    first, second = (dict(QUESTION_TYPES["single"].example) for _each in range(2))
    second |= {"id": "q2", "key": "more", "options_from": {"question": first["key"], "take": "unchosen"}}
    del second["options"]
    raw = survey([first, second])
    assert PUBLISHED.is_valid(raw)
    assert check_definition(raw) == []
    assert set(BESIDE) == {"options", "rows"}


@pytest.mark.parametrize("template", template_list(), ids=lambda template: template.id)
def test_every_template_is_sound_by_the_published_schema(template: Any):
    assert [error.message for error in PUBLISHED.iter_errors(template.raw)] == []


def test_the_showcase_has_every_type():
    (showcase,) = [template for template in template_list() if template.id == "showcase"]
    assert {question.type for question in showcase.definition.questions} == set(QUESTION_TYPES)


def test_the_page_describes_every_type_with_its_example():
    found = described()
    assert list(found) == list(QUESTION_TYPES)
    assert found == {name: dict(kind.example) for name, kind in QUESTION_TYPES.items()}


def test_the_page_names_every_field():
    text = PAGE.read_text(encoding="utf-8")
    for name, kind in QUESTION_TYPES.items():
        section = re.search(rf"### `{name}`(.*?)(?=\n###? |\Z)", text, re.DOTALL)[1]
        for field in (*kind.fields, *(text.name for text in kind.texts)):
            assert f"`{field}`" in section, (name, field)
    for field in SCHEMA["properties"]:
        assert f"`{field}`" in text, field


def test_both_layers_refuse_the_same():
    for change in ({"language": "fr"}, {"pages": []}, {"endings": [{}]}, {"colour": 1}, {"title": {"fr": "x"}}):
        assert not PUBLISHED.is_valid({**NPS, **change})
        assert check_definition({**NPS, **change})

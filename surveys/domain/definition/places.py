"""Finds the texts and the rules in a document by walking it along its JSON Schema.

The types of questions put texts and rules where they like; the schema of each says where, and so every one is found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.domain.definition import schema as parts
from surveys.domain.definition.schema import SHARED
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.fragments import Schema, an_object

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class TextPlace:
    """A text in each language. `is_needed`: the survey's own language must be there."""

    steps: Steps
    value: Any
    limit: int
    is_needed: bool

    @property
    def path(self) -> str:
        return dotted(self.steps)


@dataclass(frozen=True)
class RulePlace:
    steps: Steps
    rule: Any

    @property
    def path(self) -> str:
        return dotted(self.steps)


Place = TextPlace | RulePlace
_APPLICATORS = ("allOf", "anyOf", "oneOf")
_LONGEST_TEXT = 2000


def dotted(steps: Steps) -> str:
    return ".".join(map(str, steps))


def places(schema: Schema, value: Any, steps: Steps = (), *, is_needed: bool = True) -> Iterator[Place]:
    """Every text and rule below `value`, in the order of the document. What does not fit the schema is passed over."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name == "texts":
        limit = (schema.get("additionalProperties") or {}).get("maxLength", _LONGEST_TEXT)
        yield TextPlace(steps, value, limit, is_needed)
    elif name == "logic":
        yield RulePlace(steps, value)
    elif name:
        yield from places(SHARED.get(name, {}), value, steps)
    if isinstance(value, dict):
        yield from _members(schema, value, steps)
    elif isinstance(value, list) and isinstance(items := schema.get("items"), dict) and _holds_places(items):
        for number, item in enumerate(value):
            yield from places(items, item, (*steps, number))
    for applicator in _APPLICATORS:
        for inner in schema.get(applicator, ()):
            yield from places(inner, value, steps)


def _members(schema: Schema, value: Mapping[str, Any], steps: Steps) -> Iterator[Place]:
    properties: Mapping[str, Any] = schema.get("properties", {})
    needed = schema.get("required", ())
    others = schema.get("additionalProperties")
    for name, member in value.items():
        inner = properties.get(name, others)
        if isinstance(inner, dict) and _holds_places(inner):
            yield from places(inner, member, (*steps, name), is_needed=name in needed)


_known: dict[int, tuple[Schema, bool]] = {}


def _holds_places(schema: Schema) -> bool:
    """Whether a text or a rule can stand somewhere below; remembered for each part of the schema."""
    found = _known.get(id(schema))
    if found is None or found[0] is not schema:
        found = _known[id(schema)] = (schema, _looks_further(schema))
    return found[1]


def _looks_further(schema: Schema) -> bool:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name in {"texts", "logic"}:
        return True
    inner = [SHARED[name]] if name in SHARED else []
    inner += list(schema.get("properties", {}).values())
    inner += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for applicator in _APPLICATORS:
        inner += schema.get(applicator, ())
    return any(_holds_places(part) for part in inner if isinstance(part, dict))


def document_places(raw: Any) -> Iterator[Place]:
    """Every text and rule of a document, whatever else is wrong with it."""
    if not isinstance(raw, dict):
        return
    yield from places(ENVELOPE_SCHEMA, raw)
    for at, page in _dicts(raw.get("pages")):
        yield from places(parts.PAGE, page, ("pages", at))
        for number, question in _dicts(page.get("questions")):
            kind = question.get("type")
            if isinstance(kind, str) and kind in QUESTION_TYPES:
                yield from places(parts.question_schema(kind), question, ("pages", at, "questions", number))
    for at, ending in _dicts(raw.get("endings")):
        yield from places(parts.ENDING, ending, ("endings", at))


def _dicts(items: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(items, list):
        yield from ((at, item) for at, item in enumerate(items) if isinstance(item, dict))


ENVELOPE_SCHEMA: Schema = an_object(dict(parts.ENVELOPE), *parts.ENVELOPE_NEEDS)

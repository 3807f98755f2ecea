"""The first layer of the check: is the document built as its JSON Schema says.

The envelope is judged first and then each question by the schema of its own type, so that a message is about what is
wrong and not about which of fifty shapes it might have been. Texts are left to `surveys.domain.texts`.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from surveys.domain.definition import schema as parts
from surveys.domain.definition.schema import NAME, SHARED
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.fragments import Schema, an_object
from surveys.domain.texts import Problem, excerpt

# Levels of objects and lists in one another: twice the depth of logic, and the way down to it.
MOST_LEVELS = 64
# Characters of JSON, counted nearly.
MOST_SIZE = 2 * 1024 * 1024
# Whole numbers that JavaScript tells apart.
HIGHEST_NUMBER = 2**53
MOST_PROBLEMS = 200

_TYPES = {
    "object": "not_object",
    "array": "not_list",
    "string": "not_text",
    "boolean": "not_boolean",
    "integer": "not_integer",
    "number": "not_number",
}
_is_type = Draft202012Validator.TYPE_CHECKER
_Validator = extend(
    Draft202012Validator,
    # 2.0 is a whole number to JSON Schema; to the code that counts with it, it is none.
    type_checker=_is_type.redefine("integer", lambda _checker, value: type(value) is int),
    validators={"pattern": lambda _validator, pattern, value, _schema: _match(pattern, value)},
)


def _match(pattern: str, value: Any) -> Iterator[ValidationError]:
    """As ECMAScript has it, "$" is the very end and not before a last line feed."""
    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError(f"does not match {pattern}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern)


def check_size(raw: Any) -> Problem | None:
    """What makes a document not worth reading: too deep, too large, or not made of what JSON is made of."""
    budget, left = MOST_SIZE, [(raw, 0)]
    while left:
        value, level = left.pop()
        if level > MOST_LEVELS:
            return Problem("", "too_deep", {"limit": MOST_LEVELS})
        if isinstance(value, dict):
            if not all(isinstance(name, str) for name in value):
                return Problem("", "not_json")
            budget -= 2 + sum(len(name) + 4 for name in value)
            left += [(item, level + 1) for item in value.values()]
        elif isinstance(value, list):
            budget -= 2 + len(value)
            left += [(item, level + 1) for item in value]
        elif isinstance(value, str):
            budget -= len(value) + 2
        elif not _is_number(value):
            return Problem("", "not_json")
        else:
            budget -= 4
        if budget < 0:
            return Problem("", "too_large", {"limit": MOST_SIZE})
    return None


def _is_number(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return abs(value) <= HIGHEST_NUMBER
    return isinstance(value, float) and math.isfinite(value)


def check_envelope(raw: Mapping[str, Any]) -> list[Problem]:
    """Everything around the questions."""
    return _problems(_envelope(), raw, "")


def check_question(path: str, raw: Any) -> list[Problem]:
    """One question by the schema of its type."""
    if not isinstance(raw, dict):
        return [Problem(path, "not_object")]
    name = raw.get("type")
    if name is None:
        return [Problem(f"{path}.type", "field_missing", {"field": "type"})]
    if not isinstance(name, str) or name not in QUESTION_TYPES:
        return [Problem(f"{path}.type", "unknown_type", {"type": excerpt(name)})]
    found = _problems(_question(name), raw, path)
    for field in QUESTION_TYPES[name].needs:
        if field in parts.BESIDE and field not in raw and f"{field}_from" not in raw:
            found.append(Problem(f"{path}.{field}", "field_missing", {"field": field}))
    return found


@cache
def _envelope() -> Any:
    page = parts.PAGE | {"properties": {**parts.PAGE["properties"], "questions": {"type": "array"}}}
    known: dict[str, Schema] = {**SHARED, "page": page, "ending": parts.ENDING}
    found = an_object(dict(parts.ENVELOPE), *parts.ENVELOPE_NEEDS)
    return _Validator(_inlined(found, known))


@cache
def _question(name: str) -> Any:
    kind = QUESTION_TYPES[name]
    found = an_object(parts.question_properties(kind), *parts.question_needs(kind))
    return _Validator(_inlined(found, SHARED))


def _inlined(schema: Any, known: Mapping[str, Schema]) -> Any:
    """The schema without references, which are slow to follow; texts and rules have checks of their own."""
    if isinstance(schema, list):
        return [_inlined(item, known) for item in schema]
    if not isinstance(schema, dict):
        return schema
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name in {"texts", "logic"}:
        return {}
    own = {key: _inlined(value, known) for key, value in schema.items() if key not in {"$ref", "description"}}
    return {**_inlined(known[name], known), **own} if name else own


def _problems(validator: Any, raw: Any, path: str) -> list[Problem]:
    found: dict[tuple[str, str], Problem] = {}
    for error in validator.iter_errors(raw):
        for problem in _translated(error, path):
            found.setdefault((problem.path, problem.code), problem)
        if len(found) >= MOST_PROBLEMS:
            break
    return list(found.values())


def _translated(error: ValidationError, path: str) -> Iterator[Problem]:
    at = ".".join([*([path] if path else []), *(excerpt(step) for step in error.absolute_path)])
    below = f"{at}." if at else ""
    rule, wanted, value = error.validator, error.validator_value, error.instance
    if "propertyNames" in error.relative_schema_path:
        yield Problem(f"{below}{excerpt(value)}", "not_a_name")
    elif rule == "required":
        for name in wanted:
            if name not in value:
                yield Problem(f"{below}{name}", "field_missing", {"field": name})
    elif rule == "additionalProperties":
        for name in value:
            if name not in error.schema.get("properties", {}):
                shown = excerpt(name)
                yield Problem(f"{below}{shown}", "unknown_field", {"field": shown})
    else:
        yield Problem(at, *_code(error))


def _code(error: ValidationError) -> tuple[str, dict[str, Any]]:
    rule, wanted, value = str(error.validator), error.validator_value, error.instance
    if rule == "type":
        code = _TYPES.get(wanted, "wrong_type") if isinstance(wanted, str) else "wrong_type"
        return ("empty", {}) if code == "not_list" and value is None else (code, {})
    if rule in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
        low = error.schema.get("minimum", error.schema.get("exclusiveMinimum", "-∞"))
        high = error.schema.get("maximum", error.schema.get("exclusiveMaximum", "∞"))
        return "out_of_range", {"low": low, "high": high}
    if rule == "pattern":
        return ("not_a_name" if wanted == NAME else "bad_format"), {}
    if rule in {"maxLength", "minLength"}:
        return ("too_long" if rule == "maxLength" else "empty"), {"limit": wanted, "length": len(value)}
    if rule in {"maxItems", "maxProperties"}:
        return "too_many", {"limit": wanted}
    if rule in {"minItems", "minProperties"}:
        return ("empty", {}) if not value else ("too_few", {"limit": wanted})
    if rule in {"enum", "const"}:
        known = wanted if rule == "enum" else [wanted]
        return "unknown_value", {"value": excerpt(value), "known": ", ".join(map(str, known))[:200]}
    return {"multipleOf": "not_a_step", "uniqueItems": "twice"}.get(rule, "wrong_shape"), {}

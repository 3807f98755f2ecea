"""Pieces of JSON Schema that several types use. What is under `#/$defs/` stands in the published schema of a survey."""

from typing import Any

from surveys.domain.texts import TextField

Schema = dict[str, Any]

NAME: Schema = {"$ref": "#/$defs/name"}
CHOICES: Schema = {"$ref": "#/$defs/choices"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number", "minimum": -1e15, "maximum": 1e15}

ANSWER_ID: Schema = {"type": "string", "maxLength": 40}
# An option is answered by its id; an open one takes the text of one's own with it.
ANSWER_OPTION: Schema = {
    "anyOf": [
        ANSWER_ID,
        {
            "type": "object",
            "properties": {"option": ANSWER_ID, "text": {"type": "string"}},
            "required": ["option", "text"],
            "additionalProperties": False,
        },
    ]
}


def texts(field: TextField) -> Schema:
    """A text in each language, each of at most so many characters."""
    return {"$ref": "#/$defs/texts", "additionalProperties": {"maxLength": field.limit}}


def whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def a_list(items: Schema, most: int, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def an_object(properties: Schema, *required: str, **more: Any) -> Schema:
    """An object with these members and no others; `more` are further keywords of the schema."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }

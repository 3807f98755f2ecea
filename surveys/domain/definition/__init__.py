"""The document that a survey is: its published JSON Schema, reading, checking, upgrading, comparing.

    {"schema": 2, "language": "zh-hans", "title": {"zh-hans": "..."},
     "pages": [{"id": "p1", "questions": [
         {"id": "q1", "key": "nps", "type": "nps", "title": {...}, "required": true}]}],
     "endings": [{"id": "thanks", "outcome": "complete", "title": {...}}]}

Ids and keys stay for ever: answers are stored by key, options by id, and a figure follows a question across versions.
docs/surveys/definition.md describes every field.
"""

from surveys.domain.definition.checks import check_definition
from surveys.domain.definition.model import Definition, Ending, Page
from surveys.domain.definition.reading import InvalidDefinitionError, read_definition
from surveys.domain.definition.schema import (
    ENDING_TEXT,
    ENDING_TITLE,
    QUESTION_TITLE,
    SCHEMA,
    SCHEMA_PATH,
    TITLE,
    survey_schema,
)
from surveys.domain.definition.upgrade import upgrade

__all__ = [
    "ENDING_TEXT",
    "ENDING_TITLE",
    "QUESTION_TITLE",
    "SCHEMA",
    "SCHEMA_PATH",
    "TITLE",
    "Definition",
    "Ending",
    "InvalidDefinitionError",
    "Page",
    "check_definition",
    "read_definition",
    "survey_schema",
    "upgrade",
]

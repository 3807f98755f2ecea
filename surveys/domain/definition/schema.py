"""The published JSON Schema of a survey (draft 2020-12), built from the registry of question types.

The parts under `$defs` are shared: a type names them in its `fields` as {"$ref": "#/$defs/choices"}.
"""

from collections.abc import Mapping
from functools import cache

from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import QuestionType
from surveys.domain.questions.fragments import FLAG, Schema, a_list, an_object, texts, whole
from surveys.domain.texts import LANGUAGES, TextField

SCHEMA = 2
SCHEMA_PATH = "/schemas/survey/2.json"
# Counted up when the document gains something; what was sound stays sound.
SCHEMA_VERSION = "2.0"
MOST_PAGES, MOST_QUESTIONS, MOST_OPTIONS, MOST_ROWS, MOST_COLUMNS = 100, 1000, 500, 100, 30
LOGIC_DEPTH = 20

TITLE = TextField("title", 120)
INTRO = TextField("intro", 2000, required=False)
PAGE_TITLE = TextField("title", 120, required=False)
PAGE_TEXT = TextField("text", 2000, required=False)
QUESTION_TITLE = TextField("title", 300)
HINT = TextField("hint", 500, required=False)
CHOICE_TEXT = TextField("text", 200)
CHECK_MESSAGE = TextField("message", 200)
ENDING_TITLE = TextField("title", 80)
ENDING_TEXT = TextField("text", 2000, required=False)
BUTTON_TEXT = TextField("text", 40)

NAME = "^[a-z][a-z0-9_]{0,39}$"
WEB_ADDRESS = '^https://[^\\s<>"]{1,1990}$'
OUTCOMES = ("complete", "screened_out", "quota_full")
ON_FULL = ("end", "screen_out", "redirect", "flag")
LOOP_TAKES = ("chosen", "unchosen", "ranked", "rows")
SOURCE_TAKES = ("chosen", "unchosen", "ranked", "all")


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


NAMES = {"type": "string", "pattern": NAME, "description": "Small letters, digits and underscores. It stays for ever."}
COLOUR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}

SHARED: Mapping[str, Schema] = {
    "name": NAMES,
    "texts": {
        "description": "The same text in each language. It may hold pipes, for example {answers.city|your town}.",
        "type": "object",
        "properties": {language: {"type": "string"} for language in LANGUAGES},
        # Not additionalProperties, so that a limit of the length can stand beside the reference.
        "propertyNames": {"enum": list(LANGUAGES)},
    },
    "logic": {
        "description": "A rule in JsonLogic; docs/surveys/logic.md lists the operators.",
        "type": ["object", "array", "string", "number", "boolean", "null"],
    },
    "web_address": {"type": "string", "pattern": WEB_ADDRESS, "description": "An address with https."},
    "image": {
        "description": "An address with https, or the id of an uploaded picture.",
        "type": "string",
        "pattern": '^(https://[^\\s<>"]{1,1990}|[0-9a-fA-F-]{36})$',
    },
    "choice": an_object(
        {
            "id": ref("name"),
            "key": {**NAMES, "description": "The code in exports; the id unless given."},
            "text": texts(CHOICE_TEXT),
            "if": ref("logic"),
            "image": ref("image"),
            "fixed": {**FLAG, "description": "Keeps its place when the others are shuffled."},
            "exclusive": {**FLAG, "description": "Chosen alone, such as “none of these”."},
            "group": {**NAMES, "description": "Options of one group stay together when shuffled."},
            "open": {**FLAG, "description": "A text of one's own goes with it."},
            "score": {"type": "number", "minimum": -1_000_000, "maximum": 1_000_000},
        },
        "id",
        "text",
        description="An option, a row or a column. Answers store the id, never the text.",
    ),
    "choices": a_list(ref("choice"), MOST_OPTIONS, 1),
    "rows": a_list(ref("choice"), MOST_ROWS, 1),
    "columns": a_list(ref("choice"), MOST_COLUMNS, 1),
    "source": an_object(
        {"question": ref("name"), "take": {"enum": list(SOURCE_TAKES)}},
        "question",
        "take",
        description="Options or rows carried over from an earlier question, named by its key.",
    ),
    "jumps": a_list(
        an_object({"if": ref("logic"), "to": ref("name")}, "to"),
        50,
    )
    | {"description": "Where to go on: a later page or question, an ending, or “end”. The first that holds."},
    "checks": a_list(
        an_object({"rule": ref("logic"), "message": texts(CHECK_MESSAGE), "soft": FLAG}, "rule", "message"), 20
    )
    | {"description": "Rules that must hold. A soft one only asks whether one is sure."},
    "loop": an_object(
        {
            "question": ref("name"),
            "take": {"enum": list(LOOP_TAKES)},
            "times": ref("logic"),
            "most": whole(1, 100),
        },
        description="Repeats its page for items of an earlier question, or a number of times (with “most”).",
        oneOf=[{"required": ["question", "take"]}, {"required": ["times", "most"]}],
    ),
}

COMMON: Mapping[str, Schema] = {
    "id": ref("name"),
    "key": {**NAMES, "description": "Answers are stored by it, and a figure follows the question by it."},
    "type": {"type": "string"},
    "title": texts(QUESTION_TITLE),
    "hint": texts(HINT),
    "required": FLAG,
    "required_if": ref("logic"),
    "if": ref("logic"),
    "next": ref("jumps"),
    "checks": ref("checks"),
    "expect": {"description": "The one right answer of a question that finds out who does not read."},
}

PAGE: Schema = an_object(
    {
        "id": ref("name"),
        "title": texts(PAGE_TITLE),
        "text": texts(PAGE_TEXT),
        "if": ref("logic"),
        "shuffle": FLAG,
        "show": whole(1, MOST_QUESTIONS),
        "loop": ref("loop"),
        "timer": an_object({"least": whole(1, 3600), "most": whole(1, 3600)}),
        "next": ref("jumps"),
        "questions": a_list(ref("question"), MOST_QUESTIONS),
    },
    "id",
    "questions",
)

ENDING: Schema = an_object(
    {
        "id": ref("name"),
        "if": ref("logic"),
        "outcome": {"enum": list(OUTCOMES)},
        "title": texts(ENDING_TITLE),
        "text": texts(ENDING_TEXT),
        "redirect": an_object(
            {
                "url": ref("web_address"),
                "params": {
                    "type": "object",
                    "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_.-]{0,63}$"},
                    "additionalProperties": {"type": "string", "maxLength": 500},
                    "maxProperties": 30,
                },
                "sign": FLAG,
                "after": whole(0, 60),
            },
            "url",
        ),
        "button": an_object({"text": texts(BUTTON_TEXT), "url": ref("web_address")}, "text", "url"),
        "coupon": an_object(
            {
                "text": {"type": "string", "minLength": 1, "maxLength": 40},
                "unique": {"const": True},
                "prefix": {"type": "string", "pattern": "^[A-Z0-9]{0,8}$"},
            },
            oneOf=[{"required": ["text"]}, {"required": ["unique"]}],
        ),
        "next_survey": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,32}$"},
    },
    "id",
    "outcome",
    "title",
)

THEME: Schema = an_object(
    {
        "logo": ref("image"),
        "cover": ref("image"),
        "colour": COLOUR,
        "background": COLOUR,
        "text": COLOUR,
        "font": {"enum": ["system", "serif", "rounded"]},
        "font_size": whole(14, 24),
        "corner": whole(0, 24),
        "css": {"type": "string", "maxLength": 20_000, "description": "A safe subset of CSS."},
    }
)

SETTINGS: Schema = an_object(
    {
        **dict.fromkeys(("progress", "back", "one_per_page", "save", "trajectory", "elder"), FLAG),
        "time_limit": whole(10, 86_400),
    }
)

QUOTA: Schema = an_object(
    {
        "id": ref("name"),
        "name": {"type": "string", "maxLength": 80},
        "cells": a_list(
            an_object({"id": ref("name"), "if": ref("logic"), "limit": whole(0, 10_000_000)}, "id", "if", "limit"),
            500,
            1,
        ),
        "on_full": an_object({"do": {"enum": list(ON_FULL)}, "ending": ref("name")}, "do"),
    },
    "id",
    "cells",
)

EXPERIMENT: Schema = an_object(
    {
        "id": ref("name"),
        "arms": a_list(an_object({"id": ref("name"), "weight": whole(1, 10_000)}, "id"), 20, 2),
    },
    "id",
    "arms",
)

ENVELOPE: Mapping[str, Schema] = {
    "schema": {"const": SCHEMA},
    "language": {"enum": list(LANGUAGES)},
    "languages": a_list({"enum": list(LANGUAGES)}, len(LANGUAGES), 1) | {"uniqueItems": True},
    "title": texts(TITLE),
    "intro": texts(INTRO),
    "settings": SETTINGS,
    "theme": THEME,
    "experiments": a_list(EXPERIMENT, 20),
    "pages": a_list(ref("page"), MOST_PAGES, 1),
    "shuffle_pages": a_list(
        an_object({"pages": a_list(ref("name"), MOST_PAGES, 2), "show": whole(1, MOST_PAGES)}, "pages"), 20
    ),
    "quotas": a_list(QUOTA, 50),
    "endings": a_list(ref("ending"), 50, 1),
    "metrics": a_list(
        an_object(
            {"question": ref("name"), "metric": ref("name"), "touchpoint": {"type": "string", "maxLength": 80}},
            "question",
            "metric",
        ),
        200,
    ),
}
ENVELOPE_NEEDS = ("schema", "language", "title", "pages", "endings")
# With a type that has the first, the second may be used too.
BESIDE: Mapping[str, Schema] = {
    "options": {"options_from": ref("source"), "shuffle": FLAG},
    "rows": {"rows_from": ref("source"), "shuffle_rows": FLAG},
}


def question_properties(kind: QuestionType) -> Schema:
    """Every field that a question of the type may have."""
    found: Schema = dict(COMMON)
    for name, beside in BESIDE.items():
        if name in kind.fields:
            found |= beside
    found |= {text.name: texts(text) for text in kind.texts}
    return found | dict(kind.fields) | {"type": {"const": kind.name}}


def question_needs(kind: QuestionType) -> list[str]:
    """The fields that must be there in any case; options and rows may come from another question instead."""
    own = [name for name in kind.needs if name not in BESIDE]
    return ["id", "key", "type", "title", *own, *(text.name for text in kind.texts if text.required)]


@cache
def question_schema(name: str) -> Schema:
    """The schema of a whole question of a type."""
    kind = QUESTION_TYPES[name]
    found = an_object(question_properties(kind), *question_needs(kind))
    either = [
        {"anyOf": [{"required": [name]}, {"required": [f"{name}_from"]}]} for name in kind.needs if name in BESIDE
    ]
    return found | ({"allOf": either} if either else {})


@cache
def survey_schema(address: str = SCHEMA_PATH) -> Schema:
    """The whole document as it is published at `address`; read it, do not change it."""
    kinds = list(QUESTION_TYPES.values())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "Survey",
        "$comment": f"Version {SCHEMA_VERSION} of the schema.",
        "description": "A survey: pages of questions, its logic, quotas and endings.",
        **an_object(dict(ENVELOPE), *ENVELOPE_NEEDS),
        "$defs": {
            **SHARED,
            "page": PAGE,
            "ending": ENDING,
            "question": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"enum": [kind.name for kind in kinds]}},
                "allOf": [
                    {
                        "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
                        "then": ref(f"question_{kind.name}"),
                    }
                    for kind in kinds
                ],
            },
            **{f"question_{kind.name}": question_schema(kind.name) for kind in kinds},
        },
    }

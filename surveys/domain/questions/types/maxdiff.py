from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.sets import Sets


class MaxDiff(Sets):
    """Best and worst of each set; the sets are planned by whoever makes the survey."""

    name = "maxdiff"
    fields: Mapping[str, Any] = {
        "options": {"$ref": "#/$defs/choices", "minItems": 2},
        "sets": {
            "type": "array",
            "minItems": 1,
            "maxItems": 100,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"$ref": "#/$defs/name"},
                    "options": {
                        "type": "array",
                        "items": {"$ref": "#/$defs/name"},
                        "minItems": 2,
                        "maxItems": 20,
                        "uniqueItems": True,
                    },
                },
                "required": ["id", "options"],
                "additionalProperties": False,
            },
        },
    }
    needs = ("options", "sets")
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": {
            "type": "object",
            "properties": {"best": {"$ref": "#/$defs/name"}, "worst": {"$ref": "#/$defs/name"}},
            "required": ["best", "worst"],
            "additionalProperties": False,
        },
    }
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "claims",
        "type": "maxdiff",
        "title": {"zh-hans": "哪个最吸引您，哪个最不吸引？", "en": "Which appeals to you most, which least?"},
        "options": [
            {"id": "fresh", "text": {"zh-hans": "当日采摘", "en": "Picked today"}},
            {"id": "cheap", "text": {"zh-hans": "全城低价", "en": "Lowest price in town"}},
            {"id": "near", "text": {"zh-hans": "就在楼下", "en": "Just downstairs"}},
            {"id": "open", "text": {"zh-hans": "通宵营业", "en": "Open all night"}},
        ],
        "sets": [
            {"id": "s1", "options": ["fresh", "cheap", "near"]},
            {"id": "s2", "options": ["cheap", "near", "open"]},
        ],
    }

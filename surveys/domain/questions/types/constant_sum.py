from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.shares import Shares


class ConstantSum(Shares):
    """So many points shared out among the options."""

    name = "constant_sum"
    fields: Mapping[str, Any] = {
        "options": {"$ref": "#/$defs/choices", "minItems": 2},
        "total": {"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000_000, "multipleOf": 0.01},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 2},
    }
    needs = ("options",)
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": {"type": "number", "minimum": 0},
        "maxProperties": 500,
    }
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "spend",
        "type": "constant_sum",
        "title": {"zh-hans": "把 100 分分给下面几项", "en": "Share 100 points among these"},
        "options": [
            {"id": "food", "text": {"zh-hans": "餐饮", "en": "Food"}},
            {"id": "home", "text": {"zh-hans": "家居", "en": "Home"}},
        ],
        "total": 100,
    }

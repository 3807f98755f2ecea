from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.order import Order


class Ranking(Order):
    """Put in order of preference: all, or the best few (`top`)."""

    name = "ranking"
    behaviour = "ranking"
    fields: Mapping[str, Any] = {
        "options": {"$ref": "#/$defs/choices", "minItems": 2},
        "top": {
            "type": "integer",
            "minimum": 1,
            "maximum": 500,
            "description": "How many are put in order; all of them when it is left out.",
        },
    }
    needs = ("options",)
    answer_schema: Mapping[str, Any] = {
        "type": "array",
        "items": {"$ref": "#/$defs/name"},
        "minItems": 1,
        "maxItems": 500,
        "uniqueItems": True,
    }
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "matters",
        "type": "ranking",
        "title": {"zh-hans": "您最看重哪几点？", "en": "What matters most to you?"},
        "options": [
            {"id": "price", "text": {"zh-hans": "价格", "en": "Price"}},
            {"id": "speed", "text": {"zh-hans": "送货速度", "en": "Quick delivery"}},
            {"id": "care", "text": {"zh-hans": "售后服务", "en": "Service afterwards"}},
        ],
        "top": 2,
    }

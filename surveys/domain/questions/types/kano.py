from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.pairs import HIGHEST, Pairs
from surveys.domain.texts import TextField


class Kano(Pairs):
    """For each feature (`rows`): how would you feel with it, and how without it."""

    name = "kano"
    # The five answers may be named; the page has words of its own for them.
    texts: tuple[TextField, ...] = (
        TextField("with", 200),
        TextField("without", 200),
        *(TextField(f"answer_{number}", 40, required=False) for number in range(1, HIGHEST + 1)),
    )
    fields: Mapping[str, Any] = {"rows": {"$ref": "#/$defs/rows"}}
    needs = ("rows",)
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": {
            "type": "object",
            "properties": {
                "with": {"type": "integer", "minimum": 1, "maximum": HIGHEST},
                "without": {"type": "integer", "minimum": 1, "maximum": HIGHEST},
            },
            "required": ["with", "without"],
            "additionalProperties": False,
        },
    }
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "features",
        "type": "kano",
        "title": {"zh-hans": "对这些功能，您怎么看？", "en": "What do you think of these features?"},
        "with": {"zh-hans": "如果有这个功能", "en": "If it is there"},
        "without": {"zh-hans": "如果没有这个功能", "en": "If it is not there"},
        "rows": [
            {"id": "night", "text": {"zh-hans": "夜间送货", "en": "Delivery at night"}},
            {"id": "track", "text": {"zh-hans": "实时位置", "en": "Live tracking"}},
        ],
    }

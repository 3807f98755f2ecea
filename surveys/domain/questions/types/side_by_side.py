from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.fragments import ANSWER_ID, CHOICES, NAME, Schema, a_list, an_object, whole
from surveys.domain.questions.shapes.grid import KINDS, Grid
from surveys.domain.questions.types.matrices import COLUMNS, NUMBER_RULES, ROWS, TEXT_RULES, by_row


def _kind(names: list[str], rules: Mapping[str, Any]) -> Schema:
    return an_object({"kind": {"enum": names}, **rules}, "kind")


class SideBySide(Grid):
    """Several questions about each row, one in each column."""

    name = "side_by_side"
    fields: Mapping[str, Any] = {
        "rows": ROWS,
        "columns": COLUMNS,
        "options": {**CHOICES, "description": "What the columns of kind single and dropdown offer."},
        "kinds": {
            "type": "object",
            "propertyNames": NAME,
            "minProperties": 1,
            "maxProperties": 30,
            "additionalProperties": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"enum": list(KINDS)}},
                "oneOf": [
                    _kind(["single", "dropdown"], {"options": a_list(NAME, 500, 1) | {"uniqueItems": True}}),
                    _kind(["rating"], {"scale": whole(2, 10)}),
                    _kind(["number"], NUMBER_RULES),
                    _kind(["text"], TEXT_RULES),
                ],
            },
        },
    }
    needs = ("rows", "columns", "kinds")
    answer_schema: Mapping[str, Any] = by_row(by_row({"anyOf": [ANSWER_ID, {"type": ["string", "number"]}]}))
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "shops",
        "type": "side_by_side",
        "title": {"zh-hans": "说说这几家店", "en": "About these shops"},
        "rows": [
            {"id": "north", "text": {"zh-hans": "北店", "en": "North"}},
            {"id": "south", "text": {"zh-hans": "南店", "en": "South"}},
        ],
        "columns": [
            {"id": "often", "text": {"zh-hans": "多久去一次", "en": "How often"}},
            {"id": "score", "text": {"zh-hans": "打分", "en": "Rating"}},
            {"id": "spent", "text": {"zh-hans": "上次花费（元）", "en": "Last spent (CNY)"}},
            {"id": "why", "text": {"zh-hans": "为什么", "en": "Why"}},
        ],
        "options": [
            {"id": "weekly", "text": {"zh-hans": "每周", "en": "Every week"}},
            {"id": "seldom", "text": {"zh-hans": "很少", "en": "Seldom"}},
        ],
        "kinds": {
            "often": {"kind": "dropdown"},
            "score": {"kind": "rating", "scale": 5},
            "spent": {"kind": "number", "min": 0, "max": 100000, "decimals": 2},
            "why": {"kind": "text", "max_length": 60},
        },
    }

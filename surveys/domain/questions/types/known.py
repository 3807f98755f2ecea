"""Values that nobody is asked for."""

from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.known import LONGEST, Known


class Hidden(Known):
    """Comes with the address of the page, or from what is known of the customer."""

    name = "hidden"
    format_setting = "value"
    fields: Mapping[str, Any] = {
        "from": {"enum": ["url", "customer"]},
        "name": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_-]{0,63}$"},
        "value": {"enum": ["text", "number"]},
        "max_length": {"type": "integer", "minimum": 1, "maximum": LONGEST},
    }
    needs = ("from", "name")
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "order_no",
        "type": "hidden",
        "title": {"zh-hans": "订单号", "en": "Order number"},
        "from": "url",
        "name": "order",
        "value": "text",
        "max_length": 40,
    }


class Calculated(Known):
    """The value of a rule over what was answered before."""

    name = "calculated"
    fields: Mapping[str, Any] = {
        "value": {"$ref": "#/$defs/logic"},
        "format": {"enum": ["text", "number"]},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 6},
        "max_length": {"type": "integer", "minimum": 1, "maximum": LONGEST},
    }
    needs = ("value",)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "double",
        "type": "calculated",
        "title": {"zh-hans": "得分", "en": "Score"},
        "value": {"*": [{"var": "answers.nps"}, 2]},
        "format": "number",
        "decimals": 1,
    }

from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.location import LocationShape


class Location(LocationShape):
    """Asked of the browser, which asks the respondent; coarse unless the survey needs more."""

    name = "location"
    fields: Mapping[str, Any] = {
        "precision": {
            "type": "integer",
            "minimum": 0,
            "maximum": 6,
            "description": "Decimal places of the degrees; 2 are about a kilometre.",
        },
    }
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "place",
        "type": "location",
        "title": {"zh-hans": "您现在在哪里？", "en": "Where are you now?"},
    }

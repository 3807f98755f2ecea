from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.region import LEVELS, RegionShape


class Region(RegionShape):
    """Province, city, county."""

    name = "region"
    fields: Mapping[str, Any] = {"level": {"enum": list(LEVELS), "description": "How far down is asked."}}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "home",
        "type": "region",
        "title": {"zh-hans": "您住在哪里？", "en": "Where do you live?"},
        "level": "county",
    }

from collections.abc import Mapping
from typing import Any

from surveys.domain.proof_of_work import EASIEST, HARDEST, USUAL
from surveys.domain.questions.base import Question
from surveys.domain.questions.shapes.solution import Solution


class Captcha(Solution):
    """Work that is nothing to one visitor and much to a thousand scripts; nothing is asked of anybody."""

    name = "captcha"
    behaviour = "captcha"
    fields: Mapping[str, Any] = {
        "difficulty": {
            "type": "integer",
            "minimum": EASIEST,
            "maximum": HARDEST,
            "description": "One more is twice the work.",
        },
        "service": {
            "$ref": "#/$defs/name",
            "description": "Another service that the operator has switched on, instead of our own riddle.",
        },
    }
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "check",
        "type": "captcha",
        "title": {"zh-hans": "安全验证", "en": "Security check"},
        "required": True,
    }

    def plan(self, question: Question) -> dict[str, Any]:
        service = question.settings.get("service")
        return {"difficulty": question.settings.get("difficulty", USUAL), **({"service": service} if service else {})}

"""Surveys to start from. They are data: one JSON file each in `templates_library/`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from surveys.domain.definition import Definition, read_definition
from surveys.domain.texts import Texts, pick

LIBRARY = Path(__file__).resolve().parent.parent / "templates_library"

FIRST = ("nps", "csat", "ces")


@dataclass(frozen=True)
class SurveyTemplate:
    id: str
    name: Texts
    description: Texts
    icon: str
    raw: dict[str, Any]
    definition: Definition

    def name_in(self, language: str) -> str:
        return pick(self.name, language, self.definition.language)

    def description_in(self, language: str) -> str:
        return pick(self.description, language, self.definition.language)


@cache
def template_list() -> tuple[SurveyTemplate, ...]:
    """In the order in which they are offered: what most people come for stands first."""
    found = [_read(path) for path in sorted(LIBRARY.glob("*.json"))]
    return tuple(sorted(found, key=lambda each: FIRST.index(each.id) if each.id in FIRST else len(FIRST)))


def template_detail(template_id: str) -> SurveyTemplate | None:
    return next((template for template in template_list() if template.id == template_id), None)


def _read(path: Path) -> SurveyTemplate:
    data = json.loads(path.read_text(encoding="utf-8"))
    return SurveyTemplate(
        id=path.stem,
        name=data["name"],
        description=data["description"],
        icon=data["icon"],
        raw=data["definition"],
        definition=read_definition(data["definition"]),
    )

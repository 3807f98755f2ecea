"""Brings documents of an older schema to the present one. Everything behind it knows only the present one."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.definition.schema import SCHEMA


def upgrade(raw: Any) -> Any:
    """The document in the present schema; one that is in it already, or is no document at all, comes back as it is.

    Schema 1 had one `ending` and no more than pages of questions.
    """
    if not isinstance(raw, dict) or type(raw.get("schema")) is not int or raw["schema"] != 1:
        return raw
    upgraded = {name: value for name, value in raw.items() if name != "ending"}
    upgraded["schema"] = SCHEMA
    if "ending" in raw and "endings" not in raw:
        ending = raw["ending"]
        name = _free_name("end", set(_ids(raw)))
        upgraded["endings"] = [{"id": name, "outcome": "complete", **ending} if isinstance(ending, dict) else ending]
    return upgraded


def _ids(raw: Mapping[str, Any]) -> Iterator[str]:
    pages = raw.get("pages")
    for page in pages if isinstance(pages, list) else []:
        questions = page.get("questions") if isinstance(page, dict) else None
        for item in [page, *(questions if isinstance(questions, list) else [])]:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield item["id"]


def _free_name(name: str, taken: set[str]) -> str:
    number = 1
    while name in taken:
        number += 1
        name = f"end_{number}"
    return name

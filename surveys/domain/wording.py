"""The texts of a survey that an editor may change, and how changed ones are put back."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from surveys.domain.definition.places import ENVELOPE_SCHEMA, Steps, TextPlace, document_places, places
from surveys.domain.definition.schema import ENDING, PAGE, question_schema
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.fragments import Schema
from surveys.domain.texts import LANGUAGES, TextField, Texts

# No key starts so.
ENDING_OWNER = "_ending_"
PAGE_OWNER = "_page_"


@dataclass(frozen=True)
class EditableText:
    """A text and where it stands.

    `owner` is a question's key, "_page_<id>", "_ending_<id>", or "" for the survey itself; `inside` the way from there
    to the text, ("title",) or ("options", 2, "text").
    """

    owner: str
    inside: Steps
    field: TextField
    texts: Texts

    @property
    def path(self) -> str:
        return ".".join(map(str, (self.owner, *self.inside) if self.owner else self.inside))


def editable_texts(raw: Mapping[str, Any]) -> list[EditableText]:
    """Every text of a sound document of the present schema, and those optional ones that it could well have."""
    return [
        EditableText(
            name, place.steps, TextField(str(place.steps[-1]), place.limit, place.is_needed), place.value or {}
        )
        for name, owner in _owners(raw)
        for place in places(_schema(name, owner), _with_optional(name, owner))
        if isinstance(place, TextPlace)
    ]


def editing_languages(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Chinese and English always, and every other language that the document uses somewhere."""
    used = {"zh-hans", "en", raw["language"], *raw.get("languages", ())}
    for place in document_places(raw):
        if isinstance(place, TextPlace) and isinstance(place.value, dict):
            used |= place.value.keys()
    return tuple(language for language in LANGUAGES if language in used)


def reword(
    raw: Mapping[str, Any], wording: Mapping[str, Mapping[str, str]], required: Mapping[str, bool]
) -> dict[str, Any]:
    """A copy of the JSON with other texts and other questions required.

    `wording` is {path: {language: text}} with the paths of `editable_texts`; empty texts are left out, and a text that
    is wholly empty and need not be there goes. `required` is {question key: bool}. What is not named stays. Raises
    KeyError for a path that leads nowhere.
    """
    changed: dict[str, Any] = deepcopy(dict(raw))
    owners = dict(_owners(changed))
    for key, is_required in required.items():
        if is_required or "required" in owners[key]:
            owners[key]["required"] = is_required
    for path, texts in wording.items():
        owner, inside = _split(path, owners)
        *way, last = inside
        for step in way:
            owner = owner[_step(owner, step)]
        kept = {language: text.strip() for language, text in texts.items() if text.strip()}
        if kept or isinstance(owner, list) or last in owner:
            owner[_step(owner, last)] = kept
    return changed


def _step(owner: Any, step: str) -> Any:
    return int(step) if isinstance(owner, list) else step


def _split(path: str, owners: Mapping[str, dict[str, Any]]) -> tuple[Any, list[str]]:
    first, *inside = path.split(".")
    return (owners[first], inside) if inside else (owners[""], [first])


def _owners(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "", raw
    for page in raw["pages"]:
        yield f"{PAGE_OWNER}{page['id']}", page
        for question in page["questions"]:
            yield question["key"], question
    for ending in raw["endings"]:
        yield f"{ENDING_OWNER}{ending['id']}", ending


def _schema(name: str, owner: Mapping[str, Any]) -> Schema:
    if not name:
        return ENVELOPE_SCHEMA
    if name.startswith(PAGE_OWNER):
        return PAGE
    return ENDING if name.startswith(ENDING_OWNER) else question_schema(owner["type"])


def _with_optional(name: str, owner: Mapping[str, Any]) -> Mapping[str, Any]:
    if not name or name.startswith(PAGE_OWNER):
        return owner
    optional = (
        ["text"] if name.startswith(ENDING_OWNER) else [text.name for text in QUESTION_TYPES[owner["type"]].texts]
    )
    return {**owner, **{field: None for field in optional if field not in owner}}

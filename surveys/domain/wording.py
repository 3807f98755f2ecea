"""The texts of a survey that an editor may change, and how changed ones are put back."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from surveys.domain.definition import ENDING_TEXT, ENDING_TITLE, QUESTION_TITLE, TITLE, Definition
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.texts import TextField, Texts


@dataclass(frozen=True)
class EditableText:
    """A text and where it stands: `owner` is a question's key, "_ending" (no key starts so), "" for the survey."""

    owner: str
    field: TextField
    texts: Texts

    @property
    def path(self) -> str:
        return f"{self.owner}.{self.field.name}" if self.owner else self.field.name


def editable_texts(definition: Definition) -> list[EditableText]:
    """Every text in the order of the survey."""
    found = [EditableText("", TITLE, definition.title)]
    for question in definition.questions:
        found.append(EditableText(question.key, QUESTION_TITLE, question.title))
        found += [
            EditableText(question.key, text, question.settings.get(text.name) or {})
            for text in QUESTION_TYPES[question.type].texts
        ]
    ending = definition.ending
    return [
        *found,
        EditableText("_ending", ENDING_TITLE, ending.title),
        EditableText("_ending", ENDING_TEXT, ending.text),
    ]


def reword(
    raw: Mapping[str, Any], wording: Mapping[str, Mapping[str, str]], required: Mapping[str, bool]
) -> dict[str, Any]:
    """A copy of the JSON with other texts and other questions required.

    `wording` is {path: {language: text}} with the paths of `editable_texts`; empty texts are left out. `required` is
    {question key: bool}. What is not named stays.
    """
    changed: dict[str, Any] = deepcopy(dict(raw))
    owners: dict[str, dict[str, Any]] = {"": changed, "_ending": changed["ending"]}
    for page in changed["pages"]:
        for question in page["questions"]:
            owners[question["key"]] = question
            question["required"] = required.get(question["key"], question.get("required", False))
    for path, texts in wording.items():
        owner, _, name = path.rpartition(".")
        owners[owner][name] = {language: text.strip() for language, text in texts.items() if text.strip()}
    return changed

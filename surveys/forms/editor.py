"""The form that changes the words of a survey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.domain.definition import Definition, read_definition, upgrade
from surveys.domain.questions import QUESTION_TYPES, Question
from surveys.domain.texts import check_text
from surveys.domain.wording import (
    ENDING_OWNER,
    PAGE_OWNER,
    EditableText,
    editable_texts,
    editing_languages,
    reword,
)
from surveys.models import Survey
from surveys.services.surveys import TITLE_LIMIT
from surveys.services.type_words import TYPE_NAMES
from surveys.services.wording import problem_text

# Shorter texts are edited in one line.
ONE_LINE = 120
# A survey with more texts is edited page by page.
MOST_TEXTS = 120

LABELS = {
    "title": gettext_lazy("Question"),
    "hint": gettext_lazy("Hint"),
    "low": gettext_lazy("Label of the lowest"),
    "high": gettext_lazy("Label of the highest"),
    "placeholder": gettext_lazy("Hint in the field"),
    "label": gettext_lazy("Consent"),
    "purpose": gettext_lazy("What it is used for"),
    "text": gettext_lazy("Text"),
    "intro": gettext_lazy("Introduction"),
    "unit": gettext_lazy("Unit"),
    "sentence": gettext_lazy("Sentence"),
    "message": gettext_lazy("Message"),
    "caption": gettext_lazy("Caption"),
    "alt": gettext_lazy("Description of the picture"),
    "transcript": gettext_lazy("Transcript"),
    "yes": gettext_lazy("Word for yes"),
    "no": gettext_lazy("Word for no"),
    "with": gettext_lazy("If it is there"),
    "without": gettext_lazy("If it is not there"),
    "comment_label": gettext_lazy("Label of the comment"),
}
ITEMS = {
    "options": gettext_lazy("Option %(number)s"),
    "rows": gettext_lazy("Row %(number)s"),
    "columns": gettext_lazy("Column %(number)s"),
    "checks": gettext_lazy("Message of check %(number)s"),
    "tags": gettext_lazy("Tag %(number)s"),
    "blanks": gettext_lazy("Blank %(number)s"),
}
LANGUAGE_LABELS = {
    "zh-hans": gettext_lazy("Chinese"),
    "zh-hant": gettext_lazy("Traditional Chinese"),
    "en": gettext_lazy("English"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
    "ar": gettext_lazy("Arabic"),
}


@dataclass(frozen=True)
class Section:
    """One card of the editor: the survey itself, a page, a question, or an ending."""

    heading: Any
    kind: Any
    # The fields of one text in each language, under its label.
    rows: list[tuple[Any, list[forms.BoundField]]]
    required: forms.BoundField | None = None


class SurveyForm(forms.Form):
    """Built from the draft: a field for each text in each language and a switch for each question.

    A long survey is edited page by page: `part` is the number of the page then, from 0.
    """

    name = forms.CharField(
        label=gettext_lazy("Name of the survey"),
        max_length=TITLE_LIMIT,
        help_text=gettext_lazy("Only your colleagues see it."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, survey: Survey, data: Mapping[str, Any] | None = None, *, part: int = 0) -> None:
        super().__init__(data, initial={"name": survey.title, "revision": survey.revision})
        self.raw: dict[str, Any] = upgrade(survey.draft)
        self.definition: Definition = read_definition(self.raw)
        self.languages = editing_languages(self.raw)
        texts = editable_texts(self.raw)
        self.parts = len(self.definition.pages) if len(texts) > MOST_TEXTS else 1
        self.part = part if 0 <= part < self.parts else 0
        self.questions = self._questions()
        self.texts = [text for text in texts if self._is_shown(text.owner)]
        self.helper = FormHelper()
        self.helper.form_tag = False
        for text in self.texts:
            for language in self.languages:
                self.fields[_field_name(text, language)] = self._text_field(text, language)
        for question in self.questions:
            if _may_be_required(question):
                self.fields[f"required-{question.key}"] = forms.BooleanField(
                    label=gettext_lazy("An answer is required"), required=False, initial=question.required
                )

    def changed_definition(self) -> dict[str, Any]:
        """The draft with the words of a valid form."""
        return self._reworded(self.cleaned_data)

    def shown_definition(self) -> dict[str, Any]:
        """The draft with whatever the form holds now, for the preview; it may be unsound."""
        return self._reworded({name: self[name].value() or "" for name in self.fields})

    def sections(self) -> list[Section]:
        found = [
            Section(heading, kind, self._rows(owner), self._switch(owner))
            for owner, heading, kind in self._owners()
            if self._is_shown(owner)
        ]
        return [section for section in found if section.rows or section.required]

    def _questions(self) -> tuple[Question, ...]:
        return self.definition.questions if self.parts == 1 else self.definition.pages[self.part].questions

    def _is_shown(self, owner: str) -> bool:
        """With the first page come the survey's own words, with the last one the endings."""
        if self.parts == 1:
            return True
        if owner.startswith(ENDING_OWNER):
            return self.part == self.parts - 1
        page = self.definition.pages[self.part]
        own = {f"{PAGE_OWNER}{page.id}", *(question.key for question in page.questions)}
        return owner in own or (not owner and self.part == 0)

    def _owners(self) -> list[tuple[str, Any, Any]]:
        """Owner, heading and kind of each card, in the order of the survey."""
        found: list[tuple[str, Any, Any]] = [("", _("Title"), "")]
        number = 0
        for at, page in enumerate(self.definition.pages, start=1):
            found.append((f"{PAGE_OWNER}{page.id}", _("Page %(number)s") % {"number": at}, ""))
            for question in page.questions:
                number += 1
                heading = _("Question %(number)s") % {"number": number}
                found.append((question.key, heading, TYPE_NAMES.get(question.type, question.type)))
        for ending in self.definition.endings:
            kind = ending.id if len(self.definition.endings) > 1 else ""
            found.append((f"{ENDING_OWNER}{ending.id}", _("Thanks page"), kind))
        return found

    def _rows(self, owner: str) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (_label(text), [self[_field_name(text, language)] for language in self.languages])
            for text in self.texts
            if text.owner == owner
        ]

    def _switch(self, owner: str) -> forms.BoundField | None:
        name = f"required-{owner}"
        return self[name] if name in self.fields else None

    def _reworded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        wording = {
            text.path: {language: str(values.get(_field_name(text, language)) or "") for language in self.languages}
            for text in self.texts
        }
        required = {
            question.key: bool(values.get(f"required-{question.key}"))
            for question in self.questions
            if _may_be_required(question)
        }
        return reword(self.raw, wording, required)

    def _text_field(self, text: EditableText, language: str) -> forms.CharField:
        own = language == self.definition.language
        rows = {"rows": 2 if text.field.limit <= 300 else 3}

        def known_pipes(value: str) -> None:
            for problem in check_text("", value, text.field.limit):
                raise ValidationError(problem_text(problem))

        return forms.CharField(
            label=LANGUAGE_LABELS[language],
            max_length=text.field.limit,
            required=own and text.field.required,
            initial=text.texts.get(language, ""),
            widget=forms.TextInput() if text.field.limit <= ONE_LINE else forms.Textarea(attrs=rows),
            validators=[known_pipes],
        )


def _may_be_required(question: Question) -> bool:
    """Consent to be contacted must be free, and what is only shown is not answered."""
    return question.type != "consent_contact" and QUESTION_TYPES[question.type].is_asked


def _label(text: EditableText) -> Any:
    """What a text is called: "Option 2" for ("options", 1, "text")."""
    if text.inside == ("title",) and (not text.owner or text.owner.startswith("_")):
        return _("Title") if text.owner else _("At the top of the page")
    numbers = [step + 1 for step in text.inside if isinstance(step, int)]
    names = [step for step in text.inside if isinstance(step, str)]
    if len(numbers) == 1 and names[0] in ITEMS:
        return ITEMS[names[0]] % {"number": numbers[0]}
    label = str(LABELS.get(names[-1], names[-1]))
    return " ".join([label, *map(str, numbers)]) if numbers else label


def _field_name(text: EditableText, language: str) -> str:
    return f"{text.path.replace('.', '-')}-{language}"

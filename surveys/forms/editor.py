"""The form that changes the words of a survey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.domain.definition import Definition
from surveys.domain.texts import LANGUAGES, check_text
from surveys.domain.wording import EditableText, editable_texts, reword
from surveys.models import Survey
from surveys.services.surveys import TITLE_LIMIT
from surveys.services.wording import problem_text

# Shorter texts are edited in one line.
ONE_LINE = 120

LABELS = {
    "title": _("Question"),
    "low": _("Label of 0"),
    "high": _("Label of 10"),
    "placeholder": _("Hint in the field"),
    "label": _("Consent"),
    "purpose": _("What the number is used for"),
    "text": _("Text"),
}
TYPE_NAMES = {
    "nps": _("Recommendation, 0–10"),
    "long_text": _("Comment"),
    "consent_contact": _("Contact with consent"),
}
LANGUAGE_LABELS = {"zh-hans": _("Chinese"), "en": _("English")}


@dataclass(frozen=True)
class Section:
    """One card of the editor: the survey itself, a question, or the ending."""

    heading: Any
    kind: Any
    # Pairs of fields: the same text in each language.
    rows: list[tuple[Any, list[forms.BoundField]]]
    required: forms.BoundField | None


class SurveyForm(forms.Form):
    """Built from the draft: a field for each text in each language and a switch for each question."""

    name = forms.CharField(
        label=_("Name of the survey"), max_length=TITLE_LIMIT, help_text=_("Only your colleagues see it.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, survey: Survey, definition: Definition, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"name": survey.title, "revision": survey.revision})
        self.survey, self.definition = survey, definition
        self.texts = editable_texts(definition)
        self.helper = FormHelper()
        self.helper.form_tag = False
        for text in self.texts:
            for language in LANGUAGES:
                self.fields[_field_name(text, language)] = self._text_field(text, language)
        for question in definition.questions:
            # Consent must be free, so that there is no switch for it.
            if question.type != "consent_contact":
                self.fields[f"required-{question.key}"] = forms.BooleanField(
                    label=_("An answer is required"), required=False, initial=question.required
                )

    def changed_definition(self) -> dict[str, Any]:
        """The draft with the words of a valid form."""
        return self._reworded(self.cleaned_data)

    def shown_definition(self) -> dict[str, Any]:
        """The draft with whatever the form holds now, for the preview; it may be unsound."""
        return self._reworded({name: self[name].value() or "" for name in self.fields})

    def _reworded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        wording = {
            text.path: {language: str(values.get(_field_name(text, language)) or "") for language in LANGUAGES}
            for text in self.texts
        }
        required = {
            question.key: bool(values.get(f"required-{question.key}")) for question in self.definition.questions
        }
        return reword(self.survey.draft, wording, required)

    def sections(self) -> list[Section]:
        found = [Section(_("Title"), "", self._rows("", {"title": _("At the top of the page")}), None)]
        for number, question in enumerate(self.definition.questions, start=1):
            switch = f"required-{question.key}"
            found.append(
                Section(
                    _("Question %(number)s") % {"number": number},
                    TYPE_NAMES[question.type],
                    self._rows(question.key, LABELS),
                    self[switch] if switch in self.fields else None,
                )
            )
        return [*found, Section(_("Thanks page"), "", self._rows("_ending", {**LABELS, "title": _("Title")}), None)]

    def _rows(self, owner: str, labels: Mapping[str, Any]) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (labels[text.field.name], [self[_field_name(text, language)] for language in LANGUAGES])
            for text in self.texts
            if text.owner == owner
        ]

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


def _field_name(text: EditableText, language: str) -> str:
    return f"{text.path.replace('.', '-')}-{language}"

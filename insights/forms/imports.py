"""Forms of the import: the file, then what its columns hold."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cem.accounts.selectors.departments import TreeNode
from insights.domain.intake.mapping import Field
from insights.enums import FeedbackKind
from insights.forms.filters import indented
from insights.services.import_rows import ImportOptions

EXTENSIONS = {".csv", ".tsv", ".txt", ".xlsx", ".xls"}

LABELS: dict[Field, str | Promise] = {
    Field.TEXT: _("Text"),
    Field.SOURCE_ID: _("Number of the feedback"),
    Field.OCCURRED_AT: _("Time"),
    Field.RATING: _("Rating"),
    Field.RATING_SCALE: _("Rating scale"),
    Field.AUTHOR: _("Author"),
    Field.DEPARTMENT: _("Department"),
    Field.PRODUCT: _("Product"),
    Field.TOUCHPOINT: _("Touchpoint"),
    Field.KIND: _("Kind"),
    Field.LANGUAGE: _("Language"),
}
PREFIX = "column_"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), error_messages={"empty": _("The file is empty.")})

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in EXTENSIONS:
            raise forms.ValidationError(_("Choose a CSV or Excel file (.csv or .xlsx)."))
        if file.size > settings.FEEDBACK_FILE_MAX_BYTES:
            limit = filesizeformat(settings.FEEDBACK_FILE_MAX_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": limit})
        return file


class MappingForm(forms.Form):
    """Which column holds what, and what the file does not say itself."""

    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("Where the feedback comes from. A later file of the same source replaces equal numbers."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=FeedbackKind.choices,
        initial=FeedbackKind.REVIEW,
        help_text=_("For rows that do not say it."),
    )
    department = forms.ChoiceField(label=_("Department"), help_text=_("For rows that name none."))
    unknown_department = forms.ChoiceField(
        label=_("A row names a department that does not exist"),
        choices=[("reject", _("Reject the row")), ("default", _("Take the department above"))],
        initial="reject",
    )
    rating_scale = forms.TypedChoiceField(
        label=_("The best rating is"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Not known (up to 10)")), *((value, str(value)) for value in (3, 5, 7, 10))],
    )

    def __init__(
        self,
        data: Any = None,
        *,
        headers: Sequence[str],
        suggestion: Mapping[str, str],
        nodes: Sequence[TreeNode],
        source: str = "",
    ) -> None:
        super().__init__(data, initial={"source": source})
        self.fields["department"].choices = [(str(node.id), indented(node)) for node in nodes]
        columns = [("", _("Not in the file")), *((header, header) for header in headers)]
        for field, label in LABELS.items():
            self.fields[PREFIX + field] = forms.ChoiceField(
                label=label, choices=columns, required=False, initial=suggestion.get(field, "")
            )
        self.fields[PREFIX + Field.TEXT].error_messages["required"] = _("Choose the column that holds the text.")
        self.fields[PREFIX + Field.TEXT].required = True
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("Columns"), Row(*(Column(PREFIX + field, css_class="col-sm-6 col-lg-4") for field in LABELS))),
            Fieldset(
                _("What the file does not say"),
                Row(
                    Column("source", css_class="col-lg-6"),
                    Column("kind", css_class="col-sm-6 col-lg-3"),
                    Column("rating_scale", css_class="col-sm-6 col-lg-3"),
                    Column("department", css_class="col-sm-6"),
                    Column("unknown_department", css_class="col-sm-6"),
                ),
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: dict[str, str] = {}
        for field in LABELS:
            header = cleaned.get(PREFIX + field)
            if header and header in seen:
                self.add_error(PREFIX + field, _("This column is chosen for another field already."))
            elif header:
                seen[header] = field
        return cleaned

    @property
    def options(self) -> ImportOptions:
        """Of a valid form."""
        taken = self.cleaned_data
        return ImportOptions(
            columns={str(field): taken[PREFIX + field] for field in LABELS if taken[PREFIX + field]},
            source=taken["source"],
            kind=taken["kind"],
            department_id=UUID(taken["department"]),
            unknown_department=taken["unknown_department"],
            rating_scale=taken["rating_scale"],
        )

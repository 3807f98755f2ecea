from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.enums import Cause
from actions.forms.choices import as_uuid
from cem.accounts.models import Membership

NOTE_LENGTH = 4000


class WorkForm(forms.Form):
    """One box for what was said and done; the button that is pressed says what becomes of the ticket.

    What a step needs is known to the service alone, so that nothing is required here.
    """

    cause = forms.ChoiceField(label=_("Cause"), choices=Cause.choices, widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=_("What was said and done"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # The page as the clerk saw it.
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    to = forms.CharField(max_length=20, required=False)


class AssignForm(forms.Form):
    assignee = forms.TypedChoiceField(label=_("Hand over to"), coerce=UUID)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [
            ("", _("Choose a colleague")),
            *((str(member.id), str(member.user)) for member in members),
        ]


class TicketFilterForm(forms.Form):
    """The query string of the list. Anything that is not understood is left out instead of refused."""

    q = forms.CharField(label=_("Number or words"), max_length=80, required=False)
    department = forms.TypedChoiceField(label=_("Department"), coerce=as_uuid, empty_value=None, required=False)
    survey = forms.TypedChoiceField(label=_("Survey"), coerce=as_uuid, empty_value=None, required=False)
    late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(
        self, *args: Any, departments: list[tuple[str, Any]], surveys: list[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", _("All departments")), *departments]
        self.fields["survey"].choices = [("", _("All surveys")), *surveys]
        for field in self.fields.values():
            css = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else css

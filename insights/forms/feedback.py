"""What a person may narrow the list of feedback by."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.accounts.selectors.departments import TreeNode
from insights.enums import FeedbackKind, Polarity
from insights.forms.filters import CUSTOM, FIRST_DAY, LAST_DAY, PERIOD_DAYS, PERIODS, indented
from insights.selectors.feedback import UNREAD, FeedbackFilters, source_label

# A search for a word, or for what is not read yet, looks at row after row; without a period it goes this far back.
SEARCHED_DAYS = 90


class FeedbackFilterForm(forms.Form):
    """Reads the address of the list. A value that cannot be taken is left out and named in `errors`."""

    q = forms.CharField(label=_("Search in the text"), required=False, max_length=100)
    period = forms.ChoiceField(label=_("Period"), required=False, choices=[("", _("Any time")), *PERIODS])
    source = forms.ChoiceField(label=_("Source"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *FeedbackKind.choices])
    polarity = forms.ChoiceField(
        label=_("Polarity"),
        required=False,
        choices=[("", _("All")), *Polarity.choices, (UNREAD, _("Not read yet"))],
    )
    department = forms.ChoiceField(label=_("Department"), required=False)
    survey = forms.ChoiceField(label=_("Survey"), required=False)

    def __init__(
        self, data: Any, *, sources: Sequence[str], nodes: Sequence[TreeNode], surveys: Sequence[tuple[UUID, str]]
    ) -> None:
        values = {name: data.get(name, "") for name in (*self.base_fields, "from", "to")}
        if not values["period"] and (values["from"] or values["to"]):
            values["period"] = CUSTOM
        super().__init__(values)
        self.is_custom = values["period"] == CUSTOM
        # The names are words of the language, so that they cannot be class attributes.
        self.fields["from"], self.fields["to"] = _day(_("From")), _day(_("To"))
        self.fields["source"].choices = [("", _("All sources")), *((name, source_label(name)) for name in sources)]
        self.fields["department"].choices = [("", _("All departments")), *((str(n.id), indented(n)) for n in nodes)]
        self.fields["survey"].choices = [("", _("All surveys")), *((str(key), title) for key, title in surveys)]
        for field in self.fields.values():
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_select else "form-control"
        self.fields["q"].widget.input_type = "search"

    @property
    def shown(self) -> list[forms.BoundField]:
        """Fields of the filter bar but the two days."""
        return [self[name] for name in ("q", "period", "polarity", "source", "kind", "department", "survey")]

    @property
    def days(self) -> list[forms.BoundField]:
        """Shown where the period is free to choose."""
        return [self["from"], self["to"]]

    @property
    def is_search_narrowed(self) -> bool:
        """Rows are looked at one by one, and no period was chosen."""
        self.is_valid()
        taken = self.cleaned_data
        is_search = bool(taken.get("q")) or taken.get("polarity") == UNREAD
        return is_search and self._days() == (None, None)

    @property
    def filters(self) -> FeedbackFilters:
        self.is_valid()
        taken = self.cleaned_data
        first, last = self._days()
        if self.is_search_narrowed:
            first = timezone.localdate() - timedelta(days=SEARCHED_DAYS)
        return FeedbackFilters(
            since=_start_of(first),
            until=_start_of(last + timedelta(days=1)) if last else None,
            source=taken.get("source", ""),
            kind=taken.get("kind", ""),
            polarity=taken.get("polarity", ""),
            department_id=UUID(taken["department"]) if taken.get("department") else None,
            survey_id=UUID(taken["survey"]) if taken.get("survey") else None,
            text=taken.get("q", "").strip(),
        )

    @property
    def messages(self) -> list[str]:
        return [
            str(_("%(field)s: this cannot be taken and was left out.") % {"field": self.fields[name].label})
            for name in self.errors
        ]

    def _days(self) -> tuple[date | None, date | None]:
        period = self.cleaned_data.get("period")
        if period in PERIOD_DAYS:
            return timezone.localdate() - timedelta(days=PERIOD_DAYS[period] - 1), None
        if period == CUSTOM:
            return self.cleaned_data.get("from"), self.cleaned_data.get("to")
        return None, None


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[_within_range],
    )


def _within_range(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(_("Choose days between 2000 and 2100."))


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None

"""What a person may narrow the dashboard by."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cem.accounts.selectors.departments import TreeNode
from insights.domain.period import Period, last_days
from insights.selectors.dashboard import View

DEFAULT_PERIOD = "30d"
CUSTOM = "custom"
PERIOD_DAYS = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}
PERIODS: list[tuple[str, str | Promise]] = [
    ("7d", _("Last 7 days")),
    ("30d", _("Last 30 days")),
    ("90d", _("Last 90 days")),
    ("12m", _("Last 12 months")),
    (CUSTOM, _("From … to …")),
]
LONGEST_DAYS = 3660
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class DashboardFilterForm(forms.Form):
    """Reads the address of the dashboard. Whatever cannot be taken is named in `errors` and left at its default."""

    period = forms.ChoiceField(
        label=_("Period"),
        choices=PERIODS,
        required=False,
        error_messages={"invalid_choice": _("This period is not known. The last 30 days are shown.")},
    )
    survey = forms.ChoiceField(
        label=_("Survey"),
        required=False,
        error_messages={"invalid_choice": _("This survey does not exist. All surveys are shown.")},
    )
    department = forms.ChoiceField(
        label=_("Department"),
        required=False,
        error_messages={"invalid_choice": _("This department does not exist or is not yours to see.")},
    )

    def __init__(
        self,
        data: Any,
        *,
        today: date,
        surveys: Sequence[tuple[UUID, str]],
        nodes: Sequence[TreeNode],
    ) -> None:
        """`surveys` are (id, title), `nodes` the departments that the actor may see, both in the order to be shown."""
        values = {name: data.get(name, "") for name in ("period", "from", "to", "survey", "department")}
        if not values["period"]:
            values["period"] = CUSTOM if values["from"] or values["to"] else DEFAULT_PERIOD
        super().__init__(values)
        self._today, self._nodes = today, tuple(nodes)
        # The names of these fields are words of the language, so that they cannot be class attributes.
        self.fields["from"] = _day_field(_("From"))
        self.fields["to"] = _day_field(_("To"))
        self.fields["survey"].choices = [("", _("All surveys")), *((str(key), title) for key, title in surveys)]
        sees_whole = any(node.parent_id is None for node in nodes)
        everything = _("All departments") if sees_whole else _("All my departments")
        self.fields["department"].choices = [("", everything), *((str(node.id), indented(node)) for node in nodes)]
        self.order_fields(["period", "from", "to", "survey", "department"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if cleaned.get("period") != CUSTOM or not (first and last):
            return cleaned
        if first > last:
            self.add_error("from", _("The first day lies after the last one. The last 30 days are shown."))
        elif (last - first).days >= LONGEST_DAYS:
            self.add_error("from", _("Choose a period of at most ten years. The last 30 days are shown."))
        return cleaned

    @property
    def view(self) -> View:
        """What to show, with the default in place of whatever was refused."""
        self.is_valid()
        department_id = self.cleaned_data.get("department")
        chosen = next((node for node in self._nodes if str(node.id) == department_id), None)
        survey = self.cleaned_data.get("survey")
        return View(
            period=self._period(),
            survey_id=UUID(survey) if survey else None,
            department=chosen,
            nodes=self._nodes,
        )

    @property
    def query(self) -> str:
        """The parameters of an address that shows the same again."""
        self.is_valid()
        names = ["period", "survey", "department"]
        if self.cleaned_data.get("period") == CUSTOM:
            names += ["from", "to"]
        values = {name: self.cleaned_data.get(name) or "" for name in names}
        return urlencode({name: str(value) for name, value in values.items() if value})

    @property
    def messages(self) -> list[str]:
        """Why something of the address was not taken, one sentence each."""
        return list(dict.fromkeys(message for messages in self.errors.values() for message in messages))

    def _period(self) -> Period:
        default = last_days(PERIOD_DAYS[DEFAULT_PERIOD], self._today)
        chosen = self.cleaned_data.get("period")
        if chosen in PERIOD_DAYS:
            return last_days(PERIOD_DAYS[chosen], self._today)
        if chosen != CUSTOM or {"from", "to"} & self.errors.keys():
            return default
        last = self.cleaned_data.get("to") or max(self._today, self.cleaned_data.get("from") or self._today)
        first = self.cleaned_data.get("from") or last_days(PERIOD_DAYS[DEFAULT_PERIOD], last).first
        return Period(first, last) if (last - first).days < LONGEST_DAYS else default


def indented(node: TreeNode) -> str:
    """The name behind wide spaces that show its place in the tree; a select has no other way."""
    return "\u3000" * node.depth + node.name


def _day_field(label: str | Promise) -> forms.DateField:
    field = forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a date such as 2026-07-31. The last 30 days are shown.")},
    )
    field.validators += [_within_range]
    return field


def _within_range(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(_("Choose days between 2000 and 2100. The last 30 days are shown."))

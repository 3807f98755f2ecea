from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.choices import as_uuid, department_choices, survey_choices
from actions.models import AlertRule
from actions.services.rules import DEFAULT_HOURS, DEFAULT_MAXIMUM, RuleInput
from cem.accounts.access import Actor
from cem.accounts.models import Department


class RuleForm(forms.Form):
    """When a ticket is opened, and how fast it must be resolved."""

    name = forms.CharField(label=_("Name"), max_length=80)
    maximum_score = forms.IntegerField(
        label=_("Open a ticket at a score of at most"),
        min_value=0,
        max_value=10,
        initial=DEFAULT_MAXIMUM,
        help_text=_("On the 0-10 scale of recommendation. 6 catches every detractor."),
    )
    hours_to_resolve = forms.IntegerField(
        label=_("Hours to resolve"),
        min_value=1,
        max_value=720,
        initial=DEFAULT_HOURS,
        help_text=_("Counted from the moment the ticket is opened, nights and holidays included."),
    )
    department = forms.TypedChoiceField(
        label=_("Department"),
        coerce=as_uuid,
        empty_value=None,
        required=False,
        help_text=_("Stands for everything below it too."),
    )
    survey = forms.TypedChoiceField(label=_("Survey"), coerce=as_uuid, empty_value=None, required=False)
    is_enabled = forms.BooleanField(label=_("Enabled"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, rule: AlertRule | None = None, **kwargs: Any) -> None:
        if rule is not None:
            kwargs.setdefault("initial", _values(rule))
        super().__init__(*args, **kwargs)
        departments = department_choices(actor)
        if _sees_root(actor):
            departments = [("", _("All departments")), *departments]
        else:
            self.fields["department"].required = True
        self.fields["department"].choices = departments
        self.fields["survey"].choices = [("", _("All surveys")), *_surveys(actor, rule)]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "name",
            Row(Column("maximum_score", css_class="col-sm"), Column("hours_to_resolve", css_class="col-sm")),
            Row(Column("department", css_class="col-sm"), Column("survey", css_class="col-sm")),
            "is_enabled",
        )

    def rule_input(self) -> RuleInput:
        """What the service takes; for a valid form."""
        data = self.cleaned_data
        return RuleInput(
            name=data["name"],
            maximum_score=data["maximum_score"],
            hours_to_resolve=data["hours_to_resolve"],
            survey_id=data["survey"],
            department_id=data["department"],
            is_enabled=data["is_enabled"],
        )


def _values(rule: AlertRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "maximum_score": rule.maximum_score,
        "hours_to_resolve": rule.hours_to_resolve,
        "department": str(rule.department_id or ""),
        "survey": str(rule.survey_id or ""),
        "is_enabled": rule.is_enabled,
    }


def _surveys(actor: Actor, rule: AlertRule | None) -> list[tuple[str, Any]]:
    """The survey of an existing rule stays a choice when it is offered no more, or saving would widen the rule."""
    offered = survey_choices(actor)
    own = str(rule.survey_id) if rule and rule.survey_id else ""
    return offered if not own or own in dict(offered) else [*offered, (own, _("A survey that is no longer offered"))]


def _sees_root(actor: Actor) -> bool:
    if actor.department_ids is None:
        return True
    return Department.objects.filter(parent=None, pk__in=actor.department_ids).exists()

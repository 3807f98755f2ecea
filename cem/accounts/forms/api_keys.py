from datetime import datetime, timedelta

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.accounts.enums import ApiScope
from cem.accounts.forms.base import AdministrationForm


class Lifetime(models.IntegerChoices):
    """Days that a key is good for; 0 is without end."""

    MONTH = 30, _("30 days")
    QUARTER = 90, _("90 days")
    YEAR = 365, _("One year")
    ENDLESS = 0, _("Without end")


class ApiKeyForm(AdministrationForm):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Where it is used, for example: order system, production.")
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What it may do"), coerce=ApiScope, choices=ApiScope.choices, widget=forms.CheckboxSelectMultiple
    )
    lifetime = forms.TypedChoiceField(
        label=_("Good for"), coerce=int, choices=Lifetime.choices, initial=Lifetime.YEAR.value
    )

    def expires_at(self) -> datetime | None:
        """For a valid form: when the key ends, or None."""
        days = self.cleaned_data["lifetime"]
        return timezone.now() + timedelta(days=days) if days else None

"""Who may answer a survey, and when."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cem.refusal import Refusal
from surveys.enums import OncePer
from surveys.models import SurveyAccess
from surveys.services.access import CLOSE_TEXT_LIMIT, MOST_DAYS, AccessInput

# What respondents of our own pages are addressed in; other languages of a survey are set by API.
LANGUAGES = (("zh-hans", _("Chinese")), ("en", _("English")))
_LOCAL = "%Y-%m-%dT%H:%M"


class AccessForm(forms.Form):
    """Times are those of the organisation, which is in force."""

    opens_at = forms.DateTimeField(
        label=_("Opens"),
        required=False,
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        help_text=_("Empty: it is open as soon as it is live."),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"),
        required=False,
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        help_text=_("Empty: until you close it."),
    )
    daily_from = forms.TimeField(
        label=_("Open each day from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    daily_until = forms.TimeField(
        label=_("Open each day until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("An end before the beginning lies on the next morning. Empty: around the clock."),
    )
    response_limit = forms.IntegerField(
        label=_("Most answers"), required=False, min_value=1, max_value=2**31 - 1, help_text=_("Empty: no limit.")
    )
    once_per = forms.ChoiceField(
        label=_("One answer of each"),
        choices=OncePer.choices,
        help_text=_("A device is known by a cookie, an address by a keyed hash; neither is proof."),
    )
    once_days = forms.IntegerField(
        label=_("May answer again after days"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("0: never again."),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=4,
        max_length=100,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty to keep it as it is."),
    )
    without_password = forms.BooleanField(label=_("No password"), required=False)
    is_test_open = forms.BooleanField(
        label=_("Take test answers"),
        required=False,
        help_text=_("By the link with ?test=1. They count in no figure, quota or limit."),
    )

    def __init__(self, access: SurveyAccess, data: Mapping[str, Any] | None = None) -> None:
        names = [name for name in self.base_fields if name not in {"password", "without_password"}]
        initial = {name: getattr(access, name) for name in names}
        super().__init__(data, initial=initial, prefix="access")
        self.access = access
        for language, label in LANGUAGES:
            self.fields[f"close_text_{language}"] = forms.CharField(
                label=_("Text while it is closed (%(language)s)") % {"language": label},
                required=False,
                max_length=CLOSE_TEXT_LIMIT,
                initial=access.close_text.get(language, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        if not access.password:
            del self.fields["without_password"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def rules(self) -> AccessInput:
        """What a valid form asks for; texts in other languages stay as they are."""
        data = self.cleaned_data
        texts = {language: data[f"close_text_{language}"] for language, _label in LANGUAGES}
        return AccessInput(
            password="" if data.get("without_password") else data["password"] or None,
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            daily_from=data["daily_from"],
            daily_until=data["daily_until"],
            time_zone=self.access.time_zone,
            response_limit=data["response_limit"],
            once_per=data["once_per"],
            once_days=data["once_days"] or 0,
            close_text={**self.access.close_text, **texts},
            is_test_open=data["is_test_open"],
        )

    def add_refusal(self, refusal: Refusal) -> None:
        """Say at its fields, or above them, why the rules were refused."""
        named = {name: messages for name, messages in refusal.errors.items() if name in self.fields}
        for name, messages in named.items():
            self.add_error(name, messages)
        if not named:
            self.add_error(None, str(refusal.message))

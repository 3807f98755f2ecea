"""The looks of an organisation on the pages of its respondents."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cem.refusal import Refusal
from surveys.domain.safe_css import LIMIT
from surveys.domain.themes import CHOICES
from surveys.models import BrandKit

_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour is written as # and six digits, for example #1b5e54."))
FONTS = (
    ("", _("As usual")),
    ("serif", pgettext_lazy("font", "With serifs")),
    ("rounded", pgettext_lazy("font", "Rounded")),
)
# What a respondent sees of each choice at once; the rest is for pictures and style.
PICTURES = ("logo", "cover")


def _colour(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"placeholder": "#1b5e54", "maxlength": 7, "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, required=False, validators=[_COLOUR], widget=widget)


class BrandForm(forms.Form):
    logo_file = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPG, WebP or GIF, at most 5 MB."))
    without_logo = forms.BooleanField(label=_("No logo"), required=False)
    cover_file = forms.FileField(
        label=_("Cover picture"), required=False, help_text=_("Stands above the title, three times as wide as high.")
    )
    without_cover = forms.BooleanField(label=_("No cover picture"), required=False)
    colour = _colour(_("Brand colour"), _("Of buttons and of what is chosen; texts on it are kept readable."))
    background = _colour(_("Background"), _("Empty: the usual one. Dark screens get a dark one of their own."))
    text = _colour(_("Text colour"), _("It must reach a contrast of 4.5 on the background."))
    font = forms.ChoiceField(label=_("Typeface"), choices=FONTS, required=False)
    font_size = forms.IntegerField(
        label=_("Text size"), required=False, min_value=14, max_value=24, help_text=_("14 to 24, usually 17.")
    )
    corner = forms.IntegerField(
        label=_("Corners"), required=False, min_value=0, max_value=24, help_text=_("0 for sharp ones, up to 24.")
    )
    css = forms.CharField(
        label=_("Own style (CSS)"),
        required=False,
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("Colours, type, edges and distances. Nothing that hides, moves or loads something."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, kit: BrandKit, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={**kit.theme, "revision": kit.revision})
        self.kit = kit
        for name in PICTURES:
            if not kit.theme.get(name):
                del self.fields[f"without_{name}"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def theme(self, pictures: Mapping[str, str]) -> dict[str, Any]:
        """What a valid form asks for; `pictures` are the ids of those that came with it, by choice."""
        data = self.cleaned_data
        found = {name: data[name] for name in CHOICES if name in data and data[name] not in (None, "")}
        for name in PICTURES:
            kept = "" if data.get(f"without_{name}") else self.kit.theme.get(name, "")
            found |= {name: chosen} if (chosen := pictures.get(name) or kept) else {}
        return found

    def add_refusal(self, refusal: Refusal) -> None:
        """Say at its fields, or above them, why it was refused."""
        named = {name: told for name, told in refusal.errors.items() if name in self.fields}
        for name, told in named.items():
            self.add_error(name, [problem["message"] for problem in told])
        if not named:
            self.add_error(None, str(refusal.message))

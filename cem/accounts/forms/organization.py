from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from cem.accounts.forms.base import AdministrationForm

USUAL = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "UTC")


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The usual zones first, then all that belong to a place, by continent."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        continent, _slash, place = zone.partition("/")
        if place and continent not in {"Etc", "SystemV", "US"}:
            groups.setdefault(continent, []).append((zone, place.replace("_", " ")))
    return [(_("Usual"), [(zone, zone) for zone in USUAL]), *groups.items()]


class OrganizationForm(AdministrationForm):
    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("Times are shown in it, and days begin and end by it.")
    )
    minimum_n = forms.IntegerField(
        label=_("Smallest number of answers"),
        min_value=1,
        max_value=100,
        help_text=_(
            "Figures of departments and staff that rest on fewer answers are not shown: they would be noise, and "
            "could point at one customer."
        ),
    )

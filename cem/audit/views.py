from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.audit.selectors import SYSTEM, AuditFilter, actor_choices, audit_page
from cem.audit.words import ACTIONS, action_label, change_lines


class AuditFilterForm(forms.Form):
    """The filter of the log. A value that cannot be is left out, not refused: addresses are shared and edited."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    actor = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].choices = [("", _("Everybody")), *actors, (SYSTEM, _("The system"))]
        groups = [(group, list(actions.items())) for group, actions in ACTIONS.items()]
        self.fields["action"].choices = [("", _("Everything")), *groups]
        for field in self.fields.values():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css


class PlaceForm(forms.Form):
    before = forms.UUIDField(required=False)
    after = forms.UUIDField(required=False)


@require_safe
@requires(policies.VIEW_AUDIT)
def entry_list(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET, actors=actor_choices(request.actor))
    form.is_valid()
    values = form.cleaned_data
    wanted = AuditFilter(
        text=values.get("q", ""),
        actor=values.get("actor", ""),
        action=values.get("action", ""),
        since=values.get("since"),
        until=values.get("until"),
    )
    place = PlaceForm(request.GET)
    place.is_valid()
    page = audit_page(
        request.actor, wanted, before=place.cleaned_data.get("before"), after=place.cleaned_data.get("after")
    )
    rows = [
        {"entry": entry, "words": action_label(entry.action), "changes": change_lines(entry.changes)}
        for entry in page.entries
    ]
    here = reverse("audit:list", args=[request.organization.slug])
    context = {
        "form": form,
        "rows": rows,
        "here": here,
        "filtered": wanted != AuditFilter(),
        "newer_url": _address(request, here, "after", page.newer),
        "older_url": _address(request, here, "before", page.older),
    }
    return render(request, "audit/list.html", context)


def _address(request: HttpRequest, here: str, name: str, place: Any) -> str:
    """The page beyond an entry, with the filter kept; empty at the end of the log."""
    if place is None:
        return ""
    query = request.GET.copy()
    for used in ("before", "after"):
        query.pop(used, None)
    query[name] = str(place)
    return f"{here}?{query.urlencode()}"

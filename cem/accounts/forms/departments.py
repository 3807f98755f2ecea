from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cem.accounts.enums import DepartmentKind
from cem.accounts.forms.base import AdministrationForm, department_choices
from cem.accounts.models import Department
from cem.accounts.selectors.departments import subtree_ids


class DepartmentForm(AdministrationForm):
    """A department: new below another, or as it is."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.TypedChoiceField(
        label=_("Kind"), coerce=DepartmentKind, choices=DepartmentKind.choices, initial=DepartmentKind.STORE
    )
    code = forms.CharField(
        label=_("Department code"),
        max_length=40,
        required=False,
        help_text=_("Your own number of it. Imported feedback finds its department by this code."),
    )
    parent = forms.TypedChoiceField(label=_("Belongs to"), coerce=UUID, empty_value=None)

    def __init__(self, *args: Any, department: Department | None = None, **kwargs: Any) -> None:
        if department is not None:
            kwargs["initial"] = {
                "name": department.name,
                "kind": department.kind,
                "code": department.code,
                "parent": str(department.parent_id),
            }
        super().__init__(*args, **kwargs)
        if department is not None and department.parent_id is None:
            del self.fields["parent"]
        else:
            below = subtree_ids(department.pk) if department else frozenset()
            self.fields["parent"].choices = department_choices(without=below)

"""Choosing the department that gets a link of its own."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cem.accounts.selectors.departments import TreeNode


class CollectorForm(forms.Form):
    department = forms.ChoiceField(label=_("Department"))

    def __init__(self, departments: list[TreeNode], data: Any = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        choices = [(str(node.id), node.label) for node in departments]
        self.fields["department"].choices = [("", _("Choose a department")), *choices]

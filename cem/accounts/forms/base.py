"""What the forms of administration share."""

from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cem.accounts.access import Actor
from cem.accounts.enums import Role
from cem.accounts.policies import MANAGE_OWNERS
from cem.accounts.selectors.departments import department_tree
from cem.refusal import Refusal

INDENT = "\u3000"
# More boxes than this are easier to choose from in a list that scrolls.
MOST_BOXES = 30


class AdministrationForm(forms.Form):
    """The page brings the form element and its buttons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def add_refusal(self, refusal: Refusal) -> None:
        """Say at its fields, or above them, why a service refused."""
        named = {name: messages for name, messages in refusal.errors.items() if name in self.fields}
        for name, messages in named.items():
            self.add_error(name, messages)
        if not named:
            self.add_error(None, str(refusal.message))


def role_choices(actor: Actor) -> list[tuple[str, Any]]:
    """The roles that the actor may give."""
    return [(role.value, role.label) for role in Role if role != Role.OWNER or MANAGE_OWNERS.allows(actor)]


def department_choices(*, without: frozenset[UUID] = frozenset()) -> list[tuple[str, str]]:
    """The tree of the organisation, indented, as choices."""
    nodes = [node for node in department_tree() if node.id not in without]
    return [(str(node.id), f"{INDENT * node.depth}{node.name}") for node in nodes]


def several_departments() -> forms.TypedMultipleChoiceField:
    """A field for one or more departments; to be made when the organisation is in force."""
    choices = department_choices()
    few = len(choices) <= MOST_BOXES
    return forms.TypedMultipleChoiceField(
        label=_("Departments"),
        coerce=UUID,
        choices=choices,
        widget=forms.CheckboxSelectMultiple if few else forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("A member sees these departments and everything below them."),
    )

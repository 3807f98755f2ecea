from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from cem.accounts.access import Actor
from cem.accounts.enums import Role
from cem.accounts.forms.base import AdministrationForm, department_choices, role_choices, several_departments
from cem.accounts.models import Invitation, Membership, User
from cem.accounts.selectors.members import department_ids_of

ROLE_HELP = _(
    "Owners and administrators run the organisation and see all departments. CX managers build surveys and steer "
    "follow-up, analysts read and import, executives read, frontline staff work on their tickets."
)


class MemberForm(AdministrationForm):
    """Role and departments of a member."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, help_text=ROLE_HELP)

    def __init__(self, *args: Any, actor: Actor, membership: Membership, **kwargs: Any) -> None:
        departments = [str(pk) for pk in department_ids_of(membership)]
        super().__init__(*args, initial={"role": membership.role, "departments": departments}, **kwargs)
        # An administrator who opens an owner's page sees the role as it is; the service refuses the change.
        own = [(membership.role, membership.get_role_display())]
        choices = role_choices(actor)
        self.fields["role"].choices = choices if own[0] in choices else own + choices
        self.fields["departments"] = several_departments()


class InvitationForm(AdministrationForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, initial=Role.CX_MANAGER, help_text=ROLE_HELP)
    department = forms.TypedChoiceField(
        label=_("Department"),
        coerce=UUID,
        help_text=_("The member sees this department and everything below it. You can add more later."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(actor)
        self.fields["department"].choices = department_choices()


class NewPersonForm(AdministrationForm):
    """What an invited person without an account is asked."""

    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        person = User(email=self.invitation.email, name=values.get("name", ""))
        if values.get("password"):
            try:
                password_validation.validate_password(values["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values

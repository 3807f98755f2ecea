from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cem.accounts.models import User
from cem.accounts.services.organizations import create_organization


class OrganizationSignupForm(forms.Form):
    """What sign-up asks beside address and password; it opens the organisation of the new user."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    organization_name = forms.CharField(label=_("Organisation"), max_length=120)

    field_order = ["organization_name", "name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> Any:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        create_organization(name=self.cleaned_data["organization_name"], owner=user)

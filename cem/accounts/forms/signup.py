from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cem.accounts.models import User
from cem.accounts.services.organizations import create_organization


class OrganizationSignupForm(SignupForm):
    """Sign-up opens an account and the organisation it owns: both are there afterwards, or neither is."""

    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organization_name = forms.CharField(
        label=_("Organisation"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )

    field_order = ["organization_name", "name", "email", "password1"]

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        return user

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        create_organization(name=self.cleaned_data["organization_name"], owner=user)

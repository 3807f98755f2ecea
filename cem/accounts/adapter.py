from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by allauth, with the addresses and the audit that the product needs."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return self.get_signup_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        from django.shortcuts import resolve_url  # resolved at call time, after the URLs are loaded

        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users have no user name: the e-mail address is the only one."""

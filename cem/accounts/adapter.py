"""What the product asks of allauth beside its settings."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """RequestContextMiddleware has put the client's own address here, behind any number of proxies."""
        return request.META.get("REMOTE_ADDR", "") or "0.0.0.0"  # noqa: S104  # a Unix socket has no address

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users have no user name: the e-mail address is the only one."""


class MfaAdapter(DefaultMFAAdapter):
    """Second-factor secrets are encrypted at rest: a stolen database signs nobody in."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(f"cem.accounts.mfa:{settings.DATA_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))

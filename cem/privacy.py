"""Personal data at rest: encrypted for one organisation, masked on the screen."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"cem.privacy.v1:"


class UnreadableError(ValueError):
    """The text was not encrypted by this installation for this organisation, or it was altered."""


def encrypt(values: Mapping[str, Any], *, organization_id: UUID) -> str:
    """Encrypt a small mapping of JSON values. The result differs each time and fits into a text column."""
    plain = json.dumps(dict(values), ensure_ascii=False).encode()
    return _cipher(settings.DATA_KEY, organization_id).encrypt(plain).decode()


def decrypt(ciphertext: str, *, organization_id: UUID) -> dict[str, Any]:
    """The mapping that was encrypted for this organisation; raises UnreadableError for anything else."""
    try:
        plain = _cipher(settings.DATA_KEY, organization_id).decrypt(ciphertext.encode())
    except (InvalidToken, UnicodeEncodeError):
        raise UnreadableError("not encrypted for this organisation") from None
    values: dict[str, Any] = json.loads(plain)
    return values


def mask_phone(phone: str) -> str:
    """138****5678: the first three and last four digits of a long number, the last two of a short one."""
    if len(phone) >= 10:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}" if len(phone) > 4 else "****"


def mask_name(name: str) -> str:
    """王**: the first character."""
    return f"{name[0]}**" if name else ""


@lru_cache(maxsize=1024)
def _cipher(data_key: str, organization_id: UUID) -> Fernet:
    """A key of its own for each organisation, so that a ciphertext moved to another one cannot be read there."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE + organization_id.bytes)
    return Fernet(urlsafe_b64encode(derivation.derive(data_key.encode())))

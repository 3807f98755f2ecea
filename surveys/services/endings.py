"""What an ending gives along: a coupon of one's own, and an address whose parameters are vouched for."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings

from cem.tenancy.context import require_organization_id

COUPON_LENGTH = 8
SIGNATURE = "signature"
_PURPOSE = b"surveys.endings.v1"
# Letters and digits that are not taken for each other: no 0 O 1 I.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PLAINER = str.maketrans(_STANDARD, _ALPHABET)


def coupon_code(response_id: UUID, prefix: str = "") -> str:
    """The code of one response, always the same: who can see the response can make it again and compare.

    40 bits, so that nobody guesses one.
    """
    digest = hmac.new(_key("coupon"), response_id.bytes, hashlib.sha256).digest()[:5]
    code = base64.b32encode(digest).decode().translate(_PLAINER)
    return f"{prefix}-{code}" if prefix else code


def signing_key() -> str:
    """What the organisation checks the signatures of its redirects with: 64 hexadecimal digits, the same for ever."""
    return _key("redirect").hex()


def signed_address(url: str, params: Mapping[str, str], *, is_signed: bool = False) -> str:
    """The address with the parameters added to its own.

    With `is_signed`, `signature` comes last: the HMAC-SHA256 in hexadecimal, with `signing_key()` taken as text, over
    the added parameters sorted by name and written "name=value", percent-encoded (RFC 3986), joined by "&".
    docs/surveys/page.md says how it is checked.
    """
    pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(params.items())]
    if is_signed:
        digest = hmac.new(signing_key().encode(), "&".join(pairs).encode(), hashlib.sha256).hexdigest()
        pairs.append(f"{SIGNATURE}={digest}")
    if not pairs:
        return url
    parts = urlsplit(url)
    query = "&".join([parts.query, *pairs] if parts.query else pairs)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def _key(use: str) -> bytes:
    return _derived(settings.DATA_KEY, use, require_organization_id())


@lru_cache(maxsize=1024)
def _derived(secret: str, use: str, organization_id: UUID) -> bytes:
    return hmac.new(secret.encode(), _PURPOSE + f":{use}:{organization_id}".encode(), hashlib.sha256).digest()

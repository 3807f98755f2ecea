"""The key of one visit to a survey: made by the server when the page is opened, given back with every answer.

    base64url(12 random bytes + 4 bytes start in seconds since 1970 + 8 bytes of an HMAC-SHA256)   32 characters

In a survey with experiments the last 4 of the random bytes are the turn: how many opened the survey before. The
signature covers the token of the link, so that a key of one survey says nothing at another one. A partner that
calls the API may send a key of its own; it is taken and marked as unsigned, for its start is not known.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

RANDOM_BYTES = 12
TURN_BYTES = 4
SECOND_BYTES = 4
SIGNATURE_BYTES = 8
KEY_LENGTH = 32

_SIGNED = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class PageKey:
    """`started` is in seconds since 1970, None where nobody vouches for it; `turn` means something only where the
    survey had experiments when the key was made."""

    text: str
    started: int | None
    turn: int | None = None

    @property
    def is_signed(self) -> bool:
        return self.started is not None

    @property
    def seed(self) -> str:
        """16 hexadecimal digits; everything that is drawn for this respondent follows from them."""
        return seed_of(self.text)


def seed_of(key: str) -> str:
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:16]


def make_key(secret: bytes, *, token: str, random: bytes, second: int, turn: int | None = None) -> str:
    """A key for a visit that starts now. `random` is 12 bytes nobody can guess."""
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a key needs {RANDOM_BYTES} random bytes")
    if turn is not None:
        random = random[:-TURN_BYTES] + (turn % 2 ** (8 * TURN_BYTES)).to_bytes(TURN_BYTES, "big")
    body = random + second.to_bytes(SECOND_BYTES, "big")
    return urlsafe_b64encode(body + _signature(secret, token, body)).decode()


def read_key(secret: bytes, *, token: str, text: str, now: int) -> PageKey:
    """The key with its start, where it was made for this link by this installation and not in the future."""
    if not _SIGNED.fullmatch(text):
        return PageKey(text, None)
    raw = urlsafe_b64decode(text)
    body, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    started = int.from_bytes(body[RANDOM_BYTES:], "big")
    is_ours = hmac.compare_digest(signature, _signature(secret, token, body)) and started <= now
    if not is_ours:
        return PageKey(text, None)
    return PageKey(text, started, int.from_bytes(body[RANDOM_BYTES - TURN_BYTES : RANDOM_BYTES], "big"))


def _signature(secret: bytes, token: str, body: bytes) -> bytes:
    return hmac.new(secret, body + token.encode(), hashlib.sha256).digest()[:SIGNATURE_BYTES]

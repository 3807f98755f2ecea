"""Takes ways to reach a person out of free text that leaves the protected pages."""

import re
from typing import Final

MASK: Final = "***"

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Seven digits or more in a row, as of phone and identity card numbers, also when grouped by spaces, dots or hyphens.
_LONG_NUMBER: Final = re.compile(r"\+?\d(?:[ .-]?\d){6,}[xX]?", re.ASCII)
_HANDLE: Final = re.compile(
    r"((?:微信|vx|wechat|QQ)(?:号|id)?\s*(?:是|为|[:：])?\s*)[A-Za-z0-9_-]{5,}", re.IGNORECASE | re.ASCII
)


def mask_contacts(text: str) -> str:
    """The text with e-mail addresses, chat accounts and numbers of seven digits or more replaced by `***`."""
    return _LONG_NUMBER.sub(MASK, _HANDLE.sub(rf"\1{MASK}", _EMAIL.sub(MASK, text)))

"""What the `code` of a problem means. Codes never change their meaning; new ones may come."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Code:
    """`meaning` says what has happened, and what helps."""

    status: int
    meaning: str | Promise


CODES = {
    "bad_request": Code(400, _("The request could not be understood: not in UTF-8, or with a NUL in its address.")),
    "csrf_failed": Code(
        403, _("A call with a browser session changes something and lacks the X-CSRFToken header. Programs use a key.")
    ),
    "forbidden": Code(403, _("The key lacks the scope that the call needs, or the member's role does not allow it.")),
    "idempotency_key_invalid": Code(400, _("The Idempotency-Key header holds more than visible ASCII characters.")),
    "idempotency_key_reused": Code(
        409, _("The Idempotency-Key came with another request before. Take a new key for each new write.")
    ),
    "idempotency_key_too_long": Code(400, _("The Idempotency-Key has more than 120 characters.")),
    "invalid": Code(400, _("Values of the query or body cannot be taken. “errors” tells by field what to mend.")),
    "method_not_allowed": Code(405, _("The address does not know this method. The Allow header names those it knows.")),
    "not_authenticated": Code(
        401, _("There is no key, or one that is wrong, revoked or expired. Send it as Authorization: Bearer cem_….")
    ),
    "not_found": Code(404, _("There is no such address or object, or it is not one that the key or member may see.")),
    "parse_error": Code(
        400, _("The body is no JSON that can be stored: broken, nested too deeply, NaN, NUL or half a character.")
    ),
    "server_error": Code(500, _("Something went wrong on our side and nothing was changed. Trying again may help.")),
    "throttled": Code(429, _("Too many calls. Wait as many seconds as the Retry-After header says.")),
    "too_large": Code(413, _("The body is larger than the call takes. Send it in parts.")),
    "unsupported_media_type": Code(415, _("The body must be sent as Content-Type: application/json.")),
}

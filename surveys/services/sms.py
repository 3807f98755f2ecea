"""Who carries short messages: `CEM_SMS` names the carrier. Without one, surveys that need it are not published.

    file                                                     each message becomes a file in var/sms
    aliyun://KEY_ID:KEY_SECRET@?sign=SIGN&template=SMS_1     Alibaba Cloud SMS; the template has ${code}
    webhook+https://:SECRET@host/path                        a gateway of one's own, asked with a signature

Characters of a secret that have a meaning in addresses are written as %XX.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS = 5
_ANSWER_BYTES = 64 * 1024
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class SmsNotSentError(Exception):
    """The carrier has not taken the message; the text says why in a word, without number, code or secret."""


class SmsSender(Protocol):
    def send(self, *, number: str, code: str, text: str) -> None:
        """Send a code. `number` is as it is dialled in China, with + for other countries; `text` says the code in the
        respondent's language, for carriers that take whole texts. Raises SmsNotSentError."""


class FileSender:
    """For developers, as mails without a mail server: one file for each message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, *, number: str, code: str, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.txt"
        (self._folder / name).write_text(f"To: {number}\n\n{text}\n", encoding="utf-8")


class AliyunSender:
    """SendSms of Alibaba Cloud, version 2017-05-25, signed with HMAC-SHA1 (signature version 1.0).

    Sign and template are approved by the service beforehand; messages to other countries need a template of their own.
    """

    address = "https://dysmsapi.aliyuncs.com/"

    def __init__(self, *, key_id: str, secret: str, sign: str, template: str, address: str = "") -> None:
        self._key_id, self._secret, self._sign, self._template = key_id, secret, sign, template
        self._address = address or self.address

    def send(self, *, number: str, code: str, text: str) -> None:
        fields = {
            "AccessKeyId": self._key_id,
            "Action": "SendSms",
            "Format": "JSON",
            # Without + and leading zeros; a mainland number needs no country code.
            "PhoneNumbers": number.removeprefix("+"),
            "RegionId": "cn-hangzhou",
            "SignName": self._sign,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": secrets.token_hex(16),
            "SignatureVersion": "1.0",
            "TemplateCode": self._template,
            "TemplateParam": json.dumps({"code": code}),
            "Timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "Version": "2017-05-25",
        }
        fields["Signature"] = aliyun_signature(fields, self._secret, method="POST")
        found = _post(self._address, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        try:
            answer: Any = json.loads(found)
        except ValueError:
            raise SmsNotSentError("unreadable answer") from None
        outcome = answer.get("Code") if isinstance(answer, dict) else None
        if outcome != "OK":
            raise SmsNotSentError(_word(outcome))


class WebhookSender:
    """A gateway of the operator's own: POST of {"number", "code", "text"} as JSON. Any 2xx means that it was taken.

    `Cem-Timestamp` holds the second of sending, `Cem-Signature` the hexadecimal HMAC-SHA256 of "TIMESTAMP.BODY".
    """

    def __init__(self, *, address: str, secret: str) -> None:
        self._address, self._secret = address, secret

    def send(self, *, number: str, code: str, text: str) -> None:
        body = json.dumps({"number": number, "code": code, "text": text}, ensure_ascii=False).encode()
        second = str(int(time.time()))
        signature = hmac.new(self._secret.encode(), second.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "Cem-Timestamp": second, "Cem-Signature": signature}
        _post(self._address, body, headers)


def sms_sender() -> SmsSender | None:
    """The carrier of this installation; None without one. Raises ValueError for a CEM_SMS that makes no sense."""
    return _sender(settings.SMS, str(settings.SMS_FOLDER))


@lru_cache(maxsize=4)
def _sender(address: str, folder: str) -> SmsSender | None:
    if not address:
        return None
    if address == "file":
        return FileSender(Path(folder))
    parts = urlsplit(address)
    if parts.scheme == "aliyun":
        return _aliyun(parts)
    if parts.scheme == "webhook+https" or (parts.scheme == "webhook+http" and parts.hostname in _HERE):
        return _webhook(parts)
    raise ValueError("CEM_SMS is file, aliyun://... or webhook+https://...")


def _aliyun(parts: SplitResult) -> AliyunSender:
    given = dict(parse_qsl(parts.query))
    key_id, secret = unquote(parts.username or ""), unquote(parts.password or "")
    if not (key_id and secret and given.get("sign") and given.get("template")):
        raise ValueError("CEM_SMS=aliyun://... needs the id and secret of a key, sign and template")
    return AliyunSender(key_id=key_id, secret=secret, sign=given["sign"], template=given["template"])


def _webhook(parts: SplitResult) -> WebhookSender:
    if not parts.hostname or not parts.password:
        raise ValueError("CEM_SMS=webhook+https://... needs a host and a secret")
    place = parts.netloc.rpartition("@")[2]
    address = urlunsplit((parts.scheme.removeprefix("webhook+"), place, parts.path or "/", parts.query, ""))
    return WebhookSender(address=address, secret=unquote(parts.password))


def aliyun_signature(fields: Mapping[str, str], secret: str, *, method: str) -> str:
    """The signature of a call of Alibaba Cloud's RPC interfaces: over method, path and the fields in their order."""
    query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(fields.items()))
    signed = f"{method}&{_encoded('/')}&{_encoded(query)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="~")


class _NoRedirect(HTTPRedirectHandler):
    """A carrier that moves is no carrier: what would arrive at the new place is a GET without the message."""

    def redirect_request(self, *_given: Any) -> None:
        return None


def _post(address: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The body of a 2xx answer, or of a refusal that explains itself in JSON."""
    request = Request(address, body, dict(headers))  # noqa: S310  # the operator's address
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            return bytes(answer.read(_ANSWER_BYTES))
    except HTTPError as refusal:
        raise SmsNotSentError(_reason(refusal)) from None
    except (OSError, HTTPException) as error:
        raise SmsNotSentError(type(error).__name__) from None


def _reason(refusal: HTTPError) -> str:
    try:
        with refusal:
            answer = json.loads(refusal.read(_ANSWER_BYTES))
    except (ValueError, OSError, HTTPException):
        answer = None
    return f"{refusal.code} {_word(answer.get('Code') if isinstance(answer, dict) else None)}"


def _word(code: Any) -> str:
    """A code of the carrier as a log may have it."""
    return code[:60] if isinstance(code, str) and code.replace(".", "").replace("_", "").isalnum() else "refused"

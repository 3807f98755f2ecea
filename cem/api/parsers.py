"""Reads JSON bodies: nothing that cannot be kept or written again comes in."""

import json
import math
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from cem.storable import NUL, SURROGATES

BODY_LIMIT = 2 * 1024 * 1024
DEPTH_LIMIT = 64


class TooLargeError(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("The body of the request is too large.")


class JsonParser(BaseParser):
    """JSON as RFC 8259 has it, in UTF-8. The view's `body_limit` says how many bytes are read.

    Refused with 400: what is no JSON, NaN and numbers beyond the range of a double, more than 64 levels, and strings
    with a NUL or half of a surrogate pair.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: dict[str, Any] | None = None
    ) -> Any:
        limit = getattr((parser_context or {}).get("view"), "body_limit", BODY_LIMIT)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLargeError(_("The body of the request has more than %(limit)s kB.") % {"limit": limit // 1024})
        try:
            data = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite)
        except RecursionError:
            raise _too_deep() from None
        except ValueError as error:
            raise ParseError(_("The body is no valid JSON: %(error)s") % {"error": _ascii(error)}) from None
        return self.checked(data, DEPTH_LIMIT)

    def checked(self, value: Any, levels: int) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if not isinstance(value, dict | list):
            return value
        if levels == 0:
            raise _too_deep()
        if isinstance(value, list):
            return [self.checked(item, levels - 1) for item in value]
        return {self.text(name): self.checked(item, levels - 1) for name, item in value.items()}

    def text(self, value: str) -> str:
        if NUL in value:
            raise ParseError(_("The body holds a NUL character, which cannot be stored."))
        return self.without_surrogates(value) if SURROGATES.search(value) else value

    def without_surrogates(self, value: str) -> str:
        raise ParseError(_("The body holds half of a surrogate pair, which is no character."))


class RespondentParser(JsonParser):
    """Drops halves of surrogate pairs: a page that cuts a text after so many units may cut an emoji in two."""

    def without_surrogates(self, value: str) -> str:
        return SURROGATES.sub("", value)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large a number")
    return number


def _ascii(error: ValueError) -> str:
    return str(error).encode("ascii", "backslashreplace").decode()[:200]


def _too_deep() -> ParseError:
    return ParseError(_("The body is nested too deeply."))

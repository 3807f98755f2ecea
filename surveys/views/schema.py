"""The JSON Schema of surveys, open to everybody: editors and programs of partners read it by its address."""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from surveys.domain.definition import SCHEMA_PATH, survey_schema

KEPT_SECONDS = 3600


@cache
def _file() -> tuple[bytes, str]:
    """The file and its tag."""
    address = settings.BASE_URL.rstrip("/") + SCHEMA_PATH
    body = json.dumps(survey_schema(address), ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=lambda request: _file()[1])
def survey_schema_file(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_file()[0], content_type="application/schema+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response

"""The OpenAPI document as schemathesis reads it, to call the product through its WSGI door."""

from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from drf_spectacular.settings import spectacular_settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]


def operations() -> list[schemathesis.APIOperation]:
    document = spectacular_settings.DEFAULT_GENERATOR_CLASS().get_schema(request=None, public=True)
    loaded = schemathesis.openapi.from_dict(document)
    loaded.app = WSGIHandler()
    return [result.ok() for result in loaded.get_all_operations()]


def path_ids(operation: schemathesis.APIOperation, ids: dict[str, Any]) -> dict[str, str]:
    """The parameters of the operation's path, filled with these ids."""
    return {parameter.name: str(ids[parameter.name]) for parameter in operation.path_parameters}

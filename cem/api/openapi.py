"""How drf-spectacular describes the API: summaries from docstrings, scopes from rules, and what all calls share."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc

from cem.api.errors import CONTENT_TYPE, TITLES
from cem.api.idempotency import HEADER, KEY_LIMIT

SCOPE = "x-scope"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer: an API key is asked for."}},
    429: {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds to wait."}},
}
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "maxLength": KEY_LIMIT, "pattern": "^[!-~]*$"},
    "description": "Of your choice, one for each write. A repeat with the same key and body gets the first answer.",
}


class ActorScheme(OpenApiAuthenticationExtension):
    target_class = "cem.api.authentication.ActorAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API key of the organisation (cem_...)."}


class ApiSchema(AutoSchema):
    """The first sentence of a method's docstring is its summary, the rest its description."""

    def get_summary(self) -> str | None:
        return self._sentences()[0] or None

    def get_description(self) -> str:
        scope = self._scope()
        needed = f"Needs the scope `{scope}`." if scope else ""
        return "\n\n".join(part for part in (self._sentences()[1], needed) if part)

    def get_extensions(self) -> dict[str, Any]:
        scope = self._scope()
        return {SCOPE: scope} if scope else {}

    def _sentences(self) -> tuple[str, str]:
        method = getattr(self.view, self.method.lower(), None)
        # Not the base class's docstring, which getdoc() would fall back to.
        text = get_doc(method) or (get_doc(type(self.view)) if type(self.view).__dict__.get("__doc__") else "")
        first, _dot, rest = " ".join(text.split()).partition(". ")
        return first.rstrip("."), rest

    def _scope(self) -> str:
        rule = getattr(self.view, "rules", {}).get(self.method)
        return rule.scope.value if rule and rule.scope else ""


def describe_shared(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001
    """Post-processing hook: the refusals that every operation has, and the header of repeatable writes.

    Each refusal is one component, so that the document says it once.
    """
    used: set[int] = set()
    for path, method, operation in _operations(result):
        responses = operation["responses"]
        statuses = {int(status) for status, answer in responses.items() if CONTENT_TYPE in answer.get("content", {})}
        statuses |= set(_shared(path, method, operation))
        for status in statuses:
            responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        operation["responses"] = dict(sorted(responses.items()))
        used |= statuses
        if method == "post" and operation.get("security"):
            operation.setdefault("parameters", []).append(KEY_PARAMETER)
        for status, answer in responses.items():
            if "description" in answer and not answer["description"]:
                answer["description"] = {"200": "Done.", "201": "Made."}.get(status, "")
    result["components"]["responses"] = {f"Problem{status}": _problem(status) for status in sorted(used)}
    return result


def _operations(result: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in result["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _shared(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    yield from (400, 429)
    if operation.get("security"):
        yield from (401, 403)
        if method == "post":
            yield 409
    else:
        # An empty list says that the call is open; without one the document's default would be meant.
        operation["security"] = []
    if "{" in path:
        yield 404
    if method != "get":
        yield from (413, 415)


def _problem(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": TITLES[status], "content": {CONTENT_TYPE: {"schema": PROBLEM}}}
    if status in HEADERS:
        answer["headers"] = HEADERS[status]
    return answer

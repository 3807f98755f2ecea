"""What partners read: the document of the API, a page to try it on, and the list of codes."""

from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.settings import spectacular_settings

from cem.api.codes import Code
from cem.api.errors import TITLES


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, in YAML; in JSON with `?format=json` or where Accept asks for it."""
    wanted = request.GET.get("format", "")
    is_json = wanted == "json" or (not wanted and "json" in request.headers.get("Accept", ""))
    content_type = "application/json" if is_json else "application/yaml"
    response = HttpResponse(_document(is_json=is_json), content_type=content_type)
    response.headers["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html")


@require_safe
def errors(request: HttpRequest, codes: Mapping[str, Code]) -> HttpResponse:
    """The address that the `type` of a problem names; each code is an anchor."""
    rows = sorted((code.status, name, TITLES[code.status], code.meaning) for name, code in codes.items())
    return render(request, "api/errors.html", {"rows": rows})


@lru_cache(maxsize=2)
def _document(*, is_json: bool) -> bytes:
    """Made once in the life of a process: it changes with the code only."""
    with translation.override("en"):
        found = spectacular_settings.DEFAULT_GENERATOR_CLASS().get_schema(request=None, public=True)
    renderer = OpenApiJsonRenderer() if is_json else OpenApiYamlRenderer()
    return renderer.render(found, renderer_context={})

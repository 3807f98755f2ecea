"""The stylesheet of a theme, by an address that changes with it, so that it may be kept for ever."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from surveys.domain.themes import merged, theme_css
from surveys.selectors.doors import Door
from surveys.views.doorway import entered
from surveys.views.images import image_address

FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class ThemeLinks:
    """What a page takes of a theme: the address of its stylesheet ("" for none), and its pictures."""

    address: str = ""
    logo: str = ""
    cover: str = ""


def theme_links(door: Door) -> ThemeLinks:
    theme = theme_of(door)
    css = _css(_written(theme))
    address = reverse("respondent:theme", args=[door.token, _mark(css)]) if css else ""
    return ThemeLinks(
        address, image_address(theme.get("logo") or "", door.token), image_address(theme.get("cover") or "", door.token)
    )


def theme_of(door: Door) -> dict[str, Any]:
    """The brand kit of the organisation under the theme of the survey."""
    return merged(door.brand, door.definition.theme)


@require_safe
def stylesheet(request: HttpRequest, token: str, mark: str) -> HttpResponse:
    with entered(token) as door:
        css = _css(_written(theme_of(door)))
    if not css:
        raise Http404
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    # An address of before the last change still gets the looks of today, which must not be kept under it.
    response["Cache-Control"] = FOR_EVER if mark == _mark(css) else "no-store"
    return response


def _written(theme: Mapping[str, Any]) -> str:
    return json.dumps(theme, sort_keys=True)


@lru_cache(maxsize=512)
def _css(theme: str) -> str:
    return theme_css(json.loads(theme))


def _mark(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:16]

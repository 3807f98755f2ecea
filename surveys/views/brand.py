"""The brand kit: how the pages of an organisation's respondents look."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cem.accounts.access import requires
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.definition import read_definition
from surveys.domain.themes import CHOICES, check_theme, merged, theme_css
from surveys.forms.brand import PICTURES, BrandForm
from surveys.models import BrandKit
from surveys.selectors.brand import brand_detail
from surveys.selectors.templates import template_detail
from surveys.services.brand import edit_brand, has_sound_kinds
from surveys.services.endings import signing_key
from surveys.services.pictures import store_picture
from surveys.views.images import member_image_address
from surveys.views.presentation import show_definition

SAMPLE = "nps"
_LONGEST = 8000


@requires(policies.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    kit = brand_detail()
    if request.method != "POST":
        return _show(request, kit, BrandForm(kit))
    form = BrandForm(kit, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, kit, form, status=422)
    try:
        pictures = _pictures(request)
        edit_brand(actor=request.actor, theme=form.theme(pictures), revision=form.cleaned_data["revision"])
    except Refusal as refusal:
        form.add_refusal(refusal)
        return _show(request, kit, form, status=refusal.status)
    messages.success(request, _("Saved. Pages that are opened from now on look like this."))
    return redirect("surveys:brand", request.organization.slug)


@requires(policies.VIEW)
@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The looks in force, or with `theme` those of a survey or of a form that is not saved yet."""
    theme = merged(brand_detail().theme, _given(request.GET.get("theme", "")))
    response = HttpResponse(theme_css(theme), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _given(text: str) -> dict[str, Any]:
    """A theme out of an address; one that cannot be taken is none."""
    try:
        theme = json.loads(text) if 0 < len(text) <= _LONGEST else {}
        chosen = {name: theme[name] for name in CHOICES if name in theme}
    except (ValueError, TypeError, RecursionError):
        return {}
    return chosen if has_sound_kinds(chosen) and not any(check_theme("theme", chosen)) else {}


def _pictures(request: HttpRequest) -> dict[str, str]:
    """The ids of the pictures that came with the form, which are kept."""
    found = {}
    for name in PICTURES:
        file = request.FILES.get(f"{name}_file")
        if file is not None:
            stored = store_picture(actor=request.actor, file=file, name=file.name or "", size=file.size or 0)
            found[name] = str(stored.pk)
    return found


def _show(request: HttpRequest, kit: BrandKit, form: BrandForm, *, status: int = 200) -> HttpResponse:
    slug = request.organization.slug
    language = get_language() or "zh-hans"
    sample = template_detail(SAMPLE)
    assert sample is not None  # noqa: S101  # it comes with the product
    definition = read_definition(sample.raw)
    language = language if language in definition.languages else definition.language
    context = {
        "form": form,
        "kit": kit,
        "survey": show_definition(definition, language, organization_name=request.organization.name, slug=slug),
        "preview_language": language,
        "pictures": {name: member_image_address(kit.theme.get(name, ""), slug) for name in PICTURES},
        "signing_key": signing_key(),
    }
    return render(request, "surveys/brand.html", context, status=status)

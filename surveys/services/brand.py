"""Changes the brand kit of the organisation."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.definition.schema import SHARED, THEME
from surveys.domain.texts import Problem
from surveys.domain.themes import CHOICES, check_theme
from surveys.models import BrandKit
from surveys.services.wording import problem_text


@transaction.atomic
def edit_brand(*, actor: Actor, theme: Mapping[str, Any], revision: int | None = None) -> BrandKit:
    """Set the whole brand kit; pages that are open keep their looks until they are opened again.

    Choices that are empty are left out. Raises Refusal conflict (409) when `revision` is not the one that is kept, and
    invalid_brand with the problems by choice; texts that are hard to read are refused with the measured contrast.
    """
    policies.EDIT.require(actor)
    kit = BrandKit.objects.select_for_update().first() or BrandKit(revision=0)
    if revision is not None and revision != kit.revision:
        raise Refusal("conflict", _("Somebody else has saved the brand kit since you opened it."), status=409)
    chosen = {name: value for name, value in theme.items() if value not in (None, "")}
    errors = _problems(chosen)
    if errors:
        raise Refusal("invalid_brand", _("The brand kit holds something that cannot be taken."), errors=errors)
    if kit.revision and chosen == kit.theme:
        return kit
    changed = sorted(name for name in {*chosen, *kit.theme} if chosen.get(name) != kit.theme.get(name))
    kit.theme, kit.revision, kit.updated_at = chosen, kit.revision + 1, timezone.now()
    kit.save()
    record_audit(actor=actor, action="brand.edited", target=kit, changes={"choices": changed, "revision": kit.revision})
    return kit


def has_sound_kinds(theme: Mapping[str, Any]) -> bool:
    """Whether every choice is of the kind that its JSON Schema says."""
    return not any(_schema().iter_errors(dict(theme)))


def _schema() -> Draft202012Validator:
    return Draft202012Validator({**THEME, "$defs": dict(SHARED)})


def _problems(theme: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """By choice, as the errors of a refusal have it."""
    found: dict[str, list[dict[str, str]]] = {}
    for error in _schema().iter_errors(dict(theme)):
        name = str(error.absolute_path[0]) if error.absolute_path else ""
        unknown = sorted(set(theme) - set(CHOICES))
        for place in [name] if name else unknown or [""]:
            found.setdefault(place, []).append({"code": "invalid", "message": _("This cannot be taken.")})
    if found:
        return found
    for problem in check_theme("theme", theme):
        found.setdefault(problem.path.partition(".")[2], []).append(_said(problem))
    return found


def _said(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "message": problem_text(problem)}

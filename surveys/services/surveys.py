"""Makes and changes surveys."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.definition import check_definition, upgrade
from surveys.domain.texts import LANGUAGES, clean_text
from surveys.models import Survey, SurveyVersion
from surveys.selectors.surveys import last_change
from surveys.selectors.templates import template_detail
from surveys.services.definition_words import problems_by_path

TITLE_LIMIT = 200


@transaction.atomic
def create_survey(*, actor: Actor, template: str = "", definition: Any = None, title: str = "") -> Survey:
    """A draft made from a template of the library or from a definition, one of both.

    Without a title it takes the template's name, or the title of the definition. Raises Refusal unknown_template,
    invalid_definition, and template_or_definition when neither or both are given.
    """
    policies.EDIT.require(actor)
    if bool(template) == (definition is not None):
        message = _("Give either a template or a definition.")
        raise Refusal("template_or_definition", message, errors={"template": [message]})
    if definition is not None:
        draft = _sound(definition)
        name = title if title.strip() else draft["title"][draft["language"]]
    else:
        source = template_detail(template)
        if source is None:
            raise Refusal("unknown_template", _("There is no such template."), errors={"template": [_("Unknown.")]})
        draft, name = source.raw, title if title.strip() else source.name_in(get_language() or LANGUAGES[0])
    survey = Survey.objects.create(
        title=_clean_title(name), template=template, draft=draft, created_by_id=actor.user_id
    )
    record_audit(actor=actor, action="survey.created", target=survey, changes={"template": template})
    return survey


@transaction.atomic
def edit_survey(
    *, actor: Actor, survey_id: UUID, revision: int, title: str | None = None, definition: Any = None
) -> Survey:
    """Save a title, a definition or both; nothing of it reaches respondents before the survey is published again.

    `revision` is the one the editor started from. Raises Refusal conflict (409) when somebody has saved since, naming
    who and when, and invalid_definition with the problems by path.
    """
    policies.EDIT.require(actor)
    survey = _locked(survey_id, revision)
    changes: dict[str, Any] = {}
    if title is not None and (cleaned := _clean_title(title)) != survey.title:
        changes["title"] = [survey.title, cleaned]
        survey.title = cleaned
    if definition is not None and definition != survey.draft:
        survey.draft = _sound(definition)
        changes["definition"] = True
    if not changes:
        return survey
    survey.revision += 1
    survey.save(update_fields=["title", "draft", "revision", "updated_at"])
    record_audit(actor=actor, action="survey.edited", target=survey, changes={**changes, "revision": survey.revision})
    return survey


@transaction.atomic
def revert_survey(*, actor: Actor, survey_id: UUID, version: int, revision: int) -> Survey:
    """Make the draft what a published version was; respondents see it once it is published again.

    `revision` is the one the editor started from. Raises Refusal conflict (409) as `edit_survey` does, and
    unknown_version (404).
    """
    policies.EDIT.require(actor)
    survey = _locked(survey_id, revision)
    found = SurveyVersion.objects.filter(survey=survey, number=version).first()
    if found is None:
        raise Refusal("unknown_version", _("This survey has no such version."), status=404)
    definition = upgrade(found.definition)
    if definition == survey.draft:
        return survey
    survey.draft = definition
    survey.revision += 1
    survey.save(update_fields=["draft", "revision", "updated_at"])
    changes = {"version": version, "revision": survey.revision}
    record_audit(actor=actor, action="survey.reverted", target=survey, changes=changes)
    return survey


def _clean_title(title: str) -> str:
    cleaned = " ".join(clean_text(title).split())
    if not cleaned or len(cleaned) > TITLE_LIMIT:
        message = _("A survey needs a name of at most %(limit)s characters.") % {"limit": TITLE_LIMIT}
        raise Refusal("invalid_title", message, errors={"title": [message]})
    return cleaned


def _sound(definition: Any) -> dict[str, Any]:
    """The definition in the present schema."""
    problems = check_definition(definition)
    if problems:
        message = _("The survey holds something that cannot be taken.")
        raise Refusal("invalid_definition", message, errors=problems_by_path(problems))
    return dict(upgrade(definition))


def _locked(survey_id: UUID, revision: int) -> Survey:
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    if survey.revision != revision:
        raise _conflict(survey)
    return survey


def _conflict(survey: Survey) -> Refusal:
    change = last_change(survey)
    if change is None:
        return Refusal("conflict", _("Somebody else has saved this survey since you opened it."), status=409)
    when = date_format(timezone.localtime(change.at), "Y-m-d H:i")
    message = _("%(who)s saved this survey at %(when)s, after you opened it.") % {"who": change.by, "when": when}
    return Refusal("conflict", message, status=409)

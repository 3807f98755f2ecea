"""Puts surveys before respondents and takes them away again."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import root_department
from cem.audit.services import record_audit
from cem.events.outbox import record_event
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.checker import ERROR, Finding, check_survey
from surveys.domain.definition import Definition, check_definition, read_definition, upgrade
from surveys.domain.definition.difference import Change, meaning_changes
from surveys.enums import Channel, SurveyStatus
from surveys.models import Collector, Survey, SurveyVersion
from surveys.selectors.versions import answered_versions
from surveys.services.collectors import open_collector
from surveys.services.definition_words import change_text, findings_by_owner, problems_by_path
from surveys.services.sms import sms_sender


@dataclass(frozen=True)
class Published:
    survey: Survey
    version: SurveyVersion
    collector: Collector


@transaction.atomic
def publish_survey(*, actor: Actor, survey_id: UUID, wording_only: Collection[str] = ()) -> Published:
    """Make the draft the version that respondents see; the first time, open the link of the headquarters.

    A draft that is live already stays the version it is, so that pressing twice does nothing twice. Records
    `survey.published`. Raises Refusal invalid_definition, survey_has_errors with what the static checker says (and
    sms_not_configured for a question whose codes nobody would carry), and
    meaning_changed when answers that are stored would be read wrongly: another text under an option's id, another type
    or scale under a key. `wording_only` names options ("key.option id") whose words were only corrected, by the word of
    the one who publishes; it is noted in the audit log.
    """
    policies.PUBLISH.require(actor)
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    newest = SurveyVersion.objects.filter(survey=survey).order_by("-number").first()
    is_same = newest is not None and upgrade(newest.definition) == upgrade(survey.draft)
    declared = [] if is_same else _require_publishable(survey, wording_only)
    collector = _main_collector(actor, survey)
    if newest is not None and is_same:
        version = newest
        if survey.status == SurveyStatus.PUBLISHED:
            return Published(survey, version, collector)
    else:
        version = _add_version(actor, survey, newest)
    survey.status = SurveyStatus.PUBLISHED
    survey.save(update_fields=["status", "updated_at"])
    record_event("survey.published", {"survey": str(survey.pk), "version": str(version.pk)})
    changes: dict[str, Any] = {"version": version.number}
    changes |= {"wording_only": declared} if declared else {}
    record_audit(actor=actor, action="survey.published", target=survey, changes=changes)
    return Published(survey, version, collector)


@transaction.atomic
def close_survey(*, actor: Actor, survey_id: UUID) -> Survey:
    """Take no more answers. A closed survey is left alone; a draft is refused with not_published (409)."""
    return _switch(actor, survey_id, before=SurveyStatus.PUBLISHED, after=SurveyStatus.CLOSED, action="survey.closed")


@transaction.atomic
def reopen_survey(*, actor: Actor, survey_id: UUID) -> Survey:
    """Take answers again, by the same links. A live survey is left alone; a draft is refused as by closing."""
    return _switch(actor, survey_id, before=SurveyStatus.CLOSED, after=SurveyStatus.PUBLISHED, action="survey.reopened")


def _switch(actor: Actor, survey_id: UUID, *, before: SurveyStatus, after: SurveyStatus, action: str) -> Survey:
    policies.PUBLISH.require(actor)
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    if survey.status == SurveyStatus.DRAFT:
        raise Refusal("not_published", _("This survey has not been published yet."), status=409)
    if survey.status == before:
        survey.status = after
        survey.save(update_fields=["status", "updated_at"])
        record_audit(actor=actor, action=action, target=survey)
    return survey


def _require_publishable(survey: Survey, wording_only: Collection[str]) -> list[str]:
    """Refuses what must not go live; gives what was declared a mere correction of words."""
    problems = check_definition(survey.draft)
    if problems:
        message = _("The survey holds something that cannot be published.")
        raise Refusal("invalid_definition", message, errors=problems_by_path(problems))
    # Where nobody has answered yet, nothing can change its meaning.
    changes = meaning_changes(answered_versions(survey), read_definition(survey.draft))
    declared = [path for change in changes if (path := option_path(change)) and path in wording_only]
    changes = [change for change in changes if option_path(change) not in declared]
    if changes:
        message = _(
            "Answers that were given already would say something else. Give the question a new key, or the option a new"
            " id."
        )
        errors: dict[str, list[dict[str, Any]]] = {}
        for change in changes:
            entry = {"code": change.code, "message": change_text(change), "path": option_path(change)}
            errors.setdefault(change.owner, []).append(entry)
        raise Refusal("meaning_changed", message, errors=errors)
    findings = [*check_survey(survey.draft).errors, *_uncarried(read_definition(survey.draft))]
    if findings:
        message = _("The survey has faults that would stop or mislead people.")
        raise Refusal("survey_has_errors", message, errors=findings_by_owner(findings))
    return declared


def _uncarried(definition: Definition) -> list[Finding]:
    """Questions whose codes nobody would carry to a telephone."""
    if sms_sender() is not None:
        return []
    return [
        Finding(ERROR, "sms_not_configured", question.key, page.id)
        for page in definition.pages
        for question in page.questions
        if question.type == "phone" and question.settings.get("verify")
    ]


def option_path(change: Change) -> str:
    """ "key.option id" of a change that is about the words of an option, row or column; else ""."""
    return f"{change.owner}.{change.params['id']}" if change.code.endswith("_id_reused") else ""


def _main_collector(actor: Actor, survey: Survey) -> Collector:
    root = root_department()
    found = Collector.objects.filter(survey=survey, department=root, channel=Channel.LINK).first()
    return found or open_collector(actor=actor, survey=survey, department=root, channel=Channel.LINK)


def _add_version(actor: Actor, survey: Survey, newest: SurveyVersion | None) -> SurveyVersion:
    return SurveyVersion.objects.create(
        survey=survey,
        number=newest.number + 1 if newest else 1,
        definition=upgrade(survey.draft),
        published_by_id=actor.user_id,
    )

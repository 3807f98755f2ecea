"""Puts surveys before respondents and takes them away again."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import root_department
from cem.audit.services import record_audit
from cem.events.outbox import record_event
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.definition import check_definition
from surveys.enums import Channel, SurveyStatus
from surveys.models import Collector, Survey, SurveyVersion
from surveys.services.collectors import open_collector
from surveys.services.wording import problems_by_path


@dataclass(frozen=True)
class Published:
    survey: Survey
    version: SurveyVersion
    collector: Collector


@transaction.atomic
def publish_survey(*, actor: Actor, survey_id: UUID) -> Published:
    """Make the draft the version that respondents see; the first time, open the link of the headquarters.

    A draft that is live already stays the version it is, so that pressing twice does nothing twice. Records
    `survey.published`. Raises Refusal invalid_definition.
    """
    policies.PUBLISH.require(actor)
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    problems = check_definition(survey.draft)
    if problems:
        message = _("The survey holds something that cannot be published.")
        raise Refusal("invalid_definition", message, errors=problems_by_path(problems))
    collector = _main_collector(actor, survey)
    newest = SurveyVersion.objects.filter(survey=survey).order_by("-number").first()
    if newest is not None and newest.definition == survey.draft:
        version = newest
        if survey.status == SurveyStatus.PUBLISHED:
            return Published(survey, version, collector)
    else:
        version = _add_version(actor, survey, newest)
    survey.status = SurveyStatus.PUBLISHED
    survey.save(update_fields=["status", "updated_at"])
    record_event("survey.published", {"survey": str(survey.pk), "version": str(version.pk)})
    record_audit(actor=actor, action="survey.published", target=survey, changes={"version": version.number})
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


def _main_collector(actor: Actor, survey: Survey) -> Collector:
    root = root_department()
    found = Collector.objects.filter(survey=survey, department=root, channel=Channel.LINK).first()
    return found or open_collector(actor=actor, survey=survey, department=root, channel=Channel.LINK)


def _add_version(actor: Actor, survey: Survey, newest: SurveyVersion | None) -> SurveyVersion:
    return SurveyVersion.objects.create(
        survey=survey,
        number=newest.number + 1 if newest else 1,
        definition=survey.draft,
        published_by_id=actor.user_id,
    )

"""What the other apps may ask of surveys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cem.accounts.access import Actor
from surveys import policies
from surveys.models import Response, Survey
from surveys.selectors.responses import answers_in_words, has_contact
from surveys.services import contacts


@dataclass(frozen=True)
class AnsweredQuestion:
    key: str
    type: str
    title: str
    value_text: str


@dataclass(frozen=True)
class SurveyAnswers:
    response_id: UUID
    survey_id: UUID
    survey_title: str
    collector_id: UUID
    collector_name: str
    department_id: UUID
    submitted_at: datetime
    language: str
    # By question key ("key@item" inside a loop), as stored; options by id. What identifies a person is not among them.
    answers: dict[str, Any]
    # Those that were answered, in the order of the survey, in the language they were answered in.
    questions: tuple[AnsweredQuestion, ...]
    has_contact: bool


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str


@dataclass(frozen=True)
class SurveyChoice:
    id: UUID
    title: str


def get_answers(response_id: UUID) -> SurveyAnswers:
    """The answers of one response of the organisation in force; raises LookupError when there is none."""
    found = get_answers_many([response_id])
    if response_id not in found:
        raise LookupError(f"no response {response_id}")
    return found[response_id]


def get_answers_many(response_ids: Iterable[UUID]) -> dict[UUID, SurveyAnswers]:
    """By response id, in one query; ids that do not exist here are left out."""
    rows = Response.objects.filter(pk__in=list(response_ids)).select_related("survey", "collector", "organization")
    return {row.pk: _answers(row) for row in rows.defer("survey__draft")}


def is_excluded(response_id: UUID) -> bool:
    """Whether somebody has judged that the response does not count; False for one that is not of this organisation."""
    return Response.objects.filter(pk=response_id, excluded_at__isnull=False).exists()


def reveal_contact(*, actor: Actor, response_id: UUID) -> Contact | None:
    """Name and number of a respondent who asked to be called; each look stands in the audit log.

    None when nobody asked, or the response lies outside the actor's departments. Raises PermissionDenied for an actor
    who may not do it at all.
    """
    policies.REVEAL_CONTACT.require(actor)
    response = policies.REVEAL_CONTACT.filter(actor, Response.objects.all()).filter(pk=response_id).first()
    contact = contacts.reveal_contact(actor=actor, response=response) if response else None
    return Contact(contact["name"], contact["phone"]) if contact else None


def survey_choices(actor: Actor) -> list[SurveyChoice]:
    """The surveys an actor may see, newest change first, for filters."""
    rows = policies.VIEW.filter(actor, Survey.objects.all()).order_by("-updated_at").values_list("id", "title")
    return [SurveyChoice(*row) for row in rows]


def survey_title(survey_id: UUID) -> str:
    """ "" for a survey that is not of this organisation."""
    return Survey.objects.filter(pk=survey_id).values_list("title", flat=True).first() or ""


def _answers(row: Response) -> SurveyAnswers:
    words = answers_in_words(row, organization_name=row.organization.name)
    return SurveyAnswers(
        response_id=row.pk,
        survey_id=row.survey_id,
        survey_title=row.survey.title,
        collector_id=row.collector_id,
        collector_name=row.collector.name,
        department_id=row.department_id,
        submitted_at=row.submitted_at,
        language=row.language,
        answers=row.answers,
        questions=tuple(AnsweredQuestion(item.key, item.type, item.title, item.text) for item in words),
        has_contact=has_contact(row),
    )

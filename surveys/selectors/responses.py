"""Reads of responses, and of the answers in them as words."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cem.accounts.access import Actor
from cem.privacy import UnreadableError, decrypt, mask_name, mask_phone
from surveys import policies
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.texts import fill
from surveys.models import Response
from surveys.selectors.definitions import published_definition

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnswerInWords:
    key: str
    type: str
    title: str
    value: Any
    text: str


@dataclass(frozen=True)
class MaskedContact:
    name: str
    phone: str


def response_list(actor: Actor) -> QuerySet[Response]:
    """The responses of the actor's departments."""
    return policies.VIEW_RESPONSES.filter(actor, Response.objects.select_related("version", "department", "collector"))


def answers_in_words(response: Response, *, organization_name: str, language: str = "") -> tuple[AnswerInWords, ...]:
    """The answered questions in the order of the survey, by default in the language they were answered in."""
    definition = published_definition(response.version_id)
    spoken = language or response.language or definition.language
    pipes: Mapping[str, str] = {"organization": organization_name}
    return tuple(
        AnswerInWords(
            key=question.key,
            type=question.type,
            title=fill(question.text("title", spoken), pipes),
            value=response.answers[question.key],
            text=QUESTION_TYPES[question.type].answer_text(question, response.answers[question.key], spoken),
        )
        for question in definition.questions
        if question.key in response.answers
    )


def masked_contact(response: Response) -> MaskedContact | None:
    """What may be shown of a contact without a look that is noted in the audit log."""
    contact = read_contact(response)
    return MaskedContact(mask_name(contact["name"]), mask_phone(contact["phone"])) if contact else None


def read_contact(response: Response) -> dict[str, str] | None:
    """The contact in clear. Call it through `reveal_contact` only, so that each look is noted."""
    if not response.contact:
        return None
    try:
        return decrypt(response.contact, organization_id=response.organization_id)
    except UnreadableError:
        # The data key was changed or the row came from elsewhere; the answers are worth showing all the same.
        logger.error("the contact of response %s cannot be read with the data key in force", response.pk)
        return None

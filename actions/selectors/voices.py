"""What the customer of a ticket said, read through the facades of surveys and insights."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insights import facade as insights
from surveys import facade as surveys

COMMENT_KEY = "reason"


@dataclass(frozen=True)
class Voice:
    """The answers behind a ticket. Empty where the ticket has no response, or the response is gone."""

    survey_title: str = ""
    collector_name: str = ""
    submitted_at: Any = None
    comment: str = ""
    questions: tuple[Any, ...] = ()
    has_contact: bool = False
    reading: Any = None


def ticket_voice(response_id: UUID | None, *, with_reading: bool = False) -> Voice:
    """The answers of a response; with `with_reading` also what the text analysis made of the comment."""
    answers = surveys.get_answers_many([response_id]).get(response_id) if response_id else None
    if answers is None:
        return Voice()
    reading = insights.comment_readings([response_id]).get(response_id) if with_reading else None
    return Voice(
        survey_title=answers.survey_title,
        collector_name=answers.collector_name,
        submitted_at=answers.submitted_at,
        comment=_comment(answers),
        questions=tuple(item for item in answers.questions if item.value_text),
        has_contact=answers.has_contact,
        reading=reading,
    )


def _comment(answers: Any) -> str:
    """The reason given for the score, or else the first free text."""
    reason = answers.answers.get(COMMENT_KEY)
    if isinstance(reason, str) and reason.strip():
        return reason.strip()
    texts = (item.value_text for item in answers.questions if item.type in {"text", "long_text"})
    return next((text.strip() for text in texts if text and text.strip()), "")

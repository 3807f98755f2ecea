"""Scores, comments and surveys with answers, of one organisation."""

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from cem.events.outbox import record_event
from cem.tenancy.models import uuid7
from insights.enums import FeedbackKind, Polarity
from insights.models import Feedback, FeedbackAnalysis
from insights.services.feedback import FeedbackInput, record_feedback
from insights.services.scoring import Score, record_score
from surveys.models import Collector, Response, Survey, SurveyVersion
from tests.factories.accounts import Tenant

TEXT = {"zh-hans": "文字", "en": "Text"}
DEFINITION = {
    "schema": 1,
    "language": "zh-hans",
    "title": TEXT,
    "pages": [
        {
            "id": "p1",
            "questions": [
                {"id": "q1", "key": "nps", "type": "nps", "required": False, "title": TEXT, "low": TEXT, "high": TEXT},
                {"id": "q2", "key": "reason", "type": "long_text", "required": False, "title": TEXT, "max_length": 900},
                {"id": "q3", "key": "wish", "type": "long_text", "required": False, "title": TEXT, "max_length": 900},
            ],
        }
    ],
    "ending": {"title": TEXT, "text": TEXT},
}


def at(day: date | str, clock: str = "12:00", zone: str = "Asia/Shanghai") -> datetime:
    """A moment of the day in the organisation's time zone."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(when, time.fromisoformat(clock), ZoneInfo(zone))


def add_scores(
    tenant: Tenant,
    values: Iterable[int],
    *,
    day: date | str,
    department: str = "上海店",
    survey_id: UUID | None = None,
    collector_id: UUID | None = None,
) -> None:
    """Scores of responses that exist nowhere else, through the service that counts them. Inside the context."""
    survey, collector = survey_id or uuid7(), collector_id or uuid7()
    for value in values:
        score = Score(
            response_id=uuid7(),
            survey_id=survey,
            collector_id=collector,
            department_id=tenant.departments[department].id,
            value=value,
            occurred_at=at(day),
        )
        record_score(organization=tenant.organization, score=score)


def make_survey(tenant: Tenant, *, title: str = "购物体验", departments: Iterable[str] = ("上海店",)) -> Survey:
    """A published survey with a link for each department. Inside the context."""
    survey = Survey.objects.create(title=title, draft=DEFINITION, status="published")
    SurveyVersion.objects.create(survey=survey, number=1, definition=DEFINITION)
    for name in departments:
        Collector.objects.create(survey=survey, department=tenant.departments[name], name=name, token=uuid7().hex[-20:])
    return survey


def make_response(
    tenant: Tenant,
    survey: Survey,
    answers: dict[str, object],
    *,
    department: str = "上海店",
    submitted_at: datetime | None = None,
) -> Response:
    """A response as submission leaves it, with its event. Inside the context."""
    collector = survey.collectors.get(department=tenant.departments[department])
    response = Response.objects.create(
        survey=survey,
        version=survey.versions.get(),
        collector=collector,
        department_id=collector.department_id,
        idempotency_key=uuid7().hex,
        answers=answers,
        language="zh-hans",
        **({"submitted_at": submitted_at} if submitted_at else {}),
    )
    record_event(
        "response.completed",
        {
            "response": str(response.id),
            "survey": str(survey.id),
            "version": str(response.version_id),
            "collector": str(collector.id),
            "department": str(collector.department_id),
            "submitted_at": response.submitted_at.isoformat(),
        },
    )
    return response


def add_comment(
    tenant: Tenant,
    text: str,
    *,
    day: date | str,
    department: str = "上海店",
    rating: int | None = None,
    polarity: Polarity | None = None,
    keywords: Iterable[str] = (),
    response_id: UUID | None = None,
    survey_id: UUID | None = None,
) -> Feedback:
    """A comment, read already when a polarity is given. Inside the context."""
    row = FeedbackInput(
        source="survey",
        source_id=str(response_id or uuid7()),
        kind=FeedbackKind.COMMENT,
        department_id=tenant.departments[department].id,
        text=text,
        occurred_at=at(day),
        rating=rating,
        response_id=response_id,
        survey_id=survey_id,
    )
    feedback = Feedback.objects.get(pk=record_feedback(rows=[row]).ids[0])
    if polarity is not None:
        FeedbackAnalysis.objects.create(
            feedback=feedback,
            analyser="test",
            version="1",
            polarity=polarity,
            score={"positive": 0.9, "neutral": 0.5, "negative": 0.1}[polarity.value],
            keywords=list(keywords),
        )
    return feedback

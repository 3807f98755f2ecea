"""Turns an accepted response into a score, its rollup and its comment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from cem.accounts.models import Organization
from cem.events.outbox import record_event
from cem.tenancy.models import uuid7
from insights.domain.nps import NpsGroup, group_of
from insights.enums import OWN_SURVEYS, FeedbackKind
from insights.services.feedback import FeedbackInput, record_feedback
from insights.services.rollups import hold_rollups
from surveys.facade import SurveyAnswers, get_answers, is_excluded

METRIC = "nps"
SCORE_QUESTION = "nps"
COMMENT_QUESTION = "long_text"

# The rollup is raised only by a fact that was not there yet. The score's group is 1 in one of three columns.
_RECORD = """
WITH fact AS (
    INSERT INTO insights_scorefact
        (id, organization_id, metric, response_id, survey_id, collector_id, department_id, value, occurred_at, day)
    VALUES (%(fact)s, %(organization)s, %(metric)s, %(response)s, %(survey)s, %(collector)s, %(department)s,
        %(value)s, %(occurred_at)s, %(day)s)
    ON CONFLICT (organization_id, metric, response_id) DO NOTHING
    RETURNING organization_id, metric, survey_id, collector_id, department_id, day, value::integer AS value
)
INSERT INTO insights_dailyrollup AS rollup
    (id, organization_id, metric, survey_id, collector_id, department_id, day,
     n, promoters, passives, detractors, histogram, total, total_of_squares)
SELECT %(rollup)s::uuid, organization_id, metric, survey_id, collector_id, department_id, day,
    1, %(promoter)s, %(passive)s, %(detractor)s, jsonb_build_object(value::text, 1), value, value * value
FROM fact
ON CONFLICT (organization_id, metric, survey_id, collector_id, department_id, day) DO UPDATE SET
    n = rollup.n + 1,
    promoters = rollup.promoters + excluded.promoters,
    passives = rollup.passives + excluded.passives,
    detractors = rollup.detractors + excluded.detractors,
    histogram = rollup.histogram
        || jsonb_build_object(%(key)s::text, COALESCE((rollup.histogram ->> %(key)s::text)::integer, 0) + 1),
    total = rollup.total + excluded.total,
    total_of_squares = rollup.total_of_squares + excluded.total_of_squares
"""


@dataclass(frozen=True)
class Score:
    """One answer to the recommendation question: `value` is 0..10."""

    response_id: UUID
    survey_id: UUID
    collector_id: UUID
    department_id: UUID
    value: int
    occurred_at: datetime


@transaction.atomic
def score_response(*, organization: Organization, response_id: UUID) -> bool:
    """Score an accepted response and take its comments in as feedback; True when the score was not known yet.

    The score is that of the first answered recommendation question, if there is one. Safe to call any number of times;
    a response that somebody has excluded meanwhile is left out. Raises LookupError when the response is not one of the
    organisation in force.
    """
    hold_response(response_id)
    if is_excluded(response_id):
        return False
    answers = get_answers(response_id)
    value: int | None = next(
        (answers.answers[each.key] for each in answers.questions if each.type == SCORE_QUESTION), None
    )
    is_new = value is not None and record_score(
        organization=organization,
        score=Score(
            response_id=answers.response_id,
            survey_id=answers.survey_id,
            collector_id=answers.collector_id,
            department_id=answers.department_id,
            value=value,
            occurred_at=answers.submitted_at,
        ),
    )
    record_feedback(rows=_comments(answers, rating=value))
    return is_new


def hold_response(response_id: UUID) -> None:
    """Keep counting and excluding a response apart until the end of the transaction: the later one sees the earlier."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insights.response'), hashtext(%s))", [str(response_id)])


@transaction.atomic
def record_score(*, organization: Organization, score: Score) -> bool:
    """Write the fact, raise the rollup of its day and record `response.scored`; False and nothing else for a known one.

    The day is that of the organisation's time zone. Each transaction touches one rollup row, so that scorings cannot
    lock each other out. Raises ValueError for a score outside 0..10.
    """
    group = group_of(score.value)
    hold_rollups(organization.id, alone=False)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "fact": str(uuid7()),
                "rollup": str(uuid7()),
                "organization": str(organization.id),
                "metric": METRIC,
                "response": str(score.response_id),
                "survey": str(score.survey_id),
                "collector": str(score.collector_id),
                "department": str(score.department_id),
                "value": score.value,
                "key": str(score.value),
                "occurred_at": score.occurred_at,
                "day": score.occurred_at.astimezone(ZoneInfo(organization.time_zone)).date(),
                "promoter": int(group is NpsGroup.PROMOTER),
                "passive": int(group is NpsGroup.PASSIVE),
                "detractor": int(group is NpsGroup.DETRACTOR),
            },
        )
        is_new: bool = cursor.rowcount == 1
    if is_new:
        _tell(score, group)
    return is_new


def _comments(answers: SurveyAnswers, *, rating: int | None) -> list[FeedbackInput]:
    """The texts of a response; the first is known by the response's id, further ones by their question's key too."""
    written = [each for each in answers.questions if each.type == COMMENT_QUESTION and each.value_text.strip()]
    return [
        FeedbackInput(
            source=OWN_SURVEYS,
            source_id=f"{answers.response_id}:{question.key}" if place else str(answers.response_id),
            kind=FeedbackKind.COMMENT,
            department_id=answers.department_id,
            text=question.value_text,
            occurred_at=answers.submitted_at,
            rating=rating,
            language=answers.language,
            survey_id=answers.survey_id,
            response_id=answers.response_id,
        )
        for place, question in enumerate(written)
    ]


def _tell(score: Score, group: NpsGroup) -> None:
    record_event(
        "response.scored",
        {
            "response": str(score.response_id),
            "survey": str(score.survey_id),
            "collector": str(score.collector_id),
            "department": str(score.department_id),
            "metric": METRIC,
            "score": score.value,
            "group": group.value,
            "occurred_at": score.occurred_at.isoformat(),
        },
    )

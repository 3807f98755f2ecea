"""Takes an excluded response out of facts, rollups and voices, and counts it again when it is included."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cem.accounts.models import Organization
from cem.events.outbox import record_event
from insights.domain.nps import LOWEST_PASSIVE, LOWEST_PROMOTER
from insights.enums import OWN_SURVEYS
from insights.models import Feedback
from insights.services.rollups import hold_rollups
from insights.services.scoring import METRIC, hold_response, score_response
from surveys.facade import is_excluded

# The reverse of recording a score: the rollup is lowered only by a fact that was there. A cell without facts has no
# row, and a score that nobody gave has no place in the histogram, as a rebuild would have it.
_REMOVE = """
WITH gone AS (
    DELETE FROM insights_scorefact
    WHERE organization_id = %(organization)s AND metric = %(metric)s AND response_id = %(response)s
    RETURNING organization_id, metric, survey_id, collector_id, department_id, day, value::integer AS value
)
UPDATE insights_dailyrollup AS rollup SET
    n = rollup.n - 1,
    promoters = rollup.promoters - (gone.value >= %(promoter)s)::integer,
    passives = rollup.passives - (gone.value >= %(passive)s AND gone.value < %(promoter)s)::integer,
    detractors = rollup.detractors - (gone.value < %(passive)s)::integer,
    histogram = CASE WHEN (rollup.histogram ->> gone.value::text)::integer <= 1
        THEN rollup.histogram - gone.value::text
        ELSE rollup.histogram
            || jsonb_build_object(gone.value::text, (rollup.histogram ->> gone.value::text)::integer - 1) END,
    total = rollup.total - gone.value,
    total_of_squares = rollup.total_of_squares - gone.value * gone.value
FROM gone
WHERE (rollup.organization_id, rollup.metric, rollup.survey_id, rollup.collector_id, rollup.department_id, rollup.day)
    = (gone.organization_id, gone.metric, gone.survey_id, gone.collector_id, gone.department_id, gone.day)
RETURNING rollup.id, rollup.n
"""
_EMPTY = "DELETE FROM insights_dailyrollup WHERE organization_id = %s AND id = %s AND n = 0"


@transaction.atomic
def follow_exclusion(*, organization: Organization, response_id: UUID) -> bool:
    """Make the figures say what the response says now: out when it is excluded, in when it is not; True when they
    changed. It asks for the state instead of believing the event, so that events may come twice or in any order."""
    hold_response(response_id)
    if not is_excluded(response_id):
        return score_response(organization=organization, response_id=response_id)
    _silence_comments(response_id)
    return _remove_score(organization, response_id)


def _silence_comments(response_id: UUID) -> None:
    """As with default reviews: they stay readable, and no longer count as the customer's voice."""
    comments = Feedback.objects.filter(source=OWN_SURVEYS, response_id=response_id, is_voice=True)
    ids = [str(pk) for pk in comments.values_list("pk", flat=True)]
    if ids:
        comments.update(is_voice=False, updated_at=timezone.now())
        record_event("feedback.recorded", {"feedback": ids})


def _remove_score(organization: Organization, response_id: UUID) -> bool:
    hold_rollups(organization.id, alone=False)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "organization": str(organization.id),
            "metric": METRIC,
            "response": str(response_id),
            "promoter": LOWEST_PROMOTER,
            "passive": LOWEST_PASSIVE,
        }
        cursor.execute(_REMOVE, values)
        lowered = cursor.fetchone()
        if lowered is not None and lowered[1] == 0:
            cursor.execute(_EMPTY, [str(organization.id), str(lowered[0])])
    return lowered is not None

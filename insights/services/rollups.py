"""Keeps the daily rollups equal to the facts: rebuilds and checks them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from cem.accounts.access import Actor
from cem.accounts.models import Organization
from cem.audit.services import record_audit
from cem.tenancy.context import tenant_context
from insights.domain.nps import LOWEST_PASSIVE, LOWEST_PROMOTER


@dataclass(frozen=True)
class Rebuilt:
    """How many rollup rows were written because they were missing or wrong, and how many had no fact and went."""

    written: int
    removed: int


@dataclass(frozen=True)
class Difference:
    """A cell whose rollup is not what its facts say; None where there is no fact or no rollup row."""

    metric: str
    survey_id: UUID
    collector_id: UUID
    department_id: UUID
    day: date
    counted: int | None
    stored: int | None


# Each fact counted into its cell; `answers` is how often one score was given there.
_COUNTED = """
WITH scores AS (
    SELECT metric, survey_id, collector_id, department_id, day, value, COUNT(*) AS answers
    FROM insights_scorefact WHERE organization_id = %(organization)s
    GROUP BY metric, survey_id, collector_id, department_id, day, value
), counted AS (
    SELECT metric, survey_id, collector_id, department_id, day,
        SUM(answers)::integer AS n,
        COALESCE(SUM(answers) FILTER (WHERE value >= %(promoter)s), 0)::integer AS promoters,
        COALESCE(SUM(answers) FILTER (WHERE value >= %(passive)s AND value < %(promoter)s), 0)::integer AS passives,
        COALESCE(SUM(answers) FILTER (WHERE value < %(passive)s), 0)::integer AS detractors,
        jsonb_object_agg(value::text, answers) AS histogram,
        SUM(value * answers)::bigint AS total,
        SUM(value * value * answers)::bigint AS total_of_squares
    FROM scores GROUP BY metric, survey_id, collector_id, department_id, day
)"""

_REBUILD = f"""{_COUNTED}, gone AS (
    DELETE FROM insights_dailyrollup AS rollup WHERE organization_id = %(organization)s AND NOT EXISTS (
        SELECT FROM counted WHERE (counted.metric, counted.survey_id, counted.collector_id, counted.department_id,
            counted.day) = (rollup.metric, rollup.survey_id, rollup.collector_id, rollup.department_id, rollup.day))
    RETURNING 1
), written AS (
    INSERT INTO insights_dailyrollup AS rollup
        (id, organization_id, metric, survey_id, collector_id, department_id, day,
        n, promoters, passives, detractors, histogram, total, total_of_squares)
    SELECT gen_random_uuid(), %(organization)s::uuid, counted.* FROM counted
    ON CONFLICT (organization_id, metric, survey_id, collector_id, department_id, day) DO UPDATE SET
        n = excluded.n, promoters = excluded.promoters, passives = excluded.passives,
        detractors = excluded.detractors, histogram = excluded.histogram, total = excluded.total,
        total_of_squares = excluded.total_of_squares
    WHERE (rollup.n, rollup.promoters, rollup.passives, rollup.detractors, rollup.histogram, rollup.total,
            rollup.total_of_squares)
        IS DISTINCT FROM (excluded.n, excluded.promoters, excluded.passives, excluded.detractors, excluded.histogram,
            excluded.total, excluded.total_of_squares)
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM written), (SELECT COUNT(*) FROM gone)"""  # noqa: S608  # a constant of this module

_COMPARE = f"""{_COUNTED}
SELECT metric, survey_id, collector_id, department_id, day, counted.n, rollup.n
FROM counted FULL JOIN (SELECT * FROM insights_dailyrollup WHERE organization_id = %(organization)s) AS rollup
    USING (metric, survey_id, collector_id, department_id, day)
WHERE (counted.n, counted.promoters, counted.passives, counted.detractors, counted.histogram, counted.total,
        counted.total_of_squares)
    IS DISTINCT FROM (rollup.n, rollup.promoters, rollup.passives, rollup.detractors, rollup.histogram, rollup.total,
        rollup.total_of_squares)
ORDER BY day, department_id, survey_id, collector_id"""  # noqa: S608  # a constant of this module


def rebuild_rollups(*, organization: Organization, actor: Actor) -> Rebuilt:
    """Count all facts of the organisation anew. Safe at any time and any number of times; answers may go on coming in.

    Rows that are right already are left untouched. Writes one audit entry.
    """
    with tenant_context(organization.id), transaction.atomic():
        rebuilt = _rebuild(organization.id)
        record_audit(
            actor=actor,
            action="rollups.rebuilt",
            target=organization,
            changes={"written": rebuilt.written, "removed": rebuilt.removed},
        )
    return rebuilt


def check_rollups(*, organization: Organization, actor: Actor) -> list[Difference]:
    """Compare rollups and facts; return the cells that differed, which are right afterwards.

    Writes an audit entry only when it had to mend something.
    """
    with tenant_context(organization.id), transaction.atomic():
        differences = _compare(organization.id)
        if differences:
            _rebuild(organization.id)
            record_audit(
                actor=actor,
                action="rollups.repaired",
                target=organization,
                changes={"cells": len(differences), "days": sorted({str(cell.day) for cell in differences})[:20]},
            )
    return differences


def hold_rollups(organization_id: UUID, *, alone: bool) -> None:
    """Keep rebuilds and scorings of an organisation apart until the end of the transaction.

    Scorings share the lock, so that they do not wait for each other. A rebuild holds it alone: it would otherwise
    overwrite the count of an answer whose fact it could not see yet.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext('insights.rollups'), hashtext(%s))", [str(organization_id)])


def _rebuild(organization_id: UUID) -> Rebuilt:
    hold_rollups(organization_id, alone=True)
    with connection.cursor() as cursor:
        cursor.execute(_REBUILD, _parameters(organization_id))
        written, removed = cursor.fetchone()
    return Rebuilt(written=written, removed=removed)


def _compare(organization_id: UUID) -> list[Difference]:
    """One statement sees one state of the database: a scoring under way shows in both tables or in neither."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, _parameters(organization_id))
        return [Difference(*row) for row in cursor.fetchall()]


def _parameters(organization_id: UUID) -> dict[str, Any]:
    return {"organization": str(organization_id), "promoter": LOWEST_PROMOTER, "passive": LOWEST_PASSIVE}

"""Judges responses in the background, and takes them out of the figures when a person says so."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.events.outbox import record_event
from cem.tenancy.context import require_organization_id
from surveys import policies
from surveys.domain.quality import Verdict, judge
from surveys.domain.trajectory import Reading
from surveys.domain.trajectory import Trajectory as Noted
from surveys.models import Fingerprint, Response, Trajectory
from surveys.selectors.definitions import published_definition
from surveys.selectors.evidence import (
    asked_questions,
    evidence_of,
    look_alikes,
    noted_trajectory,
    prints_of,
    reading_of,
)

# More at once would hold a page up for too long; the list says so.
MOST_AT_ONCE = 200
REASON_LIMIT = 300
Prints = dict[tuple[str, str], tuple[int, ...]]


@transaction.atomic
def judge_response(*, response_id: UUID) -> Verdict:
    """Judge one response and store the verdict. Safe to call any number of times; raises Response.DoesNotExist.

    A response may be judged before an earlier one that it repeats. So the later ones that look like this one are
    judged again: in the end every repetition is flagged, in whatever order they came in. The responses of a survey are
    judged one after the other.
    """
    response = Response.objects.select_related("collector").get(pk=response_id)
    _wait_for_my_turn(response.survey_id)
    verdict, prints = _judge(response)
    later = {
        other
        for (kind, name), bands in prints.items()
        for other in look_alikes(response, kind, name, bands, later=True)
    }
    for other in Response.objects.select_related("collector").filter(pk__in=later).order_by("pk"):
        _judge(other)
    return verdict


def exclude_responses(*, actor: Actor, responses: QuerySet[Response], reason: str = "") -> int:
    """Take responses out of the figures; return how many were in them. Each with its audit entry and event.

    Nothing is deleted, and `include_responses` brings them back. At most 200 at once; further ones stay as they are.
    """
    return _switch(actor, responses, excludes=True, reason=reason)


def include_responses(*, actor: Actor, responses: QuerySet[Response], reason: str = "") -> int:
    """Count excluded responses again; return how many were excluded."""
    return _switch(actor, responses, excludes=False, reason=reason)


@transaction.atomic
def _switch(actor: Actor, responses: QuerySet[Response], *, excludes: bool, reason: str) -> int:
    policies.EXCLUDE_RESPONSES.require(actor)
    mine = policies.EXCLUDE_RESPONSES.filter(actor, responses).filter(excluded_at__isnull=excludes)
    # In the order of the id, so that two people who press at the same time wait instead of locking each other out.
    rows = list(mine.order_by("pk").select_for_update(of=("self",))[:MOST_AT_ONCE])
    now = timezone.now()
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(
        excluded_at=now if excludes else None, updated_at=now
    )
    name = "response.excluded" if excludes else "response.included"
    for row in rows:
        record_audit(actor=actor, action=name, target=row, changes=_changes(row, reason))
        record_event(name, _payload(row))
    return len(rows)


def _judge(response: Response) -> tuple[Verdict, Prints]:
    noted, row = noted_trajectory(response)
    reading = reading_of(response, noted)
    if row is not None:
        _sum_up(row, reading)
    prints = _keep_prints(response, noted)
    verdict = judge(evidence_of(response, noted=noted, reading=reading))
    # The partner's list by `updated_since` is to show that the verdict has come.
    Response.objects.filter(pk=response.pk).update(quality=_stored(verdict), updated_at=timezone.now())
    return verdict, prints


def _sum_up(row: Trajectory, reading: Reading) -> None:
    row.dwell, row.revisions, row.hesitations = reading.dwell, reading.revisions, reading.hesitation_counts
    row.save(update_fields=["dwell", "revisions", "hesitations"])


def _keep_prints(response: Response, noted: Noted) -> Prints:
    # Tests of the people who make the survey are nobody's twins.
    if response.is_test:
        return {}
    prints = prints_of(asked_questions(response, published_definition(response.version_id)), noted)
    rows = [
        Fingerprint(response_id=response.pk, survey_id=response.survey_id, kind=kind, name=name, value=value)
        for (kind, name), bands in prints.items()
        for value in bands
    ]
    Fingerprint.objects.bulk_create(rows, ignore_conflicts=True)
    return prints


def _stored(verdict: Verdict) -> dict[str, Any]:
    return {
        "score": verdict.score,
        "level": verdict.level.value,
        "flags": [
            {"code": flag.code, "params": dict(flag.params), "weight": round(flag.weight, 2)} for flag in verdict.flags
        ],
    }


def _changes(row: Response, reason: str) -> dict[str, Any]:
    codes: Sequence[str] = [flag["code"] for flag in row.quality.get("flags", [])]
    found: dict[str, Any] = {"score": row.quality.get("score"), "flags": ", ".join(codes)}
    return found | ({"reason": reason.strip()[:REASON_LIMIT]} if reason.strip() else {})


def _payload(row: Response) -> dict[str, Any]:
    return {
        "response": str(row.pk),
        "survey": str(row.survey_id),
        "collector": str(row.collector_id),
        "department": str(row.department_id),
    }


def _wait_for_my_turn(survey_id: UUID) -> None:
    keys: Iterable[str] = [str(require_organization_id()), f"surveys.quality:{survey_id}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", list(keys))

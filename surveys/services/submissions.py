"""Takes in answers. This is the path every respondent goes, so each statement counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cem.events.outbox import record_event
from cem.privacy import UnreadableError, decrypt, encrypt
from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from surveys.domain.keys import PageKey
from surveys.domain.questions import AnswerError
from surveys.domain.walk.results import UNKNOWN
from surveys.enums import OncePer, Outcome
from surveys.models import Response
from surveys.selectors.doors import Door
from surveys.services.access import closed_now, refusal_of, require_first_answer, take_place, visit_mark
from surveys.services.attempts import NAME_LIMIT, complete_attempt
from surveys.services.judgement import MOST_UNKNOWN, Judged, judge_again, judge_answers
from surveys.services.quotas import Full, find_full, give_up_seats, lock_visit, take_seats
from surveys.services.trajectories import keep_trajectory
from surveys.services.uploads import keep_uploads
from surveys.services.visits import Visit, page_key, started_at
from surveys.services.wording import answer_error_text

LONGEST_MS = 24 * 3600 * 1000
LONGEST_SECONDS = 2**31 - 1


@dataclass(frozen=True)
class Accepted:
    """`is_new` is False for a repeat, which has stored nothing. `ending` is the id of the ending to show."""

    response_id: Any
    is_new: bool
    outcome: str = field(default=Outcome.COMPLETE, compare=False)
    ending: str = field(default="", compare=False)


@dataclass(frozen=True)
class _Given:
    """One call, read once."""

    door: Door
    key: PageKey
    visit: Visit
    language: str
    answers: Any
    judged: Judged
    submitted_at: datetime | None


def submit_response(
    *,
    door: Door,
    answers: Any,
    idempotency_key: str = "",
    language: str = "",
    submitted_at: datetime | None = None,
    visit: Visit | None = None,
    from_page: bool = False,
) -> Accepted:
    """Store one set of answers with its event, or nothing. Runs in the transaction of the tenant context of the link.

    The path is walked again: hidden answers are dropped and noted, unknown ones too where they come from our own page;
    others are refused. A key that was used before gives the response it made when the answers are the same, and
    Refusal already_answered (409) when they are not; also after the survey was closed or changed, for a repeat asks
    only whether the first one arrived. Other refusals: survey_not_published (404), survey_closed (410), those of
    `closed_now`, invalid_answers (422, by instance name). `submitted_at` is for answers that were given earlier on
    another way; by default it is now.
    Two statements for an accepted answer: the response, and the event with its deliveries. Quotas, access rules,
    attempts and files cost more where they are used.
    """
    require_organization_id()
    if door.version_id is None:
        raise Refusal("survey_not_published", _("This survey has not been published yet."), status=404)
    visit = visit or Visit()
    key = page_key(door, idempotency_key)
    judged = judge_answers(door, key, visit, language, answers, from_page=from_page)
    given = _Given(door, key, visit, language, answers, judged, submitted_at)
    closed, full = _closed(door, visit), None
    if closed is not None or judged.errors:
        # Without a key of their own nobody can be repeating anything.
        earlier = _earlier(door, key.text) if idempotency_key else None
        if earlier is not None:
            return _repeat(given, earlier)
        if closed is not None:
            raise closed
        full = _early_full(given)
        if full is None:
            raise _refused(judged.errors)
    return _guarded(given, full) if _is_guarded(given) else _accept(given)


def _closed(door: Door, visit: Visit) -> Refusal | None:
    if not door.takes_answers:
        return Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
    closed = closed_now(door, visit)
    return refusal_of(closed) if closed else None


def _is_guarded(given: _Given) -> bool:
    """Whether something is counted that two at once could overshoot."""
    if given.visit.is_test:
        return False
    access = given.door.access
    has_rules = access is not None and (access.response_limit is not None or access.once_per != OncePer.NONE)
    return has_rules or bool(given.door.definition.quotas)


def _early_full(given: _Given) -> Full | None:
    """The full quota that ends this visit before everything was answered, as the page was told while it was saving.

    Whatever was answered must be right all the same.
    """
    is_only_missing = all(error.code == "required" for error in given.judged.errors.values())
    if given.visit.is_test or given.judged.walk is None or not is_only_missing:
        return None
    return find_full(given.door, given.key.text, given.judged.walk.cells)


def _guarded(given: _Given, full: Full | None) -> Accepted:
    """One visit at a time, and whatever is counted is taken back when the answers are refused after all."""
    lock_visit(given.key.text)
    earlier = _earlier(given.door, given.key.text)
    if earlier is not None:
        return _repeat(given, earlier)
    walked = given.judged.walk
    assert walked is not None  # noqa: S101  # answers without a walk have errors
    over: tuple[str, ...] = ()
    with transaction.atomic():
        require_first_answer(given.door, given.visit)
        if given.door.definition.quotas:
            if full is None and walked.outcome == Outcome.COMPLETE:
                seats = take_seats(door=given.door, key=given.key.text, matched=walked.cells)
                full, over = seats.full, seats.over
            else:
                give_up_seats(given.key.text)
        if full is None and walked.outcome == Outcome.COMPLETE:
            take_place(given.door)
        return _accept(given, full=full, over=over)


def _accept(given: _Given, *, full: Full | None = None, over: tuple[str, ...] = ()) -> Accepted:
    response = _response(given, full, over)
    if not _insert_once(response):
        # The insert has waited for the other transaction, so that this statement sees what it has committed.
        earlier = _earlier(given.door, given.key.text)
        assert earlier is not None  # noqa: S101  # responses are not deleted while they are being answered
        return _repeat(given, earlier)
    is_counted = response.outcome == Outcome.COMPLETE and not response.is_test
    record_event("response.completed" if is_counted else "response.screened_out", _payload(response))
    keep_uploads(response=response, upload_ids=given.judged.upload_ids)
    if given.visit.trajectory:
        keep_trajectory(response_id=response.pk, survey_id=response.survey_id, packed=given.visit.trajectory)
    if given.visit.has_attempt or given.door.definition.quotas:
        complete_attempt(given.key.text)
    return Accepted(response.pk, is_new=True, outcome=response.outcome, ending=response.ending)


def _response(given: _Given, full: Full | None, over: tuple[str, ...]) -> Response:
    door, judged, visit = given.door, given.judged, given.visit
    walked = judged.walk
    assert walked is not None  # noqa: S101  # answers without a walk have errors
    assert door.version_id is not None  # noqa: S101  # `submit_response` has seen it
    outcome, ending = walked.outcome, walked.ending
    if full is not None:
        outcome, ending = (Outcome.SCREENED_OUT if full.do == "screen_out" else Outcome.QUOTA_FULL), full.ending
    now = given.submitted_at or timezone.now()
    started = started_at(given.key) if given.submitted_at is None else None
    per_address = door.access is not None and door.access.once_per == OncePer.ADDRESS
    return Response(
        survey_id=door.survey_id,
        version_id=door.version_id,
        collector_id=door.collector_id,
        department_id=door.department_id,
        idempotency_key=given.key.text,
        is_signed=given.key.is_signed,
        seed=given.key.seed,
        answers=walked.answers,
        private=encrypt(walked.private, organization_id=door.organization_id) if walked.private else "",
        dropped=_noted(walked.dropped),
        outcome=outcome,
        ending=ending,
        path=walked.path,
        arms=walked.arms,
        over_quotas=list(over),
        context=visit.context(),
        person_mark=visit_mark(OncePer.PERSON, visit),
        device_mark=visit_mark(OncePer.DEVICE, visit),
        # The address is only remembered, even as a hash, where the survey takes one answer of each.
        address_mark=visit_mark(OncePer.ADDRESS, visit) if per_address else "",
        language=given.language,
        started_at=started,
        seconds=min(LONGEST_SECONDS, max(0, int((now - started).total_seconds()))) if started else None,
        timings=_timings(visit.timings, walked.shown),
        is_test=visit.is_test,
        submitted_at=now,
    )


def _noted(dropped: Mapping[str, str]) -> dict[str, str]:
    """Of names that no question has only a few short ones: they are whatever the client wrote."""
    unknown = [name for name, why in dropped.items() if why == UNKNOWN and len(name) <= NAME_LIMIT][:MOST_UNKNOWN]
    return {name: why for name, why in dropped.items() if why != UNKNOWN} | dict.fromkeys(unknown, UNKNOWN)


def _timings(given: Any, shown: Mapping[str, Any]) -> dict[str, int]:
    """Milliseconds by instance name, of questions that this respondent saw."""
    if not isinstance(given, Mapping):
        return {}
    return {
        name: int(min(LONGEST_MS, max(0, value)))
        for name, value in given.items()
        if name in shown and type(value) in {int, float}
    }


def _insert_once(response: Response) -> bool:
    """Insert unless (collector, key) is there; True when this call has made the row.

    Django cannot say which it was: with `ignore_conflicts` it gives nothing back, and a failed insert would end the
    transaction.
    """
    fields = Response._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.attname) for field in fields)
    values = [field.get_db_prep_save(field.pre_save(response, add=True), connection) for field in fields]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(Response._meta.db_table)} ({columns}) VALUES ({marks}) "  # noqa: S608
            "ON CONFLICT (organization_id, collector_id, idempotency_key) DO NOTHING RETURNING id",
            values,
        )
        return cursor.fetchone() is not None


def _earlier(door: Door, key: str) -> Response | None:
    return Response.objects.filter(collector_id=door.collector_id, idempotency_key=key).first()


def _repeat(given: _Given, earlier: Response) -> Accepted:
    """Compared as the version that was answered reads the answers."""
    walked = judge_again(given.door, given.key, given.visit, earlier, given.answers)
    if walked is None or walked.answers != earlier.answers or walked.private != _private(earlier):
        raise Refusal("already_answered", _("An answer was given already; the first one counts."), status=409)
    return Accepted(earlier.pk, is_new=False, outcome=earlier.outcome, ending=earlier.ending)


def _private(response: Response) -> dict[str, Any] | None:
    if not response.private:
        return {}
    try:
        return decrypt(response.private, organization_id=require_organization_id())
    except UnreadableError:
        return None


def _refused(errors: Mapping[str, AnswerError]) -> Refusal:
    found = {
        name: {"code": error.code, "params": dict(error.params), "message": answer_error_text(error)}
        for name, error in errors.items()
    }
    return Refusal("invalid_answers", _("Some answers need another look."), errors=found)


def _payload(response: Response) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "response": str(response.pk),
        "survey": str(response.survey_id),
        "version": str(response.version_id),
        "collector": str(response.collector_id),
        "department": str(response.department_id),
        "submitted_at": response.submitted_at.isoformat(),
    }
    if response.outcome != Outcome.COMPLETE or response.is_test:
        payload |= {"outcome": str(response.outcome), "is_test": response.is_test}
    return payload

"""Takes in answers. This is the path every respondent goes, so each statement counts."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cem.events.outbox import record_event
from cem.privacy import UnreadableError, decrypt, encrypt
from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from surveys.domain.answers import Checked, check_answers
from surveys.models import Response
from surveys.selectors.definitions import published_definition
from surveys.selectors.doors import Door
from surveys.services.wording import answer_error_text


@dataclass(frozen=True)
class Accepted:
    """`is_new` is False for a repeat, which has stored nothing."""

    response_id: UUID
    is_new: bool


def submit_response(
    *, door: Door, answers: Any, idempotency_key: str = "", language: str = "", submitted_at: datetime | None = None
) -> Accepted:
    """Store one set of answers with its event, or nothing. Runs in the transaction of the tenant context of the link.

    A key that was used before gives the response it made when the answers are the same, and Refusal already_answered
    (409) when they are not; also after the survey was closed or changed, for a repeat asks only whether the first one
    arrived. Other refusals: survey_not_published (404), survey_closed (410), invalid_answers (422, by question key).
    `submitted_at` is for answers that were given earlier on another way; by default it is now.
    Two statements for an accepted answer: the response, and the event with its deliveries.
    """
    require_organization_id()
    if door.version_id is None:
        raise Refusal("survey_not_published", _("This survey has not been published yet."), status=404)
    key = idempotency_key or secrets.token_urlsafe(24)
    checked = check_answers(door.definition, answers)
    if checked.errors or not door.takes_answers:
        earlier = _earlier(door, key)
        if earlier is not None:
            return _repeat(earlier, answers)
        raise _refused(door, checked)
    response = Response(
        survey_id=door.survey_id,
        version_id=door.version_id,
        collector_id=door.collector_id,
        department_id=door.department_id,
        idempotency_key=key,
        answers=checked.answers,
        contact=encrypt(checked.contact, organization_id=door.organization_id) if checked.contact else "",
        language=language,
        submitted_at=submitted_at or timezone.now(),
    )
    if _insert_once(response):
        record_event("response.completed", _payload(response))
        return Accepted(response.pk, is_new=True)
    # The insert has waited for the other transaction, so that this statement sees what it has committed.
    earlier = _earlier(door, key)
    assert earlier is not None  # noqa: S101  # responses are not deleted while they are being answered
    return _repeat(earlier, answers)


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


def _repeat(earlier: Response, answers: Any) -> Accepted:
    """Compared as the version that was answered reads the answers."""
    checked = check_answers(published_definition(earlier.version_id), answers)
    if checked.errors or checked.answers != earlier.answers or checked.contact != _contact(earlier):
        raise Refusal("already_answered", _("An answer was given already; the first one counts."), status=409)
    return Accepted(earlier.pk, is_new=False)


def _contact(response: Response) -> dict[str, str] | None:
    if not response.contact:
        return None
    try:
        return decrypt(response.contact, organization_id=require_organization_id())
    except UnreadableError:
        return None


def _refused(door: Door, checked: Checked) -> Refusal:
    if not door.takes_answers:
        return Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
    errors = {
        key: {"code": error.code, "params": dict(error.params), "message": answer_error_text(error)}
        for key, error in checked.errors.items()
    }
    return Refusal("invalid_answers", _("Some answers need another look."), errors=errors)


def _payload(response: Response) -> dict[str, Any]:
    return {
        "response": str(response.pk),
        "survey": str(response.survey_id),
        "version": str(response.version_id),
        "collector": str(response.collector_id),
        "department": str(response.department_id),
        "submitted_at": response.submitted_at.isoformat(),
    }

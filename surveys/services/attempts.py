"""Saves answers on their way, so that a visit can go on later; holds its seats in quotas meanwhile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cem.privacy import UnreadableError, decrypt, encrypt
from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from surveys.domain.keys import PageKey
from surveys.domain.walk import walk
from surveys.domain.walk.results import CONFIRMED
from surveys.enums import AttemptState
from surveys.models import Attempt
from surveys.selectors.attempts import attempt_detail, key_is_known
from surveys.selectors.definitions import published_program
from surveys.selectors.doors import Door
from surveys.services.access import require_open
from surveys.services.quotas import Full, hold_seats, lock_visit, quota_left
from surveys.services.visits import Visit, page_key, started_at, surroundings

KEPT = timedelta(days=30)
# After so long without a save a visit counts as given up; it may go on all the same.
ABANDONED = timedelta(days=1)
PURGE_BATCH = 1000
NAME_LIMIT = 100
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Saved:
    """What the page is told: `full` ends the visit, for there is no seat for it."""

    saved_at: datetime
    edition: int
    quota_left: Mapping[str, int] = field(default_factory=dict)
    full: Full | None = None


@dataclass(frozen=True)
class Kept:
    """An attempt as a page may have it back. Of private questions only the names: what was said there stays here."""

    state: str
    version: int
    edition: int
    answers: Mapping[str, Any]
    private: tuple[str, ...]
    url: Mapping[str, str]
    page: str
    language: str
    saved_at: datetime


def save_attempt(
    *,
    door: Door,
    key: str,
    answers: Mapping[str, Any],
    edition: int,
    page: str = "",
    language: str = "",
    visit: Visit | None = None,
    merge: bool = False,
) -> Saved:
    """Keep the answers given so far, whatever they are worth, and hold seats in the quotas they have decided.

    The newest `edition` wins and a repeat changes nothing. With `merge` what was saved before stays where the new
    answers say nothing, and so do private answers in any case; None takes an answer away. `page` is the page instance
    up to which everything was asked: quotas are decided as far as there. Raises Refusal survey_not_published (404),
    survey_closed (410), what `require_open` raises, unknown_attempt (404) for a key of another link,
    already_answered (409).
    """
    _require_taking(door)
    require_open(door, visit := visit or Visit())
    if not _KEY.fullmatch(key):
        raise _unknown()
    read = page_key(door, key)
    has_quotas = bool(door.definition.quotas) and not visit.is_test
    if merge or has_quotas:
        lock_visit(key)
    given, says_private = _with_earlier(door, key, _sound(door, answers), merge=merge)
    saved_at, newest = _store(
        door, read, given, edition, page=page, language=language, visit=visit, says_private=says_private
    )
    if not has_quotas:
        return Saved(saved_at, newest)
    left = quota_left(door, key)
    if not page or newest != edition:
        return Saved(saved_at, newest, left)
    around = surroundings(door, read, visit, language, left)
    found = walk(published_program(_version(door)), given, surroundings=around, until=page)
    seats = hold_seats(door=door, key=key, matched=found.cells)
    return Saved(saved_at, newest, seats.left, seats.full)


def _with_earlier(door: Door, key: str, given: dict[str, Any], *, merge: bool) -> tuple[dict[str, Any], bool]:
    """The answers beside those that stay from before, and whether anything is said of private ones."""
    says_private = merge or any(_is_private(door, name) for name in given)
    if merge:
        given = {**all_answers(door, key), **given}
    elif says_private:
        given = {**private_answers(door, key), **given}
    return {name: value for name, value in given.items() if value is not None}, says_private


def find_attempt(door: Door, key: str) -> Kept | None:
    """What was saved by this key at this link; None when there is nothing."""
    attempt = attempt_detail(door.collector_id, key) if _KEY.fullmatch(key) else None
    if attempt is None:
        return None
    return Kept(
        state=attempt.state,
        version=attempt.version.number,
        edition=attempt.edition,
        answers=attempt.answers,
        private=tuple(_private(attempt)),
        url=attempt.url,
        page=attempt.page,
        language=attempt.language,
        saved_at=attempt.saved_at,
    )


def all_answers(door: Door, key: str) -> dict[str, Any]:
    """Everything that was saved, private answers too; for handing in what came page by page, never for showing."""
    attempt = attempt_detail(door.collector_id, key) if _KEY.fullmatch(key) else None
    return {**attempt.answers, **_private(attempt)} if attempt else {}


def private_answers(door: Door, key: str) -> dict[str, Any]:
    """What was saved of questions whose answer identifies a person; never for showing."""
    attempt = attempt_detail(door.collector_id, key) if _KEY.fullmatch(key) else None
    return _private(attempt) if attempt else {}


def complete_attempt(key: str) -> None:
    """The answers are a response now: what was saved on the way goes."""
    Attempt.objects.filter(key=key).exclude(state=AttemptState.COMPLETED).update(
        state=AttemptState.COMPLETED, answers={}, private="", url={}, saved_at=timezone.now()
    )


def sweep_attempts(*, now: datetime | None = None) -> int:
    """Mark visits that were given up, and forget those of the organisation in force that are too old; how many."""
    now = now or timezone.now()
    idle = Attempt.objects.filter(state=AttemptState.OPEN, saved_at__lt=now - ABANDONED)
    idle.update(state=AttemptState.ABANDONED)
    old = Attempt.objects.filter(saved_at__lt=now - KEPT).order_by("saved_at").values_list("pk", flat=True)
    deleted, _by_model = Attempt.objects.filter(pk__in=list(old[:PURGE_BATCH])).delete()
    return deleted


def _store(
    door: Door,
    key: PageKey,
    given: dict[str, Any],
    edition: int,
    *,
    page: str,
    language: str,
    visit: Visit,
    says_private: bool,
) -> tuple[datetime, int]:
    """Write the attempt unless a newer edition is there; when it was saved, and which edition is kept."""
    private = {name: value for name, value in given.items() if _is_private(door, name)}
    fields: dict[str, Any] = {
        "version_id": _version(door),
        "edition": edition,
        "answers": {name: value for name, value in given.items() if name not in private},
        "url": visit.parameters,
        "page": page[:NAME_LIMIT],
        "language": language,
        "state": AttemptState.OPEN,
        "saved_at": timezone.now(),
    }
    if private or says_private:
        # Where the page says nothing of them they stay: one that goes on elsewhere was never told what they are.
        fields["private"] = encrypt(private, organization_id=door.organization_id) if private else ""
    mine = Attempt.objects.filter(key=key.text, collector_id=door.collector_id)
    older = mine.filter(edition__lt=edition).exclude(state=AttemptState.COMPLETED)
    if older.update(**fields):
        return fields["saved_at"], edition
    if (found := mine.first()) is None:
        _begin(door, key, fields)
        # Another save may have come in between; the newer of the two stays.
        older.update(**fields)
        found = mine.first()
    if found is None:
        raise _unknown()
    if found.state == AttemptState.COMPLETED:
        raise Refusal("already_answered", _("An answer was given already; the first one counts."), status=409)
    return found.saved_at, found.edition


def _begin(door: Door, key: PageKey, fields: Mapping[str, Any]) -> None:
    """The first save of a visit; raises Refusal unknown_attempt for a key that belongs to another link."""
    if key_is_known(key.text):
        raise _unknown()
    fresh = Attempt(
        survey_id=door.survey_id,
        collector_id=door.collector_id,
        key=key.text,
        seed=key.seed,
        started_at=started_at(key) or fields["saved_at"],
        **fields,
    )
    Attempt.objects.bulk_create([fresh], ignore_conflicts=True)


def _sound(door: Door, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the survey has a question for; it is judged when it is handed in."""
    known = published_program(_version(door)).by_key
    return {
        name: value
        for name, value in answers.items()
        if len(name) <= NAME_LIMIT and (name == CONFIRMED or name.partition("@")[0] in known)
    }


def _is_private(door: Door, name: str) -> bool:
    return name.partition("@")[0] in published_program(_version(door)).private_keys


def _private(attempt: Attempt) -> dict[str, Any]:
    if not attempt.private:
        return {}
    try:
        return decrypt(attempt.private, organization_id=require_organization_id())
    except UnreadableError:
        return {}


def _require_taking(door: Door) -> None:
    if door.version_id is None:
        raise Refusal("survey_not_published", _("This survey has not been published yet."), status=404)
    if not door.takes_answers:
        raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)


def _version(door: Door) -> Any:
    assert door.version_id is not None  # noqa: S101  # `_require_taking` has seen it
    return door.version_id


def _unknown() -> Refusal:
    return Refusal("unknown_attempt", _("Nothing is saved under this key."), status=404)

"""Who may answer a survey now: the rules that its owner sets, and their judgement at the door."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal
from surveys import policies
from surveys.domain.access import Closed, judge, since_when
from surveys.domain.texts import LANGUAGES, clean_text, pick
from surveys.enums import OncePer, Outcome
from surveys.models import Response, Survey, SurveyAccess
from surveys.selectors.doors import Door
from surveys.services.visits import Visit, mark

CLOSE_TEXT_LIMIT = 500
MOST_DAYS = 3650
PASSWORD_LENGTH = range(4, 101)
PASS_SECONDS = 12 * 3600
TRIES, TRIES_SECONDS = 10, 600
_SALT = "surveys.access-pass.v1"
_STATUS = {"survey_ended": 410, "limit_reached": 410, "answered_before": 409}


@dataclass(frozen=True)
class AccessInput:
    """The rules as an editor sends them. `password` None keeps the one there is, "" takes it away."""

    password: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    daily_from: time | None = None
    daily_until: time | None = None
    time_zone: str = ""
    response_limit: int | None = None
    once_per: str = OncePer.NONE
    once_days: int = 0
    close_text: Mapping[str, str] | None = None
    is_test_open: bool = False


@transaction.atomic
def set_access(*, actor: Actor, survey_id: UUID, rules: AccessInput) -> SurveyAccess:
    """Set all rules of a survey at once; they hold for whoever comes from now on.

    Raises Refusal invalid_access with the fields to mend.
    """
    policies.PUBLISH.require(actor)
    # Not FOR UPDATE: responses that are coming in refer to the survey while they wait for its rules.
    survey = Survey.objects.select_for_update(no_key=True).get(pk=survey_id)
    errors = _problems(rules)
    if errors:
        raise Refusal("invalid_access", _("These rules cannot be set."), errors=errors)
    access = SurveyAccess.objects.select_for_update().filter(survey=survey).first() or SurveyAccess(survey=survey)
    before = _shown(access)
    if rules.response_limit is not None and access.response_limit is None:
        access.taken = _count(survey.pk)
    for name in (
        "opens_at", "closes_at", "daily_from", "daily_until", "time_zone", "response_limit", "once_per", "once_days",
        "is_test_open",
    ):  # fmt: skip
        setattr(access, name, getattr(rules, name))
    texts = {language: clean_text(text) for language, text in (rules.close_text or {}).items()}
    access.close_text = {language: text for language, text in texts.items() if text}
    if rules.password is not None:
        access.password = make_password(rules.password) if rules.password else ""
    access.save()
    after = _shown(access)
    changes: dict[str, Any] = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if rules.password:
        changes["password"] = True
    if changes:
        record_audit(actor=actor, action="survey.access_changed", target=survey, changes=changes)
    return access


def closed_now(door: Door, visit: Visit, *, now: datetime | None = None) -> Closed | None:
    """Why this visit may not answer; None when it may. Tests are asked for the password only.

    One query where one answer of each is taken, else none.
    """
    access, now = door.access, now or timezone.now()
    if visit.is_test:
        if access is None or not access.is_test_open:
            return Closed("test_not_open")
        is_locked = bool(access.password) and not _is_unlocked(door, visit.access_pass)
        return Closed("password_needed") if is_locked else None
    if access is None:
        return None
    found = judge(access, now, is_unlocked=_is_unlocked(door, visit.access_pass))
    return found or (Closed("answered_before") if has_answered(door, visit, now=now) else None)


def require_open(door: Door, visit: Visit) -> None:
    """Raises the Refusal of whatever `closed_now` finds."""
    closed = closed_now(door, visit)
    if closed is not None:
        raise refusal_of(closed)


def refusal_of(closed: Closed) -> Refusal:
    return Refusal(closed.code, closed_sentence(closed), status=_STATUS.get(closed.code, 403))


def closed_sentence(closed: Closed) -> str:
    """What a respondent reads, in the language in force."""
    return {
        "not_open_yet": _("This survey is not open yet. Please come back later."),
        "survey_ended": _("This survey is closed and takes no more answers."),
        "outside_hours": _("This survey is open at certain hours only. Please come back later."),
        "limit_reached": _("This survey has all the answers it needs. Thank you for your interest."),
        "password_needed": _("This survey asks for a password."),
        "answered_before": _("You have answered this survey already. Thank you."),
        "test_not_open": _("This survey takes no test answers."),
    }[closed.code]


def closed_text(door: Door, closed: Closed, language: str) -> str:
    """The owner's own text where there is one, else the sentence of the reason."""
    own = pick(door.access.close_text, language, door.definition.language) if door.access else ""
    if closed.code in {"password_needed", "test_not_open"}:
        own = ""
    return own or closed_sentence(closed)


def unlock_survey(*, door: Door, password: str, address: str) -> str:
    """The pass for a right password, good for twelve hours and until the password changes.

    Raises Refusal wrong_password (403), and too_many_tries (429) after ten wrong ones from one address in ten minutes.
    """
    access = door.access
    if access is None or not access.password:
        return ""
    name = f"surveys:tries:{door.organization_id}:{door.survey_id}:{mark('address', address)}"
    # Counted before it is compared, so that many at once get no more tries than one after the other.
    if _note_try(name) > TRIES:
        raise Refusal("too_many_tries", _("Too many wrong passwords. Please wait ten minutes."), status=429)
    if not check_password(password[:200], access.password):
        raise Refusal("wrong_password", _("This is not the password."), status=403)
    _forgive_try(name)
    return signing.dumps([str(door.survey_id), _fingerprint(access.password)], salt=_SALT)


def has_answered(door: Door, visit: Visit, *, now: datetime | None = None) -> bool:
    """Whether this person, device or address has answered within the window of the survey."""
    access = door.access
    if access is None or access.once_per == OncePer.NONE:
        return False
    value = visit_mark(access.once_per, visit)
    if not value:
        return False
    since = since_when(access, now or timezone.now())
    found = Response.objects.filter(survey_id=door.survey_id, is_test=False, **{f"{access.once_per}_mark": value})
    return (found if since is None else found.filter(submitted_at__gt=since)).exists()


def require_first_answer(door: Door, visit: Visit) -> None:
    """As `has_answered`, for the moment of handing in: of several at once only one is let through.

    Raises Refusal answered_before (409). Where nothing tells who it is, nobody is kept out.
    """
    access = door.access
    if access is None or access.once_per == OncePer.NONE:
        return
    value = visit_mark(access.once_per, visit)
    if not value:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"{door.survey_id}:{value}"])
    if has_answered(door, visit):
        raise refusal_of(Closed("answered_before"))


def take_place(door: Door) -> None:
    """Count one more response where the survey has a limit; raises Refusal limit_reached (410) at its end."""
    if door.access is None or door.access.response_limit is None:
        return
    rows = SurveyAccess.objects.filter(survey_id=door.survey_id)
    if rows.filter(response_limit__gt=F("taken")).update(taken=F("taken") + 1):
        return
    if rows.filter(response_limit__isnull=False).exists():
        raise refusal_of(Closed("limit_reached"))


def visit_mark(kind: str, visit: Visit) -> str:
    """The keyed hash of the person, device or address of a visit; "" where it is not known."""
    return mark(kind, {"person": visit.person, "device": visit.device, "address": visit.address}.get(kind, ""))


def _problems(rules: AccessInput) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if rules.opens_at and rules.closes_at and rules.closes_at <= rules.opens_at:
        errors["closes_at"] = [_("The end must be after the beginning.")]
    if (rules.daily_from is None) != (rules.daily_until is None):
        errors["daily_until"] = [_("The hours of a day need a beginning and an end.")]
    if rules.time_zone and rules.time_zone not in available_timezones():
        errors["time_zone"] = [_("There is no such time zone.")]
    if rules.response_limit is not None and rules.response_limit < 1:
        errors["response_limit"] = [_("The limit is at least 1.")]
    if rules.once_per not in OncePer.values:
        errors["once_per"] = [_("Please choose one of the choices.")]
    if not 0 <= rules.once_days <= MOST_DAYS:
        errors["once_days"] = [_("From 0 to %(most)s days.") % {"most": MOST_DAYS}]
    if rules.password and len(rules.password) not in PASSWORD_LENGTH:
        errors["password"] = [_("A password has from 4 to 100 characters.")]
    for language, text in (rules.close_text or {}).items():
        if language not in LANGUAGES or not isinstance(text, str) or len(text) > CLOSE_TEXT_LIMIT:
            errors["close_text"] = [_("A text of at most %(limit)s characters.") % {"limit": CLOSE_TEXT_LIMIT}]
    return errors


def _shown(access: SurveyAccess) -> dict[str, Any]:
    """The rules as the audit log keeps them: no password, no texts."""
    moments = {name: getattr(access, name) for name in ("opens_at", "closes_at", "daily_from", "daily_until")}
    return {
        **{name: value.isoformat() if value else None for name, value in moments.items()},
        "time_zone": access.time_zone,
        "response_limit": access.response_limit,
        "once_per": str(access.once_per),
        "once_days": access.once_days,
        "is_test_open": access.is_test_open,
        "has_password": bool(access.password),
    }


def _count(survey_id: UUID) -> int:
    return Response.objects.filter(survey_id=survey_id, outcome=Outcome.COMPLETE, is_test=False).count()


def _is_unlocked(door: Door, access_pass: str) -> bool:
    if not access_pass or door.access is None:
        return False
    try:
        given = signing.loads(access_pass[:500], salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return False
    return bool(given == [str(door.survey_id), _fingerprint(door.access.password)])


def _fingerprint(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


def _note_try(name: str) -> int:
    """How many there were in ten minutes, this one included; 0 where nothing can be counted."""
    try:
        cache.add(name, 0, timeout=TRIES_SECONDS)
        return int(cache.incr(name))
    except (RedisError, ValueError):
        return 0


def _forgive_try(name: str) -> None:
    """The right password is no try: a whole shop may sit behind one address."""
    try:
        cache.decr(name)
    except (RedisError, ValueError):
        return

"""Codes that show who holds a telephone: sent to a number by SMS, typed in with it, and judged with the answers.

Everything is in the cache, for each number of one question of one visit, and only as keyed hashes:

    surveys:code:SLOT          the newest code, for ten minutes
    surveys:code-tries:SLOT    how many codes were tried against it
    surveys:code-right:SLOT    the code that was right: it stays right for this visit, so that answers which were saved
                               on the way, and a repeat of what was sent, need no second one

Nobody learns here whether a number is known: nothing is looked up, and every limit refuses with the same words.
"""

import hmac
import logging
import re
import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from surveys.domain.questions import QUESTION_TYPES, AnswerError, Question, Taken
from surveys.domain.questions.base import InForce
from surveys.domain.walk import Walk
from surveys.selectors.doors import Door
from surveys.services.access import require_open
from surveys.services.attempts import KEPT, NAME_LIMIT
from surveys.services.sms import SmsNotSentError, sms_sender
from surveys.services.visits import MARK_LENGTH, Visit, mark
from surveys.services.wording import answer_error_text

logger = logging.getLogger(__name__)

CODE_SECONDS = 600
WAIT_SECONDS = 60
MOST_TRIES = 5
# (seconds, how many) for each address, number and survey.
LIMITS = {
    "address": ((600, 10), (86_400, 60)),
    "phone": ((WAIT_SECONDS, 1), (3600, 5), (86_400, 10)),
    "survey": ((3600, 500), (86_400, 3000)),
}
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PROBE = "000000"


@dataclass(frozen=True)
class SentCode:
    """`number` is masked; after `wait` seconds another code may be asked for."""

    number: str
    wait: int = WAIT_SECONDS
    valid: int = CODE_SECONDS


def send_code(*, door: Door, key: str, question: str, phone: str, visit: Visit | None = None) -> SentCode:
    """Send a new code to a number; the one before it is worth nothing from now on.

    `question` is the instance name of a phone question with `verify`, `key` the key of the visit. The text is in the
    language in force. Raises Refusal survey_closed (410), what `require_open` raises, unknown_attempt (404) for what is
    no key, unknown_question (404), phone_invalid (422), sms_not_configured (503), too_many_codes (429) and
    code_not_sent (503).
    """
    visit = visit or Visit()
    if not door.takes_answers or door.version_id is None:
        raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
    require_open(door, visit)
    if not _KEY.fullmatch(key):
        raise Refusal("unknown_attempt", _("Nothing is saved under this key."), status=404)
    taken = _number(_question(door, question), phone)
    sender = sms_sender()
    if sender is None:
        raise Refusal("sms_not_configured", _("No codes can be sent here at the moment."), status=503)
    code = f"{secrets.randbelow(10**6):06d}"
    slot = _slot(key, question, taken.private)
    try:
        _spend(door, visit, taken.private)
        cache.set(f"surveys:code:{slot}", _hash(slot, code), timeout=CODE_SECONDS)
        cache.delete(f"surveys:code-tries:{slot}")
    except RedisError as error:
        raise _not_sent(type(error).__name__) from None
    text = _("%(code)s is your code for %(organization)s. It is valid for 10 minutes; please give it to nobody.")
    try:
        sender.send(number=taken.private, code=code, text=text % {"code": code, "organization": door.organization_name})
    except SmsNotSentError as error:
        raise _not_sent(str(error)) from None
    return SentCode(taken.value)


def judge_codes(key: str, walked: Walk, names: frozenset[str] | None = None) -> dict[str, AnswerError]:
    """Errors code_wrong and code_expired by instance name, of the numbers (or those of `names`) that came with a code.

    Each wrong code counts; after five the code is worth nothing. No cache access where no number is to be verified.
    Raises Refusal codes_unavailable (503) when the codes cannot be read.
    """
    errors = {}
    for name, code in walked.solutions.items():
        number = walked.private.get(name)
        if number is None or name in walked.errors or (names is not None and name not in names):
            continue
        slot = _slot(key, name, number)
        try:
            wrong = _judge(slot, _hash(slot, code))
        except RedisError as error:
            logger.warning("codes cannot be judged: %s", type(error).__name__)
            message = _("The code could not be checked just now. Please try again in a moment.")
            raise Refusal("codes_unavailable", message, status=503) from None
        if wrong:
            errors[name] = AnswerError(wrong)
    return errors


def _judge(slot: str, given: str) -> str:
    """Why a code does not count; "" for the right one."""
    right, tries = f"surveys:code-right:{slot}", f"surveys:code-tries:{slot}"
    if _is_same(cache.get(right), given):
        return ""
    sent = cache.get(f"surveys:code:{slot}")
    # Counted before it is compared, so that many at once get no more tries than one after the other.
    if sent is None or _count(tries, CODE_SECONDS) > MOST_TRIES:
        return "code_expired"
    if not _is_same(sent, given):
        return "code_wrong"
    cache.set(right, given, timeout=int(KEPT.total_seconds()))
    return ""


def _question(door: Door, name: str) -> Question:
    question = door.definition.question(name.partition("@")[0]) if len(name) <= NAME_LIMIT else None
    if question is None or question.type != "phone" or not question.settings.get("verify"):
        raise Refusal("unknown_question", _("This survey has no such question."), status=404)
    return question


def _number(question: Question, phone: str) -> Taken:
    """The number as an answer would be taken."""
    given = {"number": phone, "code": _PROBE}
    found = QUESTION_TYPES[question.type].check_answer(question, given, InForce())
    if not isinstance(found, Taken):
        raise Refusal("phone_invalid", answer_error_text(found or AnswerError("phone_invalid")))
    return found


def _spend(door: Door, visit: Visit, number: str) -> None:
    """Count against every limit. A number has the same limits whichever organisation sends to it."""
    counted = {
        "address": visit.address,
        "phone": number,
        "survey": str(door.survey_id),
    }
    for kind, value in counted.items():
        if not value:
            continue
        for seconds, most in LIMITS[kind]:
            hidden = salted_hmac(f"surveys.codes.{kind}", value, algorithm="sha256").hexdigest()[:MARK_LENGTH]
            if _count(f"throttle:client:code:{kind}:{seconds}:{hidden}", seconds) > most:
                message = _("Too many codes were asked for. Please wait a minute, then try again.")
                raise Refusal("too_many_codes", message, status=429)


def _count(name: str, seconds: int) -> int:
    """How many there were within so many seconds of the first, this one included."""
    cache.add(name, 0, timeout=seconds)
    try:
        return int(cache.incr(name))
    except ValueError:
        # It ran out between the two calls.
        return 1


def _slot(key: str, name: str, number: str) -> str:
    return f"{require_organization_id()}:{mark('code-slot', f'{key} {name} {number}')}"


def _hash(slot: str, code: str) -> str:
    return mark("code", f"{slot} {code}")


def _is_same(kept: object, given: str) -> bool:
    return isinstance(kept, str) and hmac.compare_digest(kept, given)


def _not_sent(why: str) -> Refusal:
    logger.warning("a code could not be sent: %s", why)
    return Refusal("code_not_sent", _("The message could not be sent. Please try again in a moment."), status=503)

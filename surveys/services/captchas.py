"""Who judges the solution of a captcha: our own proof of work, or a service that the operator has switched on.

    SURVEY_CAPTCHA_SERVICES = {"geetest": {"adapter": "surveys.services.captchas.GeeTest", "id": "...", "key": "..."}}

None is on by default. A survey names one by `service`; where that is not on, our own riddle counts, and where it is,
nothing else does. The page announces such a question with the event "survey-captcha" (detail: service, challenge,
solved), for the script of the service that the operator adds; where nothing takes the event, it solves our own riddle.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.module_loading import import_string

from surveys.domain.proof_of_work import USUAL, challenge_of, is_solved
from surveys.domain.questions import Question

SECONDS = 5


class CaptchaService(Protocol):
    """Made with the settings of the service, "adapter" left out."""

    def is_passed(self, solution: str) -> bool: ...


def is_passed(question: Question, *, key: str, name: str, solution: str) -> bool:
    """Whether the work was done for this question (instance `name`) of the page with this key."""
    service = captcha_service(str(question.settings.get("service", "")))
    if service is not None:
        return service.is_passed(solution)
    return is_solved(challenge_of(key, name), solution, int(question.settings.get("difficulty", USUAL)))


def captcha_service(name: str) -> CaptchaService | None:
    """The adapter of a service, None unless the operator has switched it on."""
    known: Mapping[str, Mapping[str, str]] = getattr(settings, "SURVEY_CAPTCHA_SERVICES", {})
    if name not in known:
        return None
    options = dict(known[name])
    adapter: Any = import_string(options.pop("adapter"))
    made: CaptchaService = adapter(**options)
    return made


class GeeTest:
    """GeeTest, fourth edition: the solution is the JSON of what its script gives to the page.

    The service is asked with a signature over the lot number. When it cannot be reached nobody is held up: the answer
    is taken, as its documentation advises.
    """

    address = "https://gcaptcha4.geetest.com/validate"
    _fields = ("lot_number", "captcha_output", "pass_token", "gen_time")

    def __init__(self, *, id: str, key: str, address: str = "") -> None:  # noqa: A002  # the name in the settings
        self.id, self.key = id, key
        self.address = address or self.address

    def is_passed(self, solution: str) -> bool:
        try:
            given = json.loads(solution)
        except ValueError:
            return False
        if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in self._fields):
            return False
        fields = {name: given[name] for name in self._fields}
        sign = hmac.new(self.key.encode(), fields["lot_number"].encode(), hashlib.sha256).hexdigest()
        body = urlencode({**fields, "sign_token": sign}).encode()
        request = Request(f"{self.address}?{urlencode({'captcha_id': self.id})}", body)  # noqa: S310  # the operator's address
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                found = json.load(answer)
        except (URLError, TimeoutError, ValueError):
            return True
        return isinstance(found, dict) and found.get("result") == "success"

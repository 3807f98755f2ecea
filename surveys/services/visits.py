"""One visit of a respondent: its key, and what the request tells of who answers."""

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from cem.tenancy.context import require_organization_id
from surveys.domain.clients import Client, describe_visit, read_user_agent, url_parameters
from surveys.domain.keys import RANDOM_BYTES, PageKey, make_key, read_key
from surveys.domain.walk import Surroundings
from surveys.selectors.doors import Door
from surveys.services.places import find_place

logger = logging.getLogger(__name__)

_PURPOSE = b"surveys.page-key.v1"
MARK_LENGTH = 32


@dataclass(frozen=True)
class Visit:
    """What comes with answers beside the answers. Everything is as the client says it; nothing is believed.

    `url` are the parameters of the page's address, `device` the value of the long-lived cookie `cem_device`, `person`
    what names the respondent to whoever sent the link, `access_pass` what `unlock_survey` gave for the password.
    """

    url: Mapping[str, str] = field(default_factory=dict)
    user_agent: str = ""
    address: str = ""
    device: str = ""
    person: str = ""
    referrer: str = ""
    screen: str = ""
    access_pass: str = ""
    timings: Mapping[str, Any] = field(default_factory=dict)
    # As the page has packed it; see surveys/services/trajectories.py.
    trajectory: str = ""
    is_test: bool = False
    # Whether the page has saved answers on the way, so that there is an attempt to close.
    has_attempt: bool = False

    @property
    def client(self) -> Client:
        return read_user_agent(self.user_agent)

    @property
    def parameters(self) -> dict[str, str]:
        return url_parameters(self.url)

    def context(self) -> dict[str, Any]:
        """What of it is stored. Nothing at all where the request told nothing, as with answers of a partner."""
        if not (self.user_agent or self.url or self.referrer or self.screen):
            return {}
        return describe_visit(
            self.client,
            url=self.parameters,
            screen=self.screen,
            referrer=self.referrer,
            place=find_place(self.address) if self.address else {},
        )


def issue_key(door: Door) -> str:
    """A new key for somebody who opens the page. In a survey with experiments it also holds their turn."""
    has_experiments = door.version_id is not None and bool(door.definition.experiments)
    return make_key(
        _secret(),
        token=door.token,
        random=secrets.token_bytes(RANDOM_BYTES),
        second=int(time.time()),
        turn=_next_turn(door) if has_experiments else None,
    )


def page_key(door: Door, text: str) -> PageKey:
    """What the key that came with answers is worth; without one, a new one whose start is not known."""
    if not text:
        return PageKey(secrets.token_urlsafe(24), None)
    return read_key(_secret(), token=door.token, text=text, now=int(time.time()))


def surroundings(
    door: Door, key: PageKey, visit: Visit, language: str, quota_left: Mapping[str, int] | None = None
) -> Surroundings:
    """All that the path of this visit depends on beside its answers; the page is made with the same.

    The time is that of the key, so that page and server agree on the day however long somebody takes.
    """
    opened = (started_at(key) or timezone.now()).astimezone(ZoneInfo(door.time_zone))
    context = {
        "channel": door.channel,
        "device": visit.client.device,
        "language": language,
        "department": str(door.department_id),
        "collector": str(door.collector_id),
        "today": opened.date().isoformat(),
        "now": opened.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    return Surroundings(
        seed=key.seed,
        url=visit.parameters,
        customer={},
        context=context,
        quota_left=quota_left or {},
        organization_name=door.organization_name,
        turn=key.turn if key.is_signed and door.definition.experiments else None,
        survey=str(door.survey_id),
    )


def started_at(key: PageKey) -> datetime | None:
    return datetime.fromtimestamp(key.started, UTC) if key.started is not None else None


def mark(kind: str, value: str) -> str:
    """A keyed hash of what answers (person, device, address), other for each organisation; "" for nothing."""
    if not value:
        return ""
    organization: UUID = require_organization_id()
    text = f"{kind}:{organization}:{value[:500]}".encode(errors="replace")
    return hmac.new(_secret(), text, hashlib.sha256).hexdigest()[:MARK_LENGTH]


def _next_turn(door: Door) -> int | None:
    """Counts the visits of a survey in the cache; where that does not answer, arms are drawn from the seed alone."""
    name = f"surveys:turn:{door.organization_id}:{door.survey_id}"
    try:
        cache.add(name, -1, timeout=None)
        return int(cache.incr(name))
    except (RedisError, ValueError) as error:
        logger.warning("no turn could be counted: %s", type(error).__name__)
        return None


def _secret() -> bytes:
    return _derived(settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _derived(secret: str) -> bytes:
    return hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()

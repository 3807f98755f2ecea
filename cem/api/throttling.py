"""How often a key, a member or a respondent's page may call."""

import logging
import math
from typing import Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from cem.accounts.access import Actor

logger = logging.getLogger(__name__)


class Throttle(SimpleRateThrottle):
    """Counts in the cache. Where that does not answer, the call is let through: work is worth more than its count."""

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except RedisError as error:
            logger.warning("the throttle %s cannot count: %s", self.scope, type(error).__name__)
            return True

    def wait(self) -> float:
        """Seconds until the next call may succeed, at least one: calls at the same time may overrun the budget."""
        return max(1, math.ceil(super().wait() or 1))


class ActorThrottle(Throttle):
    """A budget for each key or member; the organisation stands in the cache key."""

    scope = "actor"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        actor = request.user
        if not isinstance(actor, Actor):
            return None
        return f"throttle:{actor.organization.id}:{actor.api_key_id or actor.user_id}"

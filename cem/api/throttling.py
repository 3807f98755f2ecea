from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from cem.accounts.access import Actor


class ActorThrottle(SimpleRateThrottle):
    """A budget for each key or member; the organisation stands in the cache key."""

    scope = "actor"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        actor = request.user
        if not isinstance(actor, Actor):
            return None
        return f"throttle:{actor.organization.id}:{actor.api_key_id or actor.user_id}"

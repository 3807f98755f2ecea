"""The content security policy of every answer."""

from functools import lru_cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

# What django-csp's decorators leave on an answer beside an addition to the policy.
_RARE = ("_csp_config", "_csp_replace", "_csp_exempt")


class PolicyMiddleware(CSPMiddleware):
    """Builds a policy that many answers share once and not for each of them."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_rare = any(hasattr(response, name) for name in _RARE)
        if is_rare or getattr(request, "_csp_nonce", None) is not None:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _policy(_frozen(getattr(response, "_csp_update", None) or {})))
        return response


def _frozen(update: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, (value,) if isinstance(value, str) else tuple(value)) for name, value in update.items())


@lru_cache(maxsize=64)
def _policy(update: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return build_policy(update={name: list(values) for name, values in update})

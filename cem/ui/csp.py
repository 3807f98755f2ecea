"""The content security policy of every answer."""

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

# What a view's decorator or a nonce leaves behind; see django-csp.
_OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class PolicyMiddleware(CSPMiddleware):
    """Builds the policy that nearly all answers share once and not for each of them."""

    @cached_property
    def _shared(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(request, "_csp_nonce", None) is None and not any(hasattr(response, name) for name in _OWN):
            response.headers.setdefault(HEADER, self._shared)
            return response
        return super().process_response(request, response)

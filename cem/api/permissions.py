from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class ActorPermission(BasePermission):
    """The rule that the view names for the method; a method without one is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS" or not hasattr(view, method.lower()):
            return True  # 405 or the methods that there are is the answer, whoever asks
        rule = view.rules.get(method)
        return bool(rule and request.user and rule.allows(request.user))

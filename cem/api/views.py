"""Base classes of the API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from cem.accounts.access import Actor, Rule
from cem.api.idempotency import replay_or_run
from cem.api.pagination import Cursor, PageQuery
from cem.api.parsers import BODY_LIMIT


class JsonView(APIView):
    """What management and public calls have in common."""

    # In bytes; the parser reads no more.
    body_limit = BODY_LIMIT

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The methods stand in the Allow header, as in every answer."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class ApiView(JsonView):
    """Answers for one organisation, named by the key or session.

    A subclass names the rule of each method it implements; the permission tests walk over `rules`. POST goes through
    `Idempotency-Key` by itself.
    """

    rules: ClassVar[dict[str, Rule]] = {}

    @property
    def actor(self) -> Actor:
        return self.request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post"):
            handler = self.post
            self.post = lambda *a, **k: replay_or_run(request, self.actor, lambda: handler(*a, **k))

    def read_input(self, serializer_class: type[BaseSerializer]) -> dict[str, Any]:
        """The validated body; raises ValidationError (400)."""
        return self._valid(serializer_class(data=self.request.data))

    def read_query(self, serializer_class: type[BaseSerializer]) -> dict[str, Any]:
        """The validated query string; raises ValidationError (400)."""
        return self._valid(serializer_class(data=self.request.query_params))

    def page(self, queryset: QuerySet, serializer_class: type[BaseSerializer]) -> Response:
        """One cursor page, newest first, narrowed by `updated_since` (the model has `updated_at`)."""
        since = self.read_query(PageQuery).get("updated_since")
        if since is not None:
            queryset = queryset.filter(updated_at__gte=since)
        paginator = Cursor()
        rows = paginator.paginate_queryset(queryset, self.request, view=self)
        return paginator.get_paginated_response(serializer_class(rows, many=True).data)

    @staticmethod
    def _valid(serializer: BaseSerializer) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

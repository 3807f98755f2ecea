"""Base class of the management API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, DateTimeField, Serializer
from rest_framework.views import APIView

from cem.accounts.access import Actor, Rule
from cem.api.idempotency import replay_or_run
from cem.api.pagination import Cursor


class PageQuery(Serializer):
    """What every list takes beside its own filters."""

    updated_since = DateTimeField(required=False)


class ApiView(APIView):
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

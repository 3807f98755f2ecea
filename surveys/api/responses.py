"""Responses, for partners."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.schema import PageQuery, page_of
from cem.api.views import ApiView
from surveys import policies
from surveys.api.serializers import ResponseOutput, ResponseQuery
from surveys.selectors.responses import response_list


class ResponseList(ApiView):
    rules = {"GET": policies.VIEW_RESPONSES}

    @extend_schema(
        operation_id="responses_list",
        tags=["responses"],
        parameters=[ResponseQuery, PageQuery],
        responses={200: page_of("ResponsePage", ResponseOutput)},
    )
    def get(self, request: Request) -> ApiResponse:
        """Responses, newest first; a member sees those of the own departments."""
        responses = response_list(self.actor)
        query = self.read_query(ResponseQuery)
        wanted = {"survey_id": query.get("survey"), "outcome": query.get("outcome"), "is_test": query.get("test")}
        responses = responses.filter(**{name: value for name, value in wanted.items() if value is not None})
        return self.page(responses, ResponseOutput)


class ResponseDetail(ApiView):
    rules = {"GET": policies.VIEW_RESPONSES}

    @extend_schema(
        operation_id="responses_retrieve",
        tags=["responses"],
        responses={200: ResponseOutput},
    )
    def get(self, request: Request, response_id: UUID) -> ApiResponse:
        """One response."""
        return ApiResponse(ResponseOutput(get_object_or_404(response_list(self.actor), pk=response_id)).data)

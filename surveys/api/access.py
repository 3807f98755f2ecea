"""Who may answer a survey, and how full its quotas are, for partners."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.schema import problems
from surveys import policies
from surveys.api.serializers import AccessInputSerializer, AccessOutput, QuotasOutput
from surveys.api.surveys import TAG, SurveyView
from surveys.selectors.access import access_detail
from surveys.selectors.quotas import quota_stats
from surveys.services.access import AccessInput, set_access


class SurveyAccessDetail(SurveyView):
    rules = {"GET": policies.VIEW, "PUT": policies.PUBLISH}

    @extend_schema(operation_id="surveys_access_retrieve", tags=[TAG], responses={200: AccessOutput})
    def get(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Who may answer and when; open to everybody with the link as long as nothing is set."""
        return ApiResponse(AccessOutput(access_detail(self.found(survey_id))).data)

    @extend_schema(
        operation_id="surveys_access_update",
        tags=[TAG],
        request=AccessInputSerializer,
        responses={200: AccessOutput, **problems(422)},
    )
    def put(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Set all rules at once; what is left out is taken away, except for the password."""
        rules = AccessInput(**self.read_input(AccessInputSerializer))
        access = set_access(actor=self.actor, survey_id=self.found(survey_id).pk, rules=rules)
        return ApiResponse(AccessOutput(access).data)


class SurveyQuotas(SurveyView):
    rules = {"GET": policies.VIEW}

    @extend_schema(operation_id="surveys_quotas_retrieve", tags=[TAG], responses={200: QuotasOutput})
    def get(self, request: Request, survey_id: UUID) -> ApiResponse:
        """The quotas of the newest version with their seats."""
        return ApiResponse(QuotasOutput({"quotas": quota_stats(self.found(survey_id))}).data)

"""Checks, versions and differences of surveys, for partners."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.schema import PageQuery, page_of, problems
from cem.api.views import ApiView
from surveys import policies
from surveys.api.definition_serializers import (
    CheckOutput,
    DifferenceOutput,
    DifferenceQuery,
    DocumentCheckInput,
    RevertInput,
    VersionDetailOutput,
    VersionOutput,
    change_body,
    check_body,
)
from surveys.api.serializers import SurveyDetailOutput
from surveys.api.surveys import SurveyView
from surveys.domain.checker import check_document
from surveys.domain.definition import read_definition
from surveys.domain.definition.difference import difference
from surveys.models import Survey, SurveyVersion
from surveys.selectors.versions import check_draft, version_list, with_response_count
from surveys.services.surveys import revert_survey

TAG = "surveys"


class DocumentCheck(ApiView):
    rules = {"POST": policies.VIEW}

    @extend_schema(
        operation_id="surveys_check_document", tags=[TAG], request=DocumentCheckInput, responses={200: CheckOutput}
    )
    def post(self, request: Request) -> ApiResponse:
        """What is wrong with a definition, and what the static checker says of it. Nothing is saved."""
        return ApiResponse(check_body(*check_document(self.read_input(DocumentCheckInput)["definition"])))


class SurveyCheck(SurveyView):
    rules = {"POST": policies.VIEW}

    @extend_schema(operation_id="surveys_check", tags=[TAG], request=None, responses={200: CheckOutput})
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """What the static checker says of the draft, beside the versions that were answered."""
        return ApiResponse(check_body(*check_draft(self.found(survey_id))))


class VersionView(SurveyView):
    rules = {"GET": policies.VIEW}

    def version(self, survey: Survey, number: int) -> SurveyVersion:
        return get_object_or_404(SurveyVersion.objects.filter(survey=survey), number=number)


class VersionList(VersionView):
    rules = {"GET": policies.VIEW}

    @extend_schema(
        operation_id="survey_versions_list",
        tags=[TAG],
        parameters=[PageQuery],
        responses={200: page_of("SurveyVersionPage", VersionOutput)},
    )
    def get(self, request: Request, survey_id: UUID) -> ApiResponse:
        """The published versions of a survey, newest first."""
        versions = with_response_count(version_list(self.found(survey_id)))
        return self.page(versions.annotate(updated_at=F("published_at")), VersionOutput)


class VersionDetail(VersionView):
    rules = {"GET": policies.VIEW}

    @extend_schema(operation_id="survey_versions_retrieve", tags=[TAG], responses={200: VersionDetailOutput})
    def get(self, request: Request, survey_id: UUID, number: int) -> ApiResponse:
        """One version with its definition."""
        return ApiResponse(VersionDetailOutput(self.version(self.found(survey_id), number)).data)


class VersionDifference(VersionView):
    rules = {"GET": policies.VIEW}

    @extend_schema(
        operation_id="survey_versions_difference",
        tags=[TAG],
        parameters=[DifferenceQuery],
        responses={200: DifferenceOutput},
    )
    def get(self, request: Request, survey_id: UUID, number: int) -> ApiResponse:
        """What has changed from a version to the draft, or to another version."""
        survey = self.found(survey_id)
        old = self.version(survey, number).definition
        to = self.read_query(DifferenceQuery)["to"]
        new: Any = survey.draft if to == "draft" else self.version(survey, int(to)).definition
        changes = difference(read_definition(old), read_definition(new))
        return ApiResponse({"of": number, "to": to, "changes": [change_body(change) for change in changes]})


class SurveyRevert(SurveyView):
    rules = {"POST": policies.EDIT}

    @extend_schema(
        operation_id="surveys_revert",
        tags=[TAG],
        request=RevertInput,
        responses={200: SurveyDetailOutput, **problems(404, 409)},
    )
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Make the draft what a version was. Respondents see it once it is published."""
        revert_survey(actor=self.actor, survey_id=self.found(survey_id).pk, **self.read_input(RevertInput))
        return self.detail(survey_id)

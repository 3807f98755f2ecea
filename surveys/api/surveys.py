"""Surveys and their links, for partners."""

from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.schema import PageQuery, page_of, problems
from cem.api.views import ApiView
from surveys import policies
from surveys.api.definition_serializers import PublishInput
from surveys.api.serializers import (
    CollectorInput,
    CollectorOutput,
    PublishedOutput,
    SurveyCreateInput,
    SurveyDetailOutput,
    SurveyEditInput,
    SurveyOutput,
    SurveyQuery,
)
from surveys.models import Survey
from surveys.selectors.collectors import collector_list
from surveys.selectors.doors import link_address
from surveys.selectors.surveys import survey_detail, survey_list, with_version
from surveys.services.collectors import create_collector
from surveys.services.publishing import close_survey, publish_survey, reopen_survey
from surveys.services.surveys import create_survey, edit_survey

TAG = "surveys"


class SurveyView(ApiView):
    def found(self, survey_id: UUID) -> Survey:
        method = "GET" if self.request.method == "HEAD" else self.request.method
        return get_object_or_404(survey_detail(self.actor, rule=self.rules[method]), pk=survey_id)

    def detail(self, survey_id: UUID, status: int = 200) -> ApiResponse:
        return ApiResponse(SurveyDetailOutput(self.found(survey_id)).data, status=status)


class SurveyList(SurveyView):
    rules = {"GET": policies.VIEW, "POST": policies.EDIT}

    @extend_schema(
        operation_id="surveys_list",
        tags=[TAG],
        parameters=[SurveyQuery, PageQuery],
        responses={200: page_of("SurveyPage", SurveyOutput)},
    )
    def get(self, request: Request) -> ApiResponse:
        """Surveys, newest first."""
        surveys = survey_list(self.actor, status=self.read_query(SurveyQuery).get("status", ""))
        return self.page(with_version(surveys), SurveyOutput)

    @extend_schema(
        operation_id="surveys_create",
        tags=[TAG],
        request=SurveyCreateInput,
        responses={201: SurveyDetailOutput, **problems(422)},
    )
    def post(self, request: Request) -> ApiResponse:
        """Make a draft from a template or from a definition of your own."""
        survey = create_survey(actor=self.actor, **self.read_input(SurveyCreateInput))
        return self.detail(survey.pk, status=201)


class SurveyDetail(SurveyView):
    rules = {"GET": policies.VIEW, "PATCH": policies.EDIT}

    @extend_schema(operation_id="surveys_retrieve", tags=[TAG], responses={200: SurveyDetailOutput})
    def get(self, request: Request, survey_id: UUID) -> ApiResponse:
        """One survey with its draft."""
        return self.detail(survey_id)

    @extend_schema(
        operation_id="surveys_edit",
        tags=[TAG],
        request=SurveyEditInput,
        responses={200: SurveyDetailOutput, **problems(409, 422)},
    )
    def patch(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Change the title or the draft. Respondents see it once it is published."""
        survey = self.found(survey_id)
        edit_survey(actor=self.actor, survey_id=survey.pk, **self.read_input(SurveyEditInput))
        return self.detail(survey_id)


class SurveyPublish(SurveyView):
    rules = {"POST": policies.PUBLISH}

    @extend_schema(
        operation_id="surveys_publish",
        tags=[TAG],
        request=PublishInput,
        responses={200: PublishedOutput, **problems(422)},
    )
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Put the draft before respondents and give the link of the headquarters.

        Refused is a survey in which the checker finds errors, and one that would change the meaning of stored answers.
        """
        # A body need not come, and one that is no JSON was never looked at.
        data = self.read_input(PublishInput) if _has_json(request) else {}
        found = self.found(survey_id)
        collector = publish_survey(actor=self.actor, survey_id=found.pk, **data).collector
        survey = self.found(survey_id)
        survey.token, survey.link = collector.token, link_address(collector.token)
        return ApiResponse(PublishedOutput(survey).data)


class SurveyClose(SurveyView):
    rules = {"POST": policies.PUBLISH}

    @extend_schema(
        operation_id="surveys_close",
        tags=[TAG],
        request=None,
        responses={200: SurveyDetailOutput},
    )
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Take no more answers."""
        close_survey(actor=self.actor, survey_id=self.found(survey_id).pk)
        return self.detail(survey_id)


class SurveyReopen(SurveyView):
    rules = {"POST": policies.PUBLISH}

    @extend_schema(
        operation_id="surveys_reopen",
        tags=[TAG],
        request=None,
        responses={200: SurveyDetailOutput},
    )
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Take answers again, by the same links."""
        reopen_survey(actor=self.actor, survey_id=self.found(survey_id).pk)
        return self.detail(survey_id)


def _has_json(request: Request) -> bool:
    return "json" in (request.content_type or "") and request.META.get("CONTENT_LENGTH") not in {None, "", "0"}


class CollectorList(SurveyView):
    rules = {"GET": policies.VIEW, "POST": policies.PUBLISH}

    @extend_schema(
        operation_id="collectors_list",
        tags=[TAG],
        parameters=[PageQuery],
        responses={200: page_of("CollectorPage", CollectorOutput)},
    )
    def get(self, request: Request, survey_id: UUID) -> ApiResponse:
        """The links of a survey, newest first."""
        links = collector_list(self.actor, self.found(survey_id))
        # A link never changes, so that `updated_since` goes by its creation.
        return self.page(links.annotate(updated_at=F("created_at")), CollectorOutput)

    @extend_schema(
        operation_id="collectors_create",
        tags=[TAG],
        request=CollectorInput,
        responses={201: CollectorOutput, **problems(409, 422)},
    )
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """A link of its own for a department."""
        data = self.read_input(CollectorInput)
        collector = create_collector(
            actor=self.actor,
            survey_id=self.found(survey_id).pk,
            department_id=data["department"],
            channel=data["channel"],
        )
        return ApiResponse(CollectorOutput(collector).data, status=201)

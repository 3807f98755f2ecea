"""Addresses of the API, below /api/v1/."""

from django.urls import path

from surveys.api import client, responses, surveys

urlpatterns = [
    path("surveys", surveys.SurveyList.as_view(), name="survey-list"),
    path("surveys/<uuid:survey_id>", surveys.SurveyDetail.as_view(), name="survey-detail"),
    path("surveys/<uuid:survey_id>/publish", surveys.SurveyPublish.as_view(), name="survey-publish"),
    path("surveys/<uuid:survey_id>/close", surveys.SurveyClose.as_view(), name="survey-close"),
    path("surveys/<uuid:survey_id>/reopen", surveys.SurveyReopen.as_view(), name="survey-reopen"),
    path("surveys/<uuid:survey_id>/collectors", surveys.CollectorList.as_view(), name="collector-list"),
    path("responses", responses.ResponseList.as_view(), name="response-list"),
    path("responses/<uuid:response_id>", responses.ResponseDetail.as_view(), name="response-detail"),
    path("client/responses", client.ClientResponses.as_view(), name="client-response-list"),
    path("client/surveys/<str:token>", client.ClientSurvey.as_view(), name="client-survey-detail"),
]

"""Addresses of the API, below /api/v1/."""

from django.urls import path

from surveys.api import access, brand, client, definitions, exports, quality, responses, surveys

urlpatterns = [
    path("surveys", surveys.SurveyList.as_view(), name="survey-list"),
    path("surveys/check", definitions.DocumentCheck.as_view(), name="survey-check-document"),
    path("surveys/<uuid:survey_id>/check", definitions.SurveyCheck.as_view(), name="survey-check"),
    path("surveys/<uuid:survey_id>/versions", definitions.VersionList.as_view(), name="survey-versions"),
    path(
        "surveys/<uuid:survey_id>/versions/<int:number>",
        definitions.VersionDetail.as_view(),
        name="survey-version-detail",
    ),
    path(
        "surveys/<uuid:survey_id>/versions/<int:number>/difference",
        definitions.VersionDifference.as_view(),
        name="survey-version-difference",
    ),
    path("surveys/<uuid:survey_id>/revert", definitions.SurveyRevert.as_view(), name="survey-revert"),
    path("surveys/<uuid:survey_id>", surveys.SurveyDetail.as_view(), name="survey-detail"),
    path("surveys/<uuid:survey_id>/publish", surveys.SurveyPublish.as_view(), name="survey-publish"),
    path("surveys/<uuid:survey_id>/close", surveys.SurveyClose.as_view(), name="survey-close"),
    path("surveys/<uuid:survey_id>/reopen", surveys.SurveyReopen.as_view(), name="survey-reopen"),
    path("surveys/<uuid:survey_id>/collectors", surveys.CollectorList.as_view(), name="collector-list"),
    path("surveys/<uuid:survey_id>/access", access.SurveyAccessDetail.as_view(), name="survey-access"),
    path("surveys/<uuid:survey_id>/quotas", access.SurveyQuotas.as_view(), name="survey-quotas"),
    path("surveys/<uuid:survey_id>/exports", exports.ExportList.as_view(), name="export-list"),
    path("exports/<uuid:export_id>", exports.ExportDetail.as_view(), name="export-detail"),
    path("exports/<uuid:export_id>/file", exports.ExportFile.as_view(), name="export-file"),
    path("brand", brand.Brand.as_view(), name="brand"),
    path("pictures", brand.Pictures.as_view(), name="picture-list"),
    path("responses", responses.ResponseList.as_view(), name="response-list"),
    path("responses/<uuid:response_id>", responses.ResponseDetail.as_view(), name="response-detail"),
    path("responses/<uuid:response_id>/trajectory", quality.ResponseTrajectory.as_view(), name="response-trajectory"),
    path("responses/<uuid:response_id>/exclude", quality.ResponseExclude.as_view(), name="response-exclude"),
    path("responses/<uuid:response_id>/include", quality.ResponseInclude.as_view(), name="response-include"),
    path("client/responses", client.ClientResponses.as_view(), name="client-response-list"),
    path("client/attempts/<str:key>", client.ClientAttempt.as_view(), name="client-attempt-detail"),
    path("client/surveys/<str:token>", client.ClientSurvey.as_view(), name="client-survey-detail"),
    path("client/surveys/<str:token>/unlock", client.ClientUnlock.as_view(), name="client-survey-unlock"),
]

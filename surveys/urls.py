"""Pages of surveys, below the address of an organisation."""

from django.urls import path

from surveys.views import editor, publishing, responses, surveys

app_name = "surveys"

urlpatterns = [
    path("", surveys.list_page, name="list"),
    path("new/", surveys.new, name="new"),
    path("create/", surveys.create, name="create"),
    path("<uuid:survey_id>/edit/", editor.edit, name="edit"),
    path("<uuid:survey_id>/preview/", editor.preview, name="preview"),
    path("<uuid:survey_id>/publish/", publishing.publish, name="publish"),
    path("<uuid:survey_id>/share/", publishing.share, name="share"),
    path("<uuid:survey_id>/collectors/", publishing.collectors, name="collectors"),
    path("<uuid:survey_id>/collectors/<uuid:collector_id>/qr.<str:kind>", publishing.qr, name="qr"),
    path("<uuid:survey_id>/close/", publishing.close, name="close"),
    path("<uuid:survey_id>/reopen/", publishing.reopen, name="reopen"),
    path("<uuid:survey_id>/responses/", responses.responses, name="responses"),
    path("responses/<uuid:response_id>/contact/", responses.reveal_contact, name="reveal_contact"),
]

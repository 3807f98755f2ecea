"""Pages of surveys, below the address of an organisation."""

from django.urls import path

from surveys.views import (
    access,
    brand,
    editor,
    exports,
    images,
    publishing,
    replay,
    responses,
    review,
    surveys,
    uploads,
    versions,
)

app_name = "surveys"

urlpatterns = [
    path("", surveys.list_page, name="list"),
    path("new/", surveys.new, name="new"),
    path("create/", surveys.create, name="create"),
    path("brand/", brand.edit, name="brand"),
    path("brand/style.css", brand.stylesheet, name="brand_style"),
    path("pictures/<uuid:picture_id>", images.member_picture, name="picture"),
    path("<uuid:survey_id>/edit/", editor.edit, name="edit"),
    path("<uuid:survey_id>/preview/", editor.preview, name="preview"),
    path("<uuid:survey_id>/versions/", versions.versions, name="versions"),
    path("<uuid:survey_id>/versions/<int:number>/revert/", versions.revert, name="revert"),
    path("<uuid:survey_id>/publish/", publishing.publish, name="publish"),
    path("<uuid:survey_id>/share/", publishing.share, name="share"),
    path("<uuid:survey_id>/collectors/", publishing.collectors, name="collectors"),
    path("<uuid:survey_id>/collectors/<uuid:collector_id>/qr.<str:kind>", publishing.qr, name="qr"),
    path("<uuid:survey_id>/close/", publishing.close, name="close"),
    path("<uuid:survey_id>/reopen/", publishing.reopen, name="reopen"),
    path("<uuid:survey_id>/responses/", responses.responses, name="responses"),
    path("<uuid:survey_id>/access/", access.edit, name="access"),
    path("<uuid:survey_id>/export/", exports.export, name="export"),
    path("exports/<uuid:export_id>/", exports.export_download, name="export_file"),
    path("uploads/<uuid:file_id>", uploads.download, name="upload"),
    path("<uuid:survey_id>/quality/", review.quality, name="quality"),
    path("<uuid:survey_id>/quality/exclude/", review.exclude, name="exclude"),
    path("<uuid:survey_id>/quality/include/", review.include, name="include"),
    path("responses/<uuid:response_id>/replay/", replay.replay, name="replay"),
    path("responses/<uuid:response_id>/contact/", responses.reveal_contact, name="reveal_contact"),
]

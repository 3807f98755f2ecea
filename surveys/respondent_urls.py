"""The addresses given to respondents."""

from django.urls import path

from surveys.views import codes, images, respondent, schema, scripts, themes, uploads

app_name = "respondent"

urlpatterns = [
    path("schemas/survey/2.json", schema.survey_schema_file, name="definition_schema"),
    path("s/<str:token>", respondent.page, name="page"),
    path("s/<str:token>/uploads", uploads.store, name="uploads"),
    path("s/<str:token>/codes", codes.send, name="codes"),
    path("s/<str:token>/pictures/<uuid:picture_id>", images.picture, name="picture"),
    path("s/<str:token>/theme-<str:mark>.css", themes.stylesheet, name="theme"),
    path("s/script/<str:types>/<str:mark>.js", scripts.script, name="script"),
    path("s/<str:token>/thanks", respondent.thanks, name="thanks"),
]

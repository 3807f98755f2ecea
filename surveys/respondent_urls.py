"""The addresses given to respondents."""

from django.urls import path

from surveys.views import respondent

app_name = "respondent"

urlpatterns = [
    path("s/<str:token>", respondent.page, name="page"),
    path("s/<str:token>/thanks", respondent.thanks, name="thanks"),
]

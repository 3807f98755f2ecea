"""The addresses of the REST API, gathered from the apps."""

from django.urls import include, path

from actions.api.codes import CODES as ACTION_CODES
from cem.api import codes, pages
from insights.api.codes import CODES as INSIGHT_CODES
from surveys.api.codes import CODES as SURVEY_CODES

CODES = codes.CODES | SURVEY_CODES | INSIGHT_CODES | ACTION_CODES

urlpatterns = [
    path("schema", pages.schema, name="schema"),
    path("docs", pages.docs, name="docs"),
    path("errors", pages.errors, {"codes": CODES}, name="errors"),
    path("", include("surveys.api.urls")),
    path("", include("insights.api.urls")),
    path("", include("actions.api.urls")),
]

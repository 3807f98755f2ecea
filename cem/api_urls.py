"""The addresses of the REST API, gathered from the apps."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]), name="schema"),
    path("", include("surveys.api.urls")),
    path("", include("insights.api.urls")),
    path("", include("actions.api.urls")),
]

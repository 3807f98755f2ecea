"""The composition root of the addresses."""

from django.conf import settings
from django.urls import include, path

from cem import api_urls, health

organization_patterns = [
    path("audit/", include("cem.audit.urls")),
    path("jobs/", include("cem.jobs.urls")),
    path("events/", include("cem.events.urls")),
    path("surveys/", include("surveys.urls")),
    path("insights/", include("insights.urls")),
    path("actions/", include("actions.urls")),
]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include((api_urls.urlpatterns, "api"), namespace="api")),
    path("o/<slug:organization_slug>/", include(organization_patterns)),
    path("", include("surveys.respondent_urls")),
    path("", include("cem.accounts.urls")),
]

if settings.SHOW_STYLEGUIDE:
    urlpatterns.append(path("styleguide/", include("cem.ui.urls")))

handler400 = "cem.ui.errors.bad_request"
handler403 = "cem.ui.errors.forbidden"
handler404 = "cem.ui.errors.not_found"
handler500 = "cem.ui.errors.server_error"

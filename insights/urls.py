from django.urls import path

from insights.views import dashboard, feedback, imports

app_name = "insights"

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/live/", dashboard.dashboard_live_part, name="dashboard_live"),
    path("feedback/", feedback.feedback_list, name="feedback"),
    path("import/", imports.upload, name="import"),
    path("import/<uuid:upload_id>/", imports.columns, name="import-columns"),
    path("import/<uuid:upload_id>/discard/", imports.discard, name="import-discard"),
]

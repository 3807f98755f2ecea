from django.urls import path

from insights.api.feedback import FeedbackView
from insights.api.metrics import NpsTrendView, NpsView

urlpatterns = [
    path("feedback", FeedbackView.as_view(), name="feedback"),
    path("metrics/nps", NpsView.as_view(), name="metric-nps"),
    path("metrics/nps/trend", NpsTrendView.as_view(), name="metric-nps-trend"),
]

from django.urls import path

from cem.events import views

app_name = "events"

urlpatterns = [
    path("failures/", views.failures, name="failures"),
    path("failures/replay/", views.replay_all, name="replay_all"),
    path("failures/<uuid:delivery_id>/replay/", views.replay, name="replay"),
]

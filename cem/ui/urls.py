"""The style guide; the project mounts it at /styleguide/ where settings allow it."""

from django.urls import path

from cem.ui import views

urlpatterns = [path("", views.styleguide, name="styleguide")]

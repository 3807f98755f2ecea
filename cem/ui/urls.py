"""Addresses of the page ground itself."""

from django.urls import path

from cem.ui import views

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]

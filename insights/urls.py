"""Filled by its app."""

urlpatterns: list = []

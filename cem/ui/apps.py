from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cem.ui"
    label = "ui"

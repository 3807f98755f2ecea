from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cem.api"
    label = "api"

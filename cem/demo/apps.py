from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cem.demo"
    label = "demo"

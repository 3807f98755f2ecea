from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "cem.events"
    label = "events"

    def ready(self) -> None:
        # Every app names in consumers.py which events it acts on.
        autodiscover_modules("consumers")

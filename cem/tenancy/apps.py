from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "cem.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from cem.tenancy import checks  # noqa: F401  # registers the system checks once the apps are loaded

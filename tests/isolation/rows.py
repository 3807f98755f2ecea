"""A row of any tenant model, made from its fields, so that a new model is under test the moment it exists."""

from datetime import date, time
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from cem.tenancy.models import TenantForeignKey, TenantModel, uuid7
from tests.factories.accounts import Tenant

# Stands in every text of every row, so that a page of another organisation that shows it can be recognised.
MARK = "机密"


def nps_definition(title: str) -> dict[str, Any]:
    """The NPS template under another title."""
    from surveys.selectors.templates import template_detail  # read once the apps are loaded

    found = template_detail("nps")
    assert found is not None
    return {**found.raw, "title": dict.fromkeys(found.raw["title"], title)}


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def mark_of(tenant: Tenant) -> str:
    return f"{MARK}{tenant.slug}"


class RowMaker:
    """Makes one row of each model for a tenant; rows that refer to each other are shared."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.made: dict[type[models.Model], models.Model] = {}

    def row(self, model: type[models.Model]) -> models.Model:
        """The tenant's row of this model; the organisation must be in force."""
        if model not in self.made:
            existing = self._existing(model)
            self.made[model] = existing or self.new(model)
        return self.made[model]

    def new(self, model: type[models.Model]) -> models.Model:
        return model.objects.create(**self.values(model))

    def values(self, model: type[models.Model]) -> dict[str, Any]:
        values = {
            field.name: self._value(field)
            for field in model._meta.concrete_fields
            if field.name not in {"id", "organization"} and not _filled_by_default(field)
        }
        return values | self._documents(model._meta.label)

    def _documents(self, label: str) -> dict[str, Any]:
        """JSON that the product reads, so that pages can show the row."""
        mark = mark_of(self.tenant)
        definition = nps_definition(mark)
        return {
            "surveys.Survey": {"draft": definition},
            "surveys.SurveyVersion": {"definition": definition},
            "surveys.BrandKit": {"theme": {"colour": "#1b5e54"}},
            "surveys.Picture": {"kind": "png"},
            "surveys.Response": {"answers": {"nps": 3, "reason": mark}, "path": [], "over_quotas": []},
            "surveys.Trajectory": {"dwell": {"nps": 1000}, "revisions": {}, "hesitations": {}},
            "insights.DailyRollup": {"histogram": {"3": 1}},
            "jobs.Job": {"result": {}, "kind": "responses_export"},
            "actions.TicketEvent": {"kind": "status", "from_status": "new", "to_status": "assigned"},
        }.get(label, {})

    def _existing(self, model: type[models.Model]) -> models.Model | None:
        label = model._meta.label
        if label == "accounts.Department":
            return self.tenant.departments["总部"]
        if label == "accounts.Membership":
            return next(iter(self.tenant.memberships.values()))
        if label == "accounts.Organization":
            return self.tenant.organization
        if label == "accounts.User":
            return next(iter(self.tenant.memberships.values())).user
        if issubclass(model, TenantModel):
            return model.objects.first()
        return None

    def _value(self, field: models.Field) -> Any:
        if isinstance(field, models.ForeignKey):
            return (
                None if field.null and field.remote_field.model is field.model else self.row(field.remote_field.model)
            )
        if field.choices:
            return next(iter(field.choices))[0]
        makers: dict[type[models.Field], Any] = {
            models.UUIDField: uuid7,
            models.JSONField: lambda: {"text": mark_of(self.tenant)},
            ArrayField: lambda: [mark_of(self.tenant)],
            models.BooleanField: lambda: True,
            models.DateTimeField: timezone.now,
            models.DateField: lambda: date(2026, 3, 1),
            models.TimeField: lambda: time(9),
            models.GenericIPAddressField: lambda: "10.0.0.1",
            models.FloatField: lambda: 0.5,
            models.DecimalField: lambda: 1,
            models.IntegerField: lambda: 7,
            models.EmailField: lambda: f"{self.tenant.slug}@example.com",
            models.CharField: lambda: f"{mark_of(self.tenant)}{uuid7().hex}"[: field.max_length],
            models.TextField: lambda: mark_of(self.tenant),
        }
        for kind, make in makers.items():
            if isinstance(field, kind):
                return make()
        raise AssertionError(f"teach tests/isolation/rows.py to fill a {type(field).__name__}")


def _filled_by_default(field: models.Field) -> bool:
    """A default says enough, except for texts and JSON, which are to carry the mark."""
    if isinstance(field, TenantForeignKey) or not field.has_default():
        return False
    return not isinstance(field, models.JSONField | ArrayField)

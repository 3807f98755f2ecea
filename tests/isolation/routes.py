"""Every address of the product, found in the resolver, with ids to fill it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from cem.accounts.access import Rule
from cem.events.models import Delivery, Event
from cem.tenancy.models import TenantModel
from surveys.models import Collector, SurveyLink
from tests.factories.accounts import Tenant
from tests.isolation.rows import RowMaker

# A new parameter name is taught here, or the sweep fails.
PARAMETERS = {
    "collector_id": "surveys.Collector",
    "delivery_id": "events.Delivery",
    "department_id": "accounts.Department",
    "export_id": "jobs.Job",
    "feedback_id": "insights.Feedback",
    "file_id": "surveys.Upload",
    "invitation_id": "accounts.Invitation",
    "job_id": "jobs.Job",
    "key_id": "accounts.ApiKey",
    "membership_id": "accounts.Membership",
    "picture_id": "surveys.Picture",
    "response_id": "surveys.Response",
    "rule_id": "actions.AlertRule",
    "survey_id": "surveys.Survey",
    "ticket_id": "actions.Ticket",
    "upload_id": "insights.FeedbackUpload",
}
# Parameters that are no id of an object.
# `number` is what rows.py gives to whole numbers.
FREE = {
    "kind": "png",
    "format": "png",
    "extension": "png",
    "template": "nps",
    "number": "7",
    "version": "1",
    "types": "1",
    "mark": "0",
}


@dataclass(frozen=True)
class Route:
    """An address: `pattern` as Django writes it, `parameters` the names in it."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    view: Any

    @property
    def is_organization_page(self) -> bool:
        return "organization_slug" in self.parameters

    @property
    def is_management_api(self) -> bool:
        return (
            self.pattern.startswith("api/v1/")
            and hasattr(self.view, "cls")
            and bool(self.view.cls.__dict__.get("rules"))
        )

    @property
    def object_parameters(self) -> tuple[str, ...]:
        return tuple(name for name in self.parameters if name in PARAMETERS)

    def url(self, slug: str, ids: dict[str, UUID]) -> str:
        path = "/" + self.pattern
        for name, converter in self._converters():
            if name == "organization_slug":
                value: Any = slug
            elif name in PARAMETERS:
                value = ids[name]
            else:
                value = FREE[name]
            path = path.replace(f"<{converter}{name}>", str(value))
        assert "<" not in path, f"teach tests/isolation/routes.py the parameters of {self.pattern}"
        return path

    def _converters(self) -> Iterator[tuple[str, str]]:
        for part in self.pattern.split("<")[1:]:
            converter, colon, name = part.split(">")[0].rpartition(":")
            yield name, converter + colon


def all_routes() -> list[Route]:
    return [route for route in _walk(get_resolver().url_patterns, "", "") if not route.pattern.startswith("accounts/")]


def rule_of(route: Route) -> Rule | None:
    return getattr(route.view, "rule", None)


def object_ids(tenant: Tenant) -> dict[str, UUID]:
    """The id of a full row of the tenant for each parameter; makes a row of every tenant model on the way."""
    ids: dict[str, UUID] = {}
    with tenant.context():
        maker = RowMaker(tenant)
        for model in apps.get_models():
            if issubclass(model, TenantModel):
                maker.row(model)
        for name, label in PARAMETERS.items():
            model = apps.get_model(label)
            ids[name] = (
                _global_row(label, tenant, maker).pk if not issubclass(model, TenantModel) else maker.row(model).pk
            )
        collector = Collector.objects.get()
        SurveyLink.objects.create(token=collector.token, organization_id=tenant.id, collector_id=collector.pk)
    return ids


def _global_row(label: str, tenant: Tenant, maker: RowMaker) -> Any:
    if label == "accounts.Membership":
        return next(iter(tenant.memberships.values()))
    if label == "events.Delivery":
        event = maker.row(Event)
        return Delivery.objects.create(
            organization_id=tenant.id, event_id=event.pk, consumer=f"nobody.{tenant.slug}", status="failed"
        )
    model = apps.get_model(label)
    values = {name: value for name, value in maker.values(model).items() if value is not None}
    values |= {"organization": tenant.organization}
    for moment in ("accepted_at", "revoked_at"):
        values.pop(moment, None)
    return model.objects.create(**values)


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for item in patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from _walk(item.url_patterns, prefix + str(item.pattern), inner)
        elif isinstance(item, URLPattern):
            pattern = prefix + str(item.pattern)
            parameters = tuple(part.split(">")[0].rpartition(":")[2] for part in pattern.split("<")[1:])
            yield Route(f"{namespace}{item.name}", pattern, parameters, item.callback)

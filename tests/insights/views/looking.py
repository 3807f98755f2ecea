"""Looks at the dashboard, in English."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cem.accounts.enums import Role
from tests.factories.accounts import Tenant, add_member


def today(tenant: Tenant, before: int = 0) -> date:
    """The day it is for the tenant, or a number of days before."""
    return timezone.localdate(timezone=ZoneInfo(tenant.organization.time_zone)) - timedelta(days=before)


def look(tenant: Tenant, role: Role = Role.CX_MANAGER, **query: object) -> HttpResponse:
    client = tenant.client(role)
    client.cookies["language"] = "en"
    return client.get(reverse("insights:dashboard", args=[tenant.slug]), query)


def live(tenant: Tenant, role: Role = Role.CX_MANAGER, **query: object) -> HttpResponse:
    client = tenant.client(role)
    client.cookies["language"] = "en"
    return client.get(reverse("insights:dashboard_live", args=[tenant.slug]), query)


def text_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def add_region_manager(tenant: Tenant) -> None:
    """From now on the CX manager of the tenant is one of the east only."""
    with tenant.context():
        add_member(tenant, Role.CX_MANAGER, department="华东", email=f"east@{tenant.slug}.example")

"""Every address, called by members of another organisation and with foreign ids: nothing shows, nothing changes."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from cem.tenancy.models import TenantModel
from tests.factories.accounts import Tenant, World
from tests.isolation.routes import PARAMETERS, Route, all_routes, object_ids
from tests.isolation.rows import mark_of

ROUTES = all_routes()
PAGES = [route for route in ROUTES if route.is_organization_page]
APIS = [route for route in ROUTES if route.is_management_api]
METHODS = ("get", "post", "put", "patch", "delete")

# Names under which pages and the API take ids in a query string or body.
ID_FIELDS = sorted(
    {name.removesuffix("_id") for name in PARAMETERS}
    | set(PARAMETERS)
    | {"assignee", "departments", "parent", "parent_id", "deliveries", "organization", "organization_id", "link"}
)

# What makes a body good enough to reach the object that the path names.
GOOD_BODY = {"to": "resolved", "cause": "service", "note": "x", "title": "x", "template": "nps", "revision": 1}

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world: World) -> dict[str, Any]:
    """Both organisations full of rows; the ids of theirs."""
    object_ids(world.ours)
    return object_ids(world.theirs)


def their_rows(tenant: Tenant) -> dict[str, list[Any]]:
    """Everything stored for a tenant, as text, to compare before and after."""
    rows = {}
    with tenant.context(), connections["default"].cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, TenantModel):
                cursor.execute(f"SELECT to_jsonb(t)::text FROM {model._meta.db_table} t ORDER BY id")
                rows[model._meta.label] = cursor.fetchall()
        for table in ("accounts_membership", "accounts_invitation", "accounts_apikey", "events_delivery"):
            # A visit is noted on the visitor's own membership.
            cursor.execute(
                f"SELECT (to_jsonb(t) - 'last_entered_at')::text FROM {table} t WHERE organization_id = %s ORDER BY id",
                [tenant.id],
            )
            rows[table] = cursor.fetchall()
    return rows


def foreign_values(ids: dict[str, Any]) -> dict[str, str]:
    values = {}
    for field in ID_FIELDS:
        known = ids.get(field) or ids.get(f"{field}_id") or ids["department_id"]
        values[field] = str(known)
    return values


def call(client: Client, method: str, url: str, values: dict[str, Any], *, api: bool) -> Any:
    if method == "get":
        return client.get(url, values)
    if method == "post" and not api:
        return client.post(url, values)
    return getattr(client, method)(url, json.dumps(values), content_type="application/json")


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_page_of_another_organization_does_not_exist(world: World, two, route: Route):
    stranger = world.ours.client(Role.OWNER)
    before = their_rows(world.theirs)

    for method in METHODS:
        response = call(stranger, method, route.url(world.theirs.slug, two), foreign_values(two), api=False)
        assert response.status_code == 404
        assert mark_of(world.theirs) not in response.content.decode(errors="ignore")

    assert their_rows(world.theirs) == before


@pytest.mark.parametrize("route", [r for r in PAGES if r.object_parameters], ids=lambda route: route.name)
def test_foreign_id_in_the_path_of_an_own_page_does_not_exist(world: World, two, route: Route):
    owner = world.ours.client(Role.OWNER)
    before = their_rows(world.theirs)

    for method in METHODS:
        response = call(owner, method, route.url(world.ours.slug, two), {}, api=False)
        assert response.status_code in {404, 405}, (method, response.status_code)
        assert mark_of(world.theirs) not in response.content.decode(errors="ignore")

    assert their_rows(world.theirs) == before


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_foreign_ids_in_query_and_body_show_and_change_nothing(world: World, two, route: Route):
    own_ids = {name: _own_id(world.ours, name) for name in route.object_parameters}
    owner = world.ours.client(Role.OWNER)
    before = their_rows(world.theirs)

    for method in METHODS:
        response = call(owner, method, route.url(world.ours.slug, own_ids), foreign_values(two), api=False)
        assert response.status_code < 500
        assert mark_of(world.theirs) not in response.content.decode(errors="ignore")

    assert their_rows(world.theirs) == before


@pytest.mark.parametrize("route", APIS, ids=lambda route: route.name)
def test_api_with_foreign_ids_shows_and_changes_nothing(world: World, two, route: Route):
    with world.ours.context():
        _, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="sweep", scopes=list(ApiScope))
    partner = Client(headers={"Authorization": f"Bearer {secret}"})
    before = their_rows(world.theirs)

    for method in METHODS:
        response = call(partner, method, route.url("", two), foreign_values(two) | GOOD_BODY, api=True)
        if route.object_parameters:
            assert response.status_code in {404, 405}, (method, response.status_code)
        assert response.status_code < 500
        assert mark_of(world.theirs) not in response.content.decode(errors="ignore")

    assert their_rows(world.theirs) == before


@pytest.mark.parametrize("route", APIS, ids=lambda route: route.name)
def test_api_without_a_key_is_refused(world: World, two, route: Route):
    for method in METHODS:
        response = call(Client(), method, route.url("", two), {}, api=True)
        assert response.status_code in {401, 405}
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_page_without_a_sign_in_leads_to_the_sign_in(world: World, two, route: Route):
    response = Client().get(route.url(world.ours.slug, two))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/o/ours/")


def test_every_address_is_a_page_an_api_or_public_for_a_reason():
    public = {
        "healthz": "no content",
        "readyz": "numbers of the installation only",
        "set_language": "sets a cookie",
        "styleguide": "development only",
        "api:schema": "the document of the API",
        "api:docs": "the same document, to read and to try with a key of one's own",
        "api:errors": "what the codes of refusals mean",
        "api:client-attempt-detail": "answers on their way, by the link's token and a key nobody can guess",
        "api:client-survey-unlock": "gives a pass for the password of one survey",
        "respondent:codes": "sends a code for a number typed into the page of the link's token; tells nothing of it",
        "respondent:uploads": "takes files in for the page of the link's token",
        "api:client-response-list": "the respondent's way in; the link's token opens one survey",
        "api:client-survey-detail": "the published definition behind a link's token",
        "respondent:definition_schema": "the JSON Schema of surveys, the same for everybody",
        "respondent:page": "the respondent's page; the link's token opens one survey",
        "respondent:picture": "a picture that an organisation shows to whoever has a link of it",
        "respondent:theme": "the colours of the survey behind a link's token",
        "respondent:script": "our own script, the same for everybody",
        "respondent:thanks": "a text of the survey behind the link's token",
        "accounts:home": "leads to the sign-in or to the own organisation",
        "accounts:accept_invitation": "the mailed token opens one invitation",
    }

    found = {route.name for route in ROUTES if not route.is_organization_page and not route.is_management_api}

    assert found == set(public)


def _own_id(tenant: Tenant, name: str) -> Any:
    model = apps.get_model(PARAMETERS[name])
    if issubclass(model, TenantModel):
        with tenant.context():
            return model.objects.values_list("pk", flat=True).first()
    return model.objects.filter(organization_id=tenant.id).values_list("pk", flat=True).first()

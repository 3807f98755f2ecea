"""Which role opens which page and which scope opens which call. A new address is entered here, or a test fails."""

import pytest
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from tests.factories.accounts import World
from tests.isolation.routes import all_routes, object_ids
from tests.isolation.test_routes import GOOD_BODY, call, their_rows

ADMINS = {Role.OWNER, Role.ADMINISTRATOR}
MANAGERS = {*ADMINS, Role.CX_MANAGER}
READERS = {*MANAGERS, Role.ANALYST, Role.EXECUTIVE}
EVERYONE = set(Role)
CLERKS = {*MANAGERS, Role.FRONTLINE}

PAGES = {
    "accounts:organization_home": EVERYONE,
    "accounts:members": MANAGERS,
    "accounts:invite": ADMINS,
    "accounts:resend_invitation": ADMINS,
    "accounts:revoke_invitation": ADMINS,
    "accounts:member": ADMINS,
    "accounts:deactivate_member": ADMINS,
    "accounts:reactivate_member": ADMINS,
    "accounts:departments": MANAGERS,
    "accounts:create_department": ADMINS,
    "accounts:department": ADMINS,
    "accounts:delete_department": ADMINS,
    "accounts:organization": ADMINS,
    "accounts:api_keys": ADMINS,
    "accounts:create_api_key": ADMINS,
    "accounts:revoke_api_key": ADMINS,
    "audit:list": ADMINS,
    "events:failures": ADMINS,
    "events:replay_all": ADMINS,
    "events:replay": ADMINS,
    "jobs:list": {*MANAGERS, Role.ANALYST},
    "jobs:detail": {*MANAGERS, Role.ANALYST},
    "jobs:state": {*MANAGERS, Role.ANALYST},
    "jobs:cancel": {*MANAGERS, Role.ANALYST},
    "jobs:report": {*MANAGERS, Role.ANALYST},
    "surveys:list": READERS,
    "surveys:new": MANAGERS,
    "surveys:create": MANAGERS,
    "surveys:brand": MANAGERS,
    "surveys:brand_style": READERS,
    "surveys:picture": READERS,
    "surveys:edit": MANAGERS,
    "surveys:preview": MANAGERS,
    "surveys:publish": MANAGERS,
    "surveys:versions": READERS,
    "surveys:revert": MANAGERS,
    "surveys:share": READERS,
    "surveys:collectors": MANAGERS,
    "surveys:qr": READERS,
    "surveys:close": MANAGERS,
    "surveys:reopen": MANAGERS,
    "surveys:responses": READERS,
    "surveys:access": MANAGERS,
    "surveys:export": {*MANAGERS, Role.ANALYST},
    "surveys:export_file": {*MANAGERS, Role.ANALYST},
    "surveys:upload": READERS,
    "surveys:quality": READERS,
    "surveys:exclude": {*MANAGERS, Role.ANALYST},
    "surveys:include": {*MANAGERS, Role.ANALYST},
    "surveys:replay": READERS,
    "surveys:reveal_contact": CLERKS,
    "insights:dashboard": READERS,
    "insights:dashboard_live": READERS,
    "insights:feedback": READERS,
    "insights:import": {*MANAGERS, Role.ANALYST},
    "insights:import-columns": {*MANAGERS, Role.ANALYST},
    "insights:import-discard": {*MANAGERS, Role.ANALYST},
    "actions:tickets": EVERYONE,
    "actions:open_tickets_tile": EVERYONE,
    "actions:ticket": EVERYONE,
    "actions:transition": CLERKS,
    "actions:assign": CLERKS,
    "actions:note": CLERKS,
    "actions:reveal_contact": CLERKS,
    "actions:rules": MANAGERS,
    "actions:rule_new": MANAGERS,
    "actions:rule_edit": MANAGERS,
    "actions:rule_toggle": MANAGERS,
}

CALLS = {
    ("api:survey-list", "get"): ApiScope.SURVEYS_READ,
    ("api:survey-list", "post"): ApiScope.SURVEYS_WRITE,
    ("api:survey-detail", "get"): ApiScope.SURVEYS_READ,
    ("api:survey-detail", "patch"): ApiScope.SURVEYS_WRITE,
    ("api:survey-check-document", "post"): ApiScope.SURVEYS_READ,
    ("api:survey-check", "post"): ApiScope.SURVEYS_READ,
    ("api:survey-versions", "get"): ApiScope.SURVEYS_READ,
    ("api:survey-version-detail", "get"): ApiScope.SURVEYS_READ,
    ("api:survey-version-difference", "get"): ApiScope.SURVEYS_READ,
    ("api:survey-revert", "post"): ApiScope.SURVEYS_WRITE,
    ("api:survey-publish", "post"): ApiScope.SURVEYS_WRITE,
    ("api:survey-close", "post"): ApiScope.SURVEYS_WRITE,
    ("api:survey-reopen", "post"): ApiScope.SURVEYS_WRITE,
    ("api:collector-list", "get"): ApiScope.SURVEYS_READ,
    ("api:collector-list", "post"): ApiScope.SURVEYS_WRITE,
    ("api:brand", "get"): ApiScope.SURVEYS_READ,
    ("api:brand", "put"): ApiScope.SURVEYS_WRITE,
    ("api:picture-list", "post"): ApiScope.SURVEYS_WRITE,
    ("api:survey-access", "get"): ApiScope.SURVEYS_READ,
    ("api:survey-access", "put"): ApiScope.SURVEYS_WRITE,
    ("api:survey-quotas", "get"): ApiScope.SURVEYS_READ,
    ("api:export-list", "post"): ApiScope.RESPONSES_READ,
    ("api:export-detail", "get"): ApiScope.RESPONSES_READ,
    ("api:export-file", "get"): ApiScope.RESPONSES_READ,
    ("api:response-list", "get"): ApiScope.RESPONSES_READ,
    ("api:response-detail", "get"): ApiScope.RESPONSES_READ,
    ("api:response-trajectory", "get"): ApiScope.RESPONSES_READ,
    ("api:response-exclude", "post"): ApiScope.RESPONSES_WRITE,
    ("api:response-include", "post"): ApiScope.RESPONSES_WRITE,
    ("api:feedback", "get"): ApiScope.FEEDBACK_READ,
    ("api:feedback", "post"): ApiScope.FEEDBACK_WRITE,
    ("api:metric-nps", "get"): ApiScope.METRICS_READ,
    ("api:metric-nps-trend", "get"): ApiScope.METRICS_READ,
    ("api:ticket-list", "get"): ApiScope.TICKETS_READ,
    ("api:ticket-detail", "get"): ApiScope.TICKETS_READ,
    ("api:ticket-transitions", "post"): ApiScope.TICKETS_WRITE,
    ("api:ticket-notes", "post"): ApiScope.TICKETS_WRITE,
}

ROUTES = {route.name: route for route in all_routes()}

pytestmark = pytest.mark.django_db


def test_every_page_is_in_the_table():
    assert set(PAGES) == {route.name for route in ROUTES.values() if route.is_organization_page}


def test_every_call_is_in_the_table():
    offered = {
        (route.name, method.lower())
        for route in ROUTES.values()
        if route.is_management_api
        for method in route.view.cls.rules
    }

    assert set(CALLS) == offered


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_opens_for_exactly_these_roles(world: World, name: str):
    ids = object_ids(world.ours)
    url = ROUTES[name].url("ours", ids)
    before = their_rows(world.ours)

    refused = set()
    for role in set(Role) - PAGES[name]:
        for method in ("get", "post"):
            response = getattr(world.ours.client(role), method)(url)
            assert response.status_code in {403, 405}, (role, method, response.status_code)
            if response.status_code == 403:
                refused.add(role)
    unchanged = their_rows(world.ours) == before
    opened = {
        role
        for role in PAGES[name]
        if world.ours.client(role).get(url).status_code != 403 and world.ours.client(role).post(url).status_code != 403
    }

    assert refused == set(Role) - PAGES[name]
    assert unchanged
    assert opened | {Role.FRONTLINE} == PAGES[name] | {Role.FRONTLINE}


@pytest.mark.parametrize(("name", "method"), sorted(CALLS))
def test_call_opens_for_exactly_this_scope(world: World, name: str, method: str):
    ids = object_ids(world.ours)
    url = ROUTES[name].url("", ids)
    before = their_rows(world.ours)
    others = [scope for scope in ApiScope if scope != CALLS[name, method]]

    refusal = call(_partner(world, others), method, url, GOOD_BODY, api=True)
    after = their_rows(world.ours)
    answer = call(_partner(world, [CALLS[name, method]]), method, url, GOOD_BODY, api=True)

    assert refusal.status_code == 403
    assert refusal.json()["code"] == "forbidden"
    assert _without_keys(after) == _without_keys(before)
    assert answer.status_code not in {401, 403, 404, 405}


def _partner(world: World, scopes: list[ApiScope]) -> Client:
    with world.ours.context():
        _, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="partner", scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def _without_keys(rows: dict) -> dict:
    """Making the key itself leaves a key and an audit entry."""
    return {name: found for name, found in rows.items() if name not in {"accounts_apikey", "audit.AuditEntry"}}

"""What partners read: the document, the page that shows it, and the codes."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django.test import Client

from cem.accounts.enums import ApiScope, Role
from cem.api_urls import CODES
from tests.cem.api.conftest import CALLS, ROUTES

BASE_DIR = Path(__file__).resolve().parent.parent.parent.parent
# Where a refusal of the API may come from.
SOURCES = [
    "cem/api",
    "surveys/api",
    "surveys/services",
    "insights/api",
    "actions/api",
    "actions/services",
    "actions/domain",
]
# Refusals of services that only pages use.
NOT_OF_THE_API = {
    "already_assigned", "assignee_not_possible", "name_empty", "outside_departments", "ticket_not_open",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def document() -> dict:
    return Client().get("/api/v1/schema?format=json").json()


def test_document_comes_as_yaml_and_json():
    as_yaml, as_json = (
        Client().get("/api/v1/schema"),
        Client().get("/api/v1/schema", headers={"Accept": "application/json"}),
    )
    assert (as_yaml["Content-Type"], as_json["Content-Type"]) == ("application/yaml", "application/json")
    assert yaml.safe_load(as_yaml.content) == json.loads(as_json.content) == document()


def test_document_does_not_depend_on_the_reader(world):
    readers = [Client(headers={"Accept-Language": language}) for language in ("en", "zh-CN")] + [world.ours.client()]
    assert len({reader.get("/api/v1/schema").content for reader in readers}) == 1


def test_every_operation_is_described():
    found = []
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            assert operation["operationId"]
            assert operation["summary"]
            assert len(operation["tags"]) == 1
            good = [status for status in operation["responses"] if status < "300"]
            assert len(good) == 1
            assert "content" in operation["responses"][good[0]]
            assert {"400", "429"} <= set(operation["responses"])
            found.append((path, method, operation))
    ids = [operation["operationId"] for _path, _method, operation in found]
    assert len(ids) == len(set(ids)) == len(CALLS) + 5


def test_security_and_scopes_are_those_of_the_rules():
    paths = document()["paths"]
    for call in CALLS:
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{call.pattern}")
        operation = paths[path][call.method.lower()]
        scope = ROUTES[call.name].view.cls.rules[call.method].scope
        assert operation["security"] == [{"apiKey": []}]
        assert operation["x-scope"] == scope
        assert f"`{scope}`" in operation["description"]
        assert {"401", "403"} <= set(operation["responses"])
    for path in ("/api/v1/client/responses", "/api/v1/client/surveys/{token}"):
        (operation,) = paths[path].values()
        assert operation["security"] == []
    assert document()["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"


def test_problems_have_their_type_and_headers():
    answers = document()["components"]["responses"]
    assert {name for name, answer in answers.items() if "application/problem+json" in answer["content"]} == set(answers)
    assert "Retry-After" in answers["Problem429"]["headers"]
    assert "WWW-Authenticate" in answers["Problem401"]["headers"]


def test_all_scopes_are_used():
    assert {ROUTES[call.name].view.cls.rules[call.method].scope for call in CALLS} == set(ApiScope)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_pages_are_open_to_everybody(world, language):
    for client in (Client(headers={"Accept-Language": language}), world.ours.client(Role.FRONTLINE)):
        for page in ("docs", "errors"):
            response = client.get(f"/api/v1/{page}")
            assert response.status_code == 200
            assert "unsafe" not in response["Content-Security-Policy"]
            assert client.post(f"/api/v1/{page}").status_code == 405


def test_type_of_a_problem_leads_to_its_code():
    problem = Client().get("/api/v1/surveys").json()
    page, _hash, anchor = problem["type"].partition("#")
    assert anchor == problem["code"]
    assert f'id="{anchor}"' in Client().get(page).content.decode()


def test_every_code_in_the_source_is_explained():
    found = set()
    for folder in SOURCES:
        for path in (BASE_DIR / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r'Refusal\(\s*"([a-z_]+)"', text)) | set(
                re.findall(r'default_code = "([a-z_]+)"', text)
            )
    assert len(found) > 20
    assert found - NOT_OF_THE_API <= set(CODES)


def test_page_of_keys_leads_to_the_documents(world):
    assert "/api/v1/docs" in world.ours.client(Role.OWNER).get("/o/ours/api-keys/").content.decode()

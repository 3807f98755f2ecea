"""Query strings, cursors and ids as programs get them wrong."""

import base64

import pytest
from django.test import Client

from tests.cem.api.conftest import LISTS, READS, assert_problem, partner_of
from tests.factories.surveys import draft_survey

pytestmark = pytest.mark.django_db

LIST = "/api/v1/surveys"
FILTERS = {
    "api:collector-list": [],
    "api:feedback": ["survey", "from", "to", "source", "polarity"],
    "api:metric-nps": ["survey", "department", "from", "to"],
    "api:metric-nps-trend": ["survey", "department", "from", "to", "grain"],
    "api:response-list": ["survey"],
    "api:survey-list": ["status"],
    "api:survey-versions": [],
    "api:ticket-list": ["survey", "department", "status", "late"],
}
ODD_TEXTS = [
    "", "-1", "1e400", "%F0%9F%98%80", "%ED%A0%BD", "%FF", "%01", "'", "x" * 3_000, "0001-01-01", "9999-12-31",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip


@pytest.mark.parametrize("call", [call for call in READS if call.name in FILTERS], ids=str)
def test_odd_queries_are_no_fault(partner, address, call):
    pages = ["cursor", "page_size", "updated_since"] if call in LISTS else []
    for text in ODD_TEXTS:
        queries = [f"{name}={text}" for name in (*FILTERS[call.name], *pages)]
        for query in (*queries, f"from={text}&to={text}"):
            response = partner.get(f"{address(call)}?{query}")
            assert response.status_code in {200, 400, 404}, (query, response.status_code)


def test_every_list_and_metric_is_asked_odd_things():
    assert {call.name for call in LISTS} <= set(FILTERS) <= {call.name for call in READS}
    assert {call.name for call in READS if "metrics" in call.pattern} <= set(FILTERS)


@pytest.mark.parametrize("call", READS, ids=str)
def test_nul_in_a_query_is_refused(partner, address, call):
    assert_problem(partner.get(f"{address(call)}?source=a%00b"), 400, "bad_request")


@pytest.mark.parametrize("call", LISTS, ids=str)
def test_unknown_parameters_are_ignored(partner, address, call):
    plain, more = partner.get(address(call)), partner.get(f"{address(call)}?colour=red&format=xml")
    assert (plain.status_code, more.status_code) == (200, 200)
    assert more.json()["results"] == plain.json()["results"] != []


def cursor(position: str) -> str:
    return base64.b64encode(position.encode()).decode()


SIZES = ["0", "-1", "501", "9999", "abc", "1.5"]
CURSORS = ["x", "é", "===", cursor("p=1"), cursor("p=%00"), cursor("p=' OR 1=1"), cursor("o=x")]
MOMENTS = ["yesterday", "2026-02-30T00:00:00Z", "1700000000", "2026-01-01T00:00:00 08:00"]
UNSOUND = [
    *[("page_size", text) for text in SIZES],
    *[("cursor", text) for text in CURSORS],
    *[("updated_since", text) for text in MOMENTS],
]


@pytest.mark.parametrize("call", LISTS, ids=str)
def test_unsound_parameters_of_a_page_are_refused_by_name(partner, address, call):
    for name, text in UNSOUND:
        body = assert_problem(partner.get(address(call), {name: text}), 400, "invalid")
        assert list(body["errors"]) == [name]


@pytest.mark.parametrize("call", LISTS, ids=str)
def test_smallest_and_largest_page_are_given(partner, address, call):
    for size in (1, 500):
        assert partner.get(address(call), {"page_size": size}).status_code == 200


def test_pages_lead_to_the_end_and_back(world, partner):
    for number in range(5):
        draft_survey(world.ours, str(number))
    draft_survey(world.theirs, "theirs")
    seen, page = [], partner.get(LIST, {"page_size": 2}).json()
    while True:
        seen.append([row["title"] for row in page["results"]])
        if page["next"] is None:
            break
        page = partner.get(page["next"]).json()
    assert seen == [["4", "3"], ["2", "1"], ["0"]]
    assert [row["title"] for row in partner.get(page["previous"]).json()["results"]] == ["2", "1"]


def test_cursor_of_another_organization_shows_only_own_rows(world, partner):
    for tenant in (world.ours, world.theirs):
        for number in range(2):
            draft_survey(tenant, f"{tenant.slug} {number}")
    theirs = partner_of(world.theirs).get(LIST, {"page_size": 1}).json()["next"]
    assert {row["title"] for row in partner.get(theirs).json()["results"]} <= {"ours 0", "ours 1"}


@pytest.mark.parametrize("name", ["surveys", "responses", "tickets"])
@pytest.mark.parametrize("text", ["1", "nonsense", "%00", "00000000-0000-0000-0000-000000000000", "x" * 3_000])
def test_id_that_leads_nowhere_is_404(partner, name, text):
    assert_problem(partner.get(f"/api/v1/{name}/{text}"), 404, "not_found")


def test_accept_header_does_not_matter(partner):
    for accept in ("text/html", "application/xml", "image/*;q=0.1", "nonsense", ""):
        response = partner.get(LIST, headers={"Accept": accept})
        assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_language_of_a_refusal_follows_accept_language(partner):
    def detail(language: str) -> str:
        return partner.get("/api/v1/surveys/x", headers={"Accept-Language": language}).json()["detail"]

    assert detail("en") == "There is nothing here."
    assert detail("zh-CN,zh;q=0.9") == detail("de") == Client().get("/api/v1/nothing").json()["detail"] != detail("en")

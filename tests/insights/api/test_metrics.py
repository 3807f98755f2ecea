import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import ApiKey
from cem.accounts.selectors.actors import secret_hash
from cem.tenancy.models import uuid7
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.events import run_deliveries
from tests.factories.insights import add_scores, make_response, make_survey

NPS, TREND = "/api/v1/metrics/nps", "/api/v1/metrics/nps/trend"


def key_client(tenant: Tenant, *scopes: str) -> Client:
    """A program with a key of the tenant."""
    secret = f"cem_{uuid7().hex}"
    ApiKey.objects.create(
        organization=tenant.organization, name="test", prefix=secret[:8], secret_hash=secret_hash(secret),
        scopes=list(scopes or [ApiScope.METRICS_READ]),
    )  # fmt: skip
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_nps_of_one_submitted_answer(world: World) -> None:
    """An organisation's key is given plain figures, however few answers there are."""
    ours = world.ours
    with ours.context():
        survey = make_survey(ours)
        make_response(ours, survey, {"nps": 3, "reason": "物流太慢"})
    run_deliveries()

    response = key_client(ours).get(NPS, {"survey": str(survey.id)})

    assert response.status_code == 200
    # n' = 4, d' = 1.75 / 4, p' = 0.75 / 4: -0.25 +- 1.96 sqrt((0.625 - 0.0625) / 4).
    assert response.json() == {
        "value": -100.0,
        "n": 1,
        "interval": [-98.5, 48.5],
        "promoters": 0,
        "passives": 0,
        "detractors": 1,
        "suppressed": False,
        "formula": "nps",
        "formula_version": 1,
        "minimum_n": 5,
        "filters": {"survey": str(survey.id), "department": None, "from": None, "to": None},
    }


def test_nps_of_a_survey_without_answers_has_no_value(world: World) -> None:
    with world.ours.context():
        survey = make_survey(world.ours)
    body = key_client(world.ours).get(NPS, {"survey": str(survey.id)}).json()
    assert (body["value"], body["n"], body["interval"], body["suppressed"]) == (None, 0, None, False)


def test_nps_is_narrowed_by_survey_department_and_days(world: World) -> None:
    ours = world.ours
    with ours.context():
        survey, other = make_survey(ours), make_survey(ours, title="乙")
        add_scores(ours, [9, 9, 7, 0], day="2026-07-01", survey_id=survey.id)
        add_scores(ours, [0], day="2026-07-02", department="北京店", survey_id=survey.id)
        add_scores(ours, [0], day="2026-07-03", survey_id=survey.id)
        add_scores(ours, [0], day="2026-07-01", survey_id=other.id)
    client = key_client(ours)

    def counts(**query: str) -> tuple[int, int, int]:
        body = client.get(NPS, query).json()
        return body["promoters"], body["passives"], body["detractors"]

    assert counts() == (2, 1, 4)
    assert counts(survey=str(survey.id)) == (2, 1, 3)
    assert counts(survey=str(survey.id), **{"from": "2026-07-01", "to": "2026-07-02"}) == (2, 1, 2)
    assert counts(survey=str(survey.id), department=str(ours.departments["华东"].id), to="2026-07-02") == (2, 1, 1)
    assert counts(department=str(ours.departments["华北"].id)) == (0, 0, 1)


def test_nps_never_counts_another_organisation(world: World) -> None:
    with world.theirs.context():
        theirs = make_survey(world.theirs)
        add_scores(world.theirs, [0] * 9, day="2026-07-01", survey_id=theirs.id)
    with world.ours.context():
        add_scores(world.ours, [10], day="2026-07-01")
    client = key_client(world.ours)
    assert client.get(NPS).json()["n"] == 1
    points = client.get(TREND, {"from": "2026-07-01", "to": "2026-07-01"}).json()["points"]
    assert [(point["n"], point["value"]) for point in points] == [(1, 100.0)]


@pytest.mark.parametrize("path", [NPS, TREND])
@pytest.mark.parametrize("field", ["survey", "department"])
@pytest.mark.parametrize("whose", ["theirs", "nobody"])
def test_metrics_of_strange_things_are_not_found(world: World, path: str, field: str, whose: str) -> None:
    with world.theirs.context():
        known = {"survey": make_survey(world.theirs).id, "department": world.theirs.departments["上海店"].id}
    response = key_client(world.ours).get(path, {field: str(known[field] if whose == "theirs" else uuid4())})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("path", [NPS, TREND])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "gestern"}, "from"),
        ({"to": "2026-02-30"}, "to"),
        ({"from": "2026-07-02", "to": "2026-07-01"}, "from"),
        ({"survey": "not-an-id"}, "survey"),
        ({"department": "1"}, "department"),
    ],
)
def test_metrics_with_a_bad_value_are_refused(world: World, path: str, query: dict, field: str) -> None:
    response = key_client(world.ours).get(path, query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "invalid"
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "1990-01-01", "to": "2026-01-01"},
        {"grain": "hour"},
        {"to": "0001-01-05"},
        {"from": "0001-01-01"},
    ],
)
def test_trend_that_cannot_be_drawn_is_refused(world: World, query: dict) -> None:
    assert key_client(world.ours).get(TREND, query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"from": "9999-12-31"},
        {"from": "9999-12-31", "to": "9999-12-31"},
    ],
)
def test_nps_at_the_ends_of_the_calendar(world: World, query: dict) -> None:
    assert key_client(world.ours).get(NPS, query).status_code == 200
    if "0001" not in json.dumps(query):
        assert key_client(world.ours).get(TREND, query).status_code == 200


def test_trend_gives_each_period_with_gaps(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9, 9, 0], day="2026-07-06")
        add_scores(ours, [0], day="2026-07-20")
    client = key_client(ours)

    body = client.get(TREND, {"from": "2026-07-06", "to": "2026-07-20", "grain": "week"}).json()

    assert (body["grain"], body["formula"], body["filters"]["from"]) == ("week", "nps", "2026-07-06")
    assert [(point["start"], point["n"], point["value"]) for point in body["points"]] == [
        ("2026-07-06", 3, 33.33),
        ("2026-07-13", 0, None),
        ("2026-07-20", 1, -100.0),
    ]
    assert body["points"][1]["interval"] is None
    assert len(client.get(TREND, {"from": "2026-07-06", "to": "2026-07-20"}).json()["points"]) == 15


def test_trend_without_days_is_of_the_last_thirty(world: World) -> None:
    body = key_client(world.ours).get(TREND).json()
    assert (body["grain"], len(body["points"])) == ("day", 30)


def test_members_view_of_departments_is_held_back_below_minimum_n(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [0, 0, 9, 9], day="2026-07-01", department="上海店")
        add_scores(ours, [9], day="2026-07-01", department="北京店")
    member = ours.client(Role.CX_MANAGER)
    east = {"department": str(ours.departments["华东"].id), "from": "2026-07-01", "to": "2026-07-01"}

    assert member.get(NPS).json()["value"] == 20.0
    body = member.get(NPS, east).json()
    assert (body["value"], body["interval"], body["n"], body["suppressed"]) == (None, None, 4, True)
    assert (body["promoters"], body["passives"], body["detractors"]) == (0, 0, 0)
    assert member.get(TREND, east).json()["points"][0]["suppressed"] is True
    assert key_client(ours).get(NPS, east).json()["value"] == 0.0


def test_member_is_given_the_figures_of_the_own_departments(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_member(ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
        add_scores(ours, [9] * 5, day="2026-07-01", department="上海店")
        add_scores(ours, [0] * 5, day="2026-07-01", department="北京店")
    member = ours.client(Role.CX_MANAGER)
    assert (member.get(NPS).json()["n"], member.get(NPS).json()["value"]) == (5, 100.0)
    assert member.get(NPS, {"department": str(ours.departments["北京店"].id)}).status_code == 404
    assert member.get(NPS, {"department": str(ours.departments["总部"].id)}).status_code == 404


@pytest.mark.parametrize("path", [NPS, TREND])
def test_metrics_are_closed_to_those_without_the_right(world: World, path: str) -> None:
    assert Client().get(path).status_code == 401
    assert Client(headers={"authorization": "Bearer cem_wrong"}).get(path).status_code == 401
    assert key_client(world.ours, ApiScope.RESPONSES_READ).get(path).status_code == 403
    assert world.ours.client(Role.FRONTLINE).get(path).status_code == 403
    assert world.ours.client(Role.EXECUTIVE).get(path).status_code == 200
    assert key_client(world.ours).post(path).status_code == 405


def test_metrics_queries_do_not_grow(world: World, django_assert_num_queries) -> None:
    ours = world.ours
    client = key_client(ours)
    ApiKey.objects.update(last_used_at=timezone.now() + timedelta(minutes=1))
    with ours.context():
        survey = make_survey(ours)
    query = {"survey": str(survey.id), "department": str(ours.departments["华东"].id)}
    for rows in (1, 3):
        with ours.context():
            for row in range(rows):
                add_scores(ours, [9, 0], day=f"2026-07-0{row + 1}", survey_id=survey.id)
        with django_assert_num_queries(API_QUERIES):
            client.get(NPS, query)
        with django_assert_num_queries(API_QUERIES):
            client.get(TREND, query)


# Key, savepoint and setting of the tenant (4), survey, department, tree below it, counts.
API_QUERIES = 9

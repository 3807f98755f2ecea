import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import AlertRule
from cem.accounts.enums import Role
from tests.factories.accounts import add_member
from tests.factories.actions import make_rule, make_survey

LIST = "/o/ours/actions/rules/"
GIVEN = {
    "name": "严重不满",
    "maximum_score": 3,
    "hours_to_resolve": 24,
    "department": "",
    "survey": "",
    "is_enabled": "on",
}
MANAGERS = [Role.OWNER, Role.ADMINISTRATOR, Role.CX_MANAGER]
OTHERS = [Role.ANALYST, Role.EXECUTIVE, Role.FRONTLINE]


def rules(tenant):
    with tenant.context():
        return list(AlertRule.objects.order_by("id").values("name", "maximum_score", "is_enabled"))


@pytest.mark.parametrize("role", MANAGERS)
def test_manager_lists_makes_changes_and_switches(world, role):
    client = world.ours.client(role)
    assert b'class="empty' in client.get(LIST).content
    assert client.get(f"{LIST}new/").status_code == 200
    assert client.post(f"{LIST}new/", GIVEN)["Location"] == LIST
    with world.ours.context():
        rule = AlertRule.objects.get()
    assert "严重不满" in client.get(LIST).content.decode()
    assert 'value="3"' in client.get(f"{LIST}{rule.id}/").content.decode()
    assert client.post(f"{LIST}{rule.id}/", {**GIVEN, "maximum_score": 4}).status_code == 302
    assert client.post(f"{LIST}{rule.id}/toggle/", {"enabled": "0"}).status_code == 302
    assert rules(world.ours) == [{"name": "严重不满", "maximum_score": 4, "is_enabled": False}]
    assert b"callout" in client.get(LIST).content


@pytest.mark.parametrize("role", OTHERS)
def test_others_are_refused(world, role):
    rule = make_rule(world.ours)
    before = rules(world.ours)
    client = world.ours.client(role)
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}new/", GIVEN).status_code == 403
    assert client.post(f"{LIST}{rule.id}/", GIVEN).status_code == 403
    assert client.post(f"{LIST}{rule.id}/toggle/", {"enabled": "0"}).status_code == 403
    assert rules(world.ours) == before


def test_rule_of_another_organization_is_404(world):
    stranger = make_rule(world.theirs)
    before = rules(world.theirs)
    client = world.ours.client(Role.OWNER)
    assert client.get(f"{LIST}{stranger.id}/").status_code == 404
    assert client.post(f"{LIST}{stranger.id}/", GIVEN).status_code == 404
    assert client.post(f"{LIST}{stranger.id}/toggle/", {"enabled": "0"}).status_code == 404
    assert rules(world.theirs) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"maximum_score": 11},
        {"maximum_score": "x"},
        {"hours_to_resolve": 0},
        {"hours_to_resolve": 721},
        {"department": "00000000-0000-7000-8000-000000000000"},
        {"survey": "nonsense"},
    ],
)
def test_wrong_values_are_refused_and_kept_on_the_page(world, wrong):
    response = world.ours.client().post(f"{LIST}new/", {**GIVEN, "hours_to_resolve": 37, **wrong})
    assert response.status_code == 422
    assert b"is-invalid" in response.content
    assert rules(world.ours) == []


def test_rule_for_a_department_and_a_survey(world):
    survey, place = make_survey(world.ours), world.ours.departments["华东"]
    world.ours.client().post(f"{LIST}new/", {**GIVEN, "survey": str(survey.id), "department": str(place.id)})
    with world.ours.context():
        rule = AlertRule.objects.get()
        assert (rule.survey_id, rule.department_id) == (survey.id, place.id)
    page = world.ours.client().get(LIST).content.decode()
    assert survey.title in page
    assert "华东" in page


def test_regional_manager_is_offered_the_region_only(world):
    general = make_rule(world.ours)
    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
    client = world.ours.client()
    page = client.get(f"{LIST}new/").content.decode()
    assert "上海店" in page
    assert "北京店" not in page
    assert client.post(f"{LIST}new/", GIVEN).status_code == 422
    assert client.get(f"{LIST}{general.id}/").status_code == 404
    assert "6 分及以下" in client.get(LIST).content.decode()
    assert len(rules(world.ours)) == 1


def test_number_of_queries_does_not_grow_with_the_rows(world):
    client = world.ours.client()
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make_rule(world.ours, department="华东", survey_id=make_survey(world.ours).id)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counted.append(len(queries))
    assert counted[0] == counted[1]

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import ApiKey
from cem.accounts.selectors.actors import secret_hash
from surveys.domain.questions import QUESTION_TYPES
from surveys.models import Collector, Survey, SurveyVersion
from surveys.selectors.templates import template_detail
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.surveys import CONTACT, answer, department_link, draft_survey, live_survey
from tests.surveys.domain.samples import options, question
from tests.surveys.domain.samples import survey as survey_of

ALL = [ApiScope.SURVEYS_READ, ApiScope.SURVEYS_WRITE, ApiScope.RESPONSES_READ]
JSON = "application/json"


def key_client(tenant: Tenant, *scopes: str) -> Client:
    secret = f"cem_{uuid4().hex}"
    ApiKey.objects.create(
        organization=tenant.organization,
        name="CRM",
        prefix=secret[:8],
        secret_hash=secret_hash(secret),
        scopes=list(scopes),
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def client(world: World) -> Client:
    return key_client(world.ours, *ALL)


def test_from_template_to_link(world: World, client: Client):
    created = client.post("/api/v1/surveys", {"template": "nps", "title": "送货回访"}, JSON)
    assert created.status_code == 201
    body = created.json()
    assert (body["title"], body["status"], body["version"], body["revision"]) == ("送货回访", "draft", None, 1)
    published = client.post(f"/api/v1/surveys/{body['id']}/publish")
    assert published.status_code == 200
    shown = published.json()
    assert (shown["status"], shown["version"]) == ("published", 1)
    assert shown["link"].endswith(f"/s/{shown['token']}")
    assert Client().get(f"/s/{shown['token']}").status_code == 200
    assert client.post(f"/api/v1/surveys/{body['id']}/publish").json() == shown


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"template": "zzz"}, 422, "unknown_template"),
        ({"template": "nps", "title": 3 * "长" * 99}, 400, "invalid"),
    ],
)
def test_create_refused_makes_nothing(world: World, client: Client, body: dict, status: int, code: str):
    response = client.post("/api/v1/surveys", body, JSON)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    with world.ours.context():
        assert Survey.objects.count() == 0


def test_patch_changes_the_draft(world: World, client: Client):
    survey = draft_survey(world.ours)
    path = f"/api/v1/surveys/{survey.pk}"
    definition = {**survey.draft, "title": {"zh-hans": "改"}}
    changed = client.patch(path, {"revision": 1, "title": "新", "definition": definition}, JSON).json()
    assert (changed["title"], changed["revision"], changed["definition"]) == ("新", 2, definition)
    stale = client.patch(path, {"revision": 1, "title": "旧"}, JSON)
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    unsound = client.patch(path, {"revision": 2, "definition": {**definition, "pages": []}}, JSON)
    assert unsound.status_code == 422
    assert unsound.json()["errors"]["pages"][0]["code"] == "empty"
    odd = client.patch(path, '{"revision": 2, "definition": {"\\ud800": 1}}', JSON)
    assert odd.status_code == 400
    assert client.get(path).json() == changed


def test_close_and_reopen(world: World, client: Client):
    survey = live_survey(world.ours).survey
    path = f"/api/v1/surveys/{survey.pk}"
    assert client.post(f"{path}/close").json()["status"] == "closed"
    assert client.post(f"{path}/reopen").json()["status"] == "published"
    refused = client.post(f"/api/v1/surveys/{draft_survey(world.ours).pk}/close")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_published")


def test_collectors(world: World, client: Client):
    survey = live_survey(world.ours).survey
    path = f"/api/v1/surveys/{survey.pk}/collectors"
    body = {"department": str(world.ours.departments["上海店"].pk), "channel": "qr"}
    created = client.post(path, body, JSON)
    assert created.status_code == 201
    assert created.json()["link"].endswith("/s/" + created.json()["token"])
    assert client.post(path, body, JSON).json()["code"] == "collector_exists"
    foreign = {"department": str(world.theirs.departments["上海店"].pk)}
    assert client.post(path, foreign, JSON).json()["code"] == "unknown_department"
    assert [row["channel"] for row in client.get(path).json()["results"]] == ["qr", "link"]
    assert client.get(path + "?updated_since=2199-01-01T00:00:00Z").json()["results"] == []
    with world.ours.context():
        assert Collector.objects.count() == 2


def test_responses_filters_and_hides_the_contact(world: World, client: Client):
    live, other = live_survey(world.ours), live_survey(world.ours, "别的")
    response = answer(world.ours, live.collector, nps=3, reason="慢", contact=CONTACT)
    answer(world.ours, other.collector)
    answer(world.theirs, live_survey(world.theirs).collector)
    assert len(client.get("/api/v1/responses").json()["results"]) == 2
    listed = client.get(f"/api/v1/responses?survey={live.survey.pk}")
    assert "13800138000" not in listed.content.decode()
    assert "王芳" not in listed.content.decode()
    (row,) = listed.json()["results"]
    assert row["id"] == str(response.pk)
    assert row["answers"] == {"nps": 3, "reason": "慢", "contact": {"agreed": True, "text_version": "1"}}
    assert (row["has_contact"], row["version"], row["language"]) == (True, 1, "zh-hans")
    assert client.get(f"/api/v1/responses/{response.pk}").json() == row
    assert client.get("/api/v1/responses?updated_since=2199-01-01T00:00:00Z").json()["results"] == []
    assert client.get("/api/v1/responses?survey=nonsense").status_code == 400


def test_a_member_sees_the_responses_of_the_own_departments(world: World):
    live = live_survey(world.ours)
    answer(world.ours, live.collector, nps=1)
    mine = answer(world.ours, department_link(world.ours, live.survey, "上海店"), nps=2)
    with world.ours.context():
        add_member(world.ours, Role.ANALYST, department="华东", email="east@ours.example")
    rows = world.ours.client(Role.ANALYST).get("/api/v1/responses").json()["results"]
    assert [row["id"] for row in rows] == [str(mine.pk)]
    assert world.ours.client(Role.FRONTLINE).get("/api/v1/responses").status_code == 403


@pytest.mark.parametrize("name", ["", "/publish", "/close", "/reopen", "/collectors"])
def test_survey_of_another_organization_is_404(world: World, client: Client, name: str):
    theirs = live_survey(world.theirs)
    for pk in (theirs.survey.pk, uuid4(), "nonsense"):
        path = f"/api/v1/surveys/{pk}{name}"
        assert client.get(path).status_code in {404, 405}
        body = {"revision": 1, "title": "x", "department": str(world.theirs.departments["上海店"].pk)}
        assert (client.patch if name == "" else client.post)(path, body, JSON).status_code == 404
    answered = answer(world.theirs, theirs.collector)
    assert client.get(f"/api/v1/responses/{answered.pk}").status_code == 404
    with world.theirs.context():
        assert (Survey.objects.get().title, Survey.objects.get().status) == ("回访", "published")
        assert Collector.objects.count() == 1


def test_a_key_needs_the_scope(world: World):
    survey = live_survey(world.ours).survey
    reader = key_client(world.ours, ApiScope.SURVEYS_READ)
    assert reader.get("/api/v1/surveys").status_code == 200
    assert reader.get("/api/v1/responses").status_code == 403
    assert reader.post("/api/v1/surveys", {"template": "nps"}, JSON).status_code == 403
    assert reader.post(f"/api/v1/surveys/{survey.pk}/close").status_code == 403
    assert Client().get("/api/v1/surveys").status_code == 401
    with world.ours.context():
        assert Survey.objects.get().status == "published"


def test_a_key_that_may_only_write_gets_its_answer(world: World):
    writer = key_client(world.ours, ApiScope.SURVEYS_WRITE)
    created = writer.post("/api/v1/surveys", {"template": "nps"}, JSON)
    path = f"/api/v1/surveys/{created.json()['id']}"
    assert writer.patch(path, {"revision": 1, "title": "新"}, JSON).json()["revision"] == 2
    assert [writer.post(f"{path}/{name}").status_code for name in ("publish", "close", "reopen")] == [200, 200, 200]
    assert writer.get(path).status_code == 403
    assert writer.head(path).status_code == 403


def test_a_repeated_create_makes_one_survey(world: World, client: Client):
    headers = {"Idempotency-Key": "once"}
    bodies = [client.post("/api/v1/surveys", {"template": "nps"}, JSON, headers=headers).json() for _each in range(2)]
    assert bodies[0] == bodies[1]
    with world.ours.context():
        assert Survey.objects.count() == 1


def test_create_from_a_definition(world: World, client: Client):
    definition = template_detail("ces").raw
    created = client.post("/api/v1/surveys", {"definition": definition}, JSON)
    assert created.status_code == 201
    assert created.json()["definition"] == definition
    assert (created.json()["title"], created.json()["template"]) == ("办这件事，费力吗", "")
    both = client.post("/api/v1/surveys", {"definition": definition, "template": "nps"}, JSON)
    unsound = client.post("/api/v1/surveys", {"definition": {**definition, "pages": []}}, JSON)
    assert (both.status_code, unsound.status_code) == (400, 422)
    assert unsound.json()["errors"] == {"pages": [{"code": "empty", "message": "这里是空的。"}]}
    with world.ours.context():
        assert Survey.objects.count() == 1


def test_check_of_a_document_says_everything_and_saves_nothing(world: World, client: Client):
    definition = template_detail("showcase").raw
    body = client.post("/api/v1/surveys/check", {"definition": definition}, JSON).json()
    assert (body["can_publish"], body["problems"], body["findings"]) == (True, [], [])
    assert body["minutes"]["least"] < body["minutes"]["expected"] < body["minutes"]["most"]
    assert body["paths"]["is_exact"] is False
    bad = client.post("/api/v1/surveys/check", {"definition": {"schema": 2}}, JSON).json()
    assert (bad["can_publish"], bad["findings"], bad["minutes"], bad["paths"]) == (False, [], None, None)
    assert [problem["path"] for problem in bad["problems"]] == ["language", "title", "pages", "endings"]
    assert client.post("/api/v1/surveys/check", {"definition": "x"}, JSON).status_code == 200
    assert client.post("/api/v1/surveys/check", {}, JSON).status_code == 400
    with world.ours.context():
        assert Survey.objects.count() == 0


def test_check_of_a_draft_looks_at_the_answered_versions(world: World, client: Client):
    raw = survey_of([question("way", "single", options=options("a", "b"))])
    created = client.post("/api/v1/surveys", {"definition": raw}, JSON).json()
    path = f"/api/v1/surveys/{created['id']}"
    token = client.post(f"{path}/publish").json()["token"]
    raw["pages"][0]["questions"][0]["options"][0]["text"] = {"zh-hans": "别的"}
    client.patch(path, {"revision": 1, "definition": raw}, JSON)
    assert client.post(f"{path}/check").json()["findings"] == []
    with world.ours.context():
        collector = Collector.objects.get(token=token)
    answer(world.ours, collector, way="b")
    body = client.post(f"{path}/check").json()
    assert body["can_publish"] is False
    (finding,) = body["findings"]
    assert (finding["severity"], finding["code"], finding["question"]) == ("error", "option_id_reused", "way")
    refused = client.post(f"{path}/publish")
    assert (refused.status_code, refused.json()["code"]) == (422, "meaning_changed")
    assert client.get(path).json()["version"] == 1
    assert client.post(f"{path}/publish", {"wording_only": ["way.a"]}, JSON).json()["version"] == 2


def test_versions_difference_and_revert(world: World, client: Client):
    survey = live_survey(world.ours).survey
    path = f"/api/v1/surveys/{survey.pk}"
    definition = {**survey.draft, "title": {"zh-hans": "改"}}
    client.patch(path, {"revision": 1, "definition": definition}, JSON)
    assert client.post(f"{path}/publish").json()["version"] == 2
    listed = client.get(f"{path}/versions").json()["results"]
    assert [(row["number"], row["response_count"]) for row in listed] == [(2, 0), (1, 0)]
    assert client.get(f"{path}/versions/1").json()["definition"] == survey.draft
    body = client.get(f"{path}/versions/1/difference").json()
    assert (body["of"], body["to"]) == (1, "draft")
    assert [(change["code"], change["level"]) for change in body["changes"]][:1] == [("title_changed", "note")]
    assert client.get(f"{path}/versions/1/difference?to=2").json()["changes"] == body["changes"]
    assert client.get(f"{path}/versions/2/difference").json()["changes"] == []
    for wrong in ("versions/3", "versions/3/difference", "versions/1/difference?to=3"):
        assert client.get(f"{path}/{wrong}").status_code == 404
    assert client.get(f"{path}/versions/{10**30}").status_code == 404
    assert client.get(f"{path}/versions/1/difference?to=x").status_code == 400
    stale = client.post(f"{path}/revert", {"version": 1, "revision": 1}, JSON)
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    unknown = client.post(f"{path}/revert", {"version": 7, "revision": 2}, JSON)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_version")
    assert client.get(path).json()["definition"] == definition
    reverted = client.post(f"{path}/revert", {"version": 1, "revision": 2}, JSON).json()
    assert (reverted["revision"], reverted["definition"], reverted["version"]) == (3, survey.draft, 2)


def test_the_schema_is_open_to_everybody(client: Client):
    response = Client().get("/schemas/survey/2.json")
    assert response["Content-Type"] == "application/schema+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    body = response.json()
    assert body["$id"].endswith("/schemas/survey/2.json")
    assert set(body["$defs"]["question"]["properties"]["type"]["enum"]) == set(QUESTION_TYPES)
    again = Client().get("/schemas/survey/2.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["surveys", "responses", "collectors", "versions"])
def test_list_costs_the_same_for_one_row_and_three(world: World, client: Client, name: str, django_assert_num_queries):
    live = live_survey(world.ours)

    def more(number: int) -> None:
        if name == "surveys":
            draft_survey(world.ours)
        elif name == "versions":
            with world.ours.context():
                SurveyVersion.objects.create(survey=live.survey, number=number + 2, definition=live.survey.draft)
        elif name == "responses":
            answer(world.ours, live.collector, nps=number)
        else:
            department_link(world.ours, live.survey, ["上海店", "杭州店", "北京店"][number])

    is_below = name in {"collectors", "versions"}
    path = f"/api/v1/surveys/{live.survey.pk}/{name}" if is_below else f"/api/v1/{name}"
    more(0)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    more(1)
    more(2)
    with django_assert_num_queries(len(one)):
        client.get(path)

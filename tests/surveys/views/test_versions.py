import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cem.accounts.enums import Role
from surveys.models import Collector, Survey, SurveyVersion
from surveys.selectors.templates import template_detail
from surveys.services.surveys import create_survey, edit_survey
from tests.factories.accounts import Tenant, World
from tests.factories.surveys import answer, draft_survey, live_survey
from tests.surveys.domain.samples import options, question, survey
from tests.surveys.views.test_pages import editor_data, url


def retitle(tenant: Tenant, row: Survey, title: str) -> None:
    with tenant.context():
        row = Survey.objects.get(pk=row.pk)
        draft = json.loads(json.dumps(row.draft))
        draft["title"]["zh-hans"] = title
        edit_survey(actor=tenant.actor(), survey_id=row.pk, revision=row.revision, definition=draft)


def test_versions_page_lists_and_compares(world: World):
    live = live_survey(world.ours)
    answer(world.ours, live.collector)
    client = world.ours.client(Role.ANALYST)
    page = client.get(url(world.ours, "versions", live.survey.pk))
    assert [row.response_count for row in page.context["page"]] == [1]
    assert page.context["changes"] == []
    retitle(world.ours, live.survey, "新的<b>标题")
    html = client.get(url(world.ours, "versions", live.survey.pk)).content.decode()
    assert "新的&lt;b&gt;标题" in html
    assert "revert" not in html
    assert "revert" in world.ours.client().get(url(world.ours, "versions", live.survey.pk)).content.decode()
    odd = client.get(url(world.ours, "versions", live.survey.pk) + "?from=99&to=٣&page=x")
    assert (odd.status_code, odd.context["old"], odd.context["new"]) == (200, 1, "draft")


def test_versions_page_of_a_draft(world: World):
    row = draft_survey(world.ours)
    page = world.ours.client().get(url(world.ours, "versions", row.pk))
    assert (page.status_code, page.context["changes"]) == (200, None)


def test_versions_page_costs_the_same_for_one_version_and_three(world: World, django_assert_num_queries):
    live = live_survey(world.ours)
    client = world.ours.client()
    path = url(world.ours, "versions", live.survey.pk)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    with world.ours.context():
        for number in (2, 3):
            SurveyVersion.objects.create(survey=live.survey, number=number, definition=live.survey.draft)
    with django_assert_num_queries(len(one)):
        client.get(path)


def test_revert_from_the_page(world: World):
    live = live_survey(world.ours)
    retitle(world.ours, live.survey, "改")
    path = reverse("surveys:revert", args=[world.ours.slug, live.survey.pk, 1])
    stale = world.ours.client().post(path, {"revision": "1"})
    assert stale["Location"] == url(world.ours, "versions", live.survey.pk)
    with world.ours.context():
        assert Survey.objects.get().draft["title"]["zh-hans"] == "改"
    done = world.ours.client().post(path, {"revision": "2"})
    assert done["Location"] == url(world.ours, "edit", live.survey.pk)
    with world.ours.context():
        assert Survey.objects.get().draft == live.survey.draft
    missing = reverse("surveys:revert", args=[world.ours.slug, live.survey.pk, 9])
    assert world.ours.client().post(missing, {"revision": "3"}).status_code == 404


@pytest.fixture
def showcase(world: World) -> Survey:
    with world.ours.context():
        return create_survey(actor=world.ours.actor(), definition=template_detail("showcase").raw)


def test_the_editor_edits_any_survey_page_by_page(world: World, showcase: Survey):
    client = world.ours.client()
    path = url(world.ours, "edit", showcase.pk)
    parts = client.get(path).context["form"].parts
    assert parts == len(showcase.draft["pages"])
    for part in range(parts):
        page = client.get(f"{path}?part={part}")
        assert page.status_code == 200
        assert len(page.context["form"].fields) < 300
    form = client.get(f"{path}?part=1").context["form"]
    data = {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}
    data["channel-options-0-text-zh-hans"] = "线下门店"
    saved = client.post(f"{path}?part=1", data)
    assert saved["Location"] == f"{path}?part=1"
    with world.ours.context():
        draft = Survey.objects.get().draft
    expected = json.loads(json.dumps(showcase.draft))
    expected["pages"][1]["questions"][0]["options"][0]["text"]["zh-hans"] = "线下门店"
    assert draft == expected
    assert client.get(f"{path}?part=99").context["form"].part == 0


def test_the_editor_shows_what_the_checker_finds(world: World):
    never = question("b", "yes_no", **{"if": {"==": [{"var": "answers.a"}, "perhaps"]}})
    with world.ours.context():
        row = create_survey(actor=world.ours.actor(), definition=survey([question("a", "yes_no"), never]))
    client = world.ours.client()
    page = client.get(url(world.ours, "edit", row.pk))
    assert [tone for tone, _sentence in page.context["findings"]] == ["danger"]
    assert page.context["findings"][0][1] in page.content.decode()
    refused = client.post(url(world.ours, "edit", row.pk), editor_data(world.ours, row, then="publish"))
    assert refused.status_code == 422
    assert refused.context["refusal"].code == "survey_has_errors"
    with world.ours.context():
        assert SurveyVersion.objects.count() == 0


def test_the_editor_asks_whether_words_were_only_corrected(world: World):
    with world.ours.context():
        row = create_survey(
            actor=world.ours.actor(), definition=survey([question("way", "single", options=options("a", "b"))])
        )
    client = world.ours.client()
    path = url(world.ours, "edit", row.pk)
    client.post(path, editor_data(world.ours, row, then="publish"))
    with world.ours.context():
        collector = Collector.objects.get()
    answer(world.ours, collector, way="a")
    changes = {"way-options-0-text-zh-hans": "甲", "then": "publish"}
    refused = client.post(path, editor_data(world.ours, row, **changes))
    assert (refused.status_code, refused.context["refused"]["wording_only"]) == (422, ["way.a"])
    with world.ours.context():
        assert SurveyVersion.objects.count() == 1
    declared = {**changes, "then": "publish_wording", "wording_only": "way.a"}
    done = client.post(path, editor_data(world.ours, row, **declared))
    assert done["Location"] == url(world.ours, "share", row.pk)
    with world.ours.context():
        assert SurveyVersion.objects.count() == 2

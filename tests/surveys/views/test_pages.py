import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from surveys.models import Collector, Survey, SurveyVersion
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.surveys import CONTACT, answer, department_link, draft_survey, live_survey

MANAGERS = {Role.OWNER, Role.ADMINISTRATOR, Role.CX_MANAGER}
READERS = MANAGERS | {Role.ANALYST, Role.EXECUTIVE}


def url(tenant: Tenant, name: str, *args: object) -> str:
    return reverse(f"surveys:{name}", args=[tenant.slug, *args])


def editor_data(tenant: Tenant, survey: Survey, **changes: str) -> dict[str, str]:
    """What a browser would send: every field of the editor as it is shown."""
    html = tenant.client().get(url(tenant, "edit", survey.pk)).context["form"]
    data = {name: html[name].value() or "" for name in html.fields}
    return {**{name: value for name, value in data.items() if value is not False}, **changes}


@pytest.mark.parametrize(
    ("name", "method", "allowed"),
    [
        ("list", "get", READERS),
        ("new", "get", MANAGERS),
        ("create", "post", MANAGERS),
        ("edit", "get", MANAGERS),
        ("preview", "post", MANAGERS),
        ("publish", "post", MANAGERS),
        ("share", "get", READERS),
        ("collectors", "post", MANAGERS),
        ("close", "post", MANAGERS),
        ("reopen", "post", MANAGERS),
        ("responses", "get", READERS),
    ],
)
def test_page_is_open_to_some_roles_only(world: World, name: str, method: str, allowed: set[Role]):
    survey = live_survey(world.ours).survey
    args = [] if name in {"list", "new", "create"} else [survey.pk]
    for role in Role:
        response = getattr(world.ours.client(role), method)(url(world.ours, name, *args))
        assert (response.status_code == 403) == (role not in allowed), role


@pytest.mark.parametrize("name", ["edit", "preview", "publish", "share", "collectors", "close", "reopen", "responses"])
def test_survey_of_another_organization_is_404(world: World, name: str):
    theirs = live_survey(world.theirs).survey
    client = world.ours.client()
    for slug, pk in ((world.ours.slug, theirs.pk), (world.theirs.slug, theirs.pk), (world.ours.slug, uuid4())):
        path = reverse(f"surveys:{name}", args=[slug, pk])
        assert client.post(path).status_code in {404, 405}
        assert client.get(path).status_code in {404, 405}
    with world.theirs.context():
        assert Survey.objects.get().status == "published"
        assert Collector.objects.count() == 1


def test_list_shows_counts_and_last_answer(world: World):
    live = live_survey(world.ours, "送货回访")
    live_survey(world.theirs, "别家的")
    for _each in range(2):
        answer(world.ours, live.collector)
    html = world.ours.client().get(url(world.ours, "list")).content.decode()
    assert "送货回访" in html
    assert "别家的" not in html
    assert re.search(r'<td class="num"[^>]*>2</td>', html)


def test_list_filters_and_pages(world: World):
    for number in range(21):
        draft_survey(world.ours, f"问卷 {number}")
    client = world.ours.client()
    path = url(world.ours, "list")
    assert len(client.get(path).context["page"].object_list) == 20
    assert len(client.get(path + "?page=2").context["page"].object_list) == 1
    assert [row.title for row in client.get(path + "?q=问卷 20").context["page"]] == ["问卷 20"]
    assert client.get(path + "?status=closed").context["page"].paginator.count == 0
    assert client.get(path + "?page=x&status=zz").status_code == 200
    assert client.get(path + "?q=%00").status_code == 400


def test_empty_list_leads_to_a_new_survey(world: World):
    client = world.ours.client()
    assert url(world.ours, "new") in client.get(url(world.ours, "list")).content.decode()
    assert url(world.ours, "new") not in world.ours.client(Role.ANALYST).get(url(world.ours, "list")).content.decode()


@pytest.mark.parametrize("name", ["list", "share", "responses"])
def test_page_costs_the_same_for_one_row_and_three(world: World, name: str, django_assert_num_queries):
    live = live_survey(world.ours)
    client = world.ours.client()

    def more(number: int) -> None:
        if name == "list":
            draft_survey(world.ours, f"{number}")
        elif name == "responses":
            answer(world.ours, live.collector, nps=number, reason="好", contact=CONTACT)
        else:
            department_link(world.ours, live.survey, ["上海店", "杭州店", "北京店"][number])

    path = url(world.ours, name, *([] if name == "list" else [live.survey.pk]))
    more(0)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    more(1)
    more(2)
    with django_assert_num_queries(len(one)):
        client.get(path)


def test_from_new_to_live_in_three_posts(world: World):
    """Home -> new survey -> template -> publish: the share page has the link."""
    client = world.ours.client()
    assert 'name="template" value="nps"' in client.get(url(world.ours, "new")).content.decode()
    editor = client.post(url(world.ours, "create"), {"template": "nps"})
    with world.ours.context():
        survey = Survey.objects.get()
    assert editor["Location"] == url(world.ours, "edit", survey.pk)
    data = editor_data(world.ours, survey, then="publish")
    published = client.post(editor["Location"], data)
    assert published["Location"] == url(world.ours, "share", survey.pk)
    html = client.get(published["Location"]).content.decode()
    with world.ours.context():
        token = Collector.objects.get().token
        assert SurveyVersion.objects.get().definition == survey.draft
    assert f"/s/{token}" in html
    assert client.get(f"/s/{token}").status_code == 200


def test_create_with_an_unknown_template_makes_nothing(world: World):
    response = world.ours.client().post(url(world.ours, "create"), {"template": "zzz"})
    assert response["Location"] == url(world.ours, "new")
    with world.ours.context():
        assert Survey.objects.count() == 0


def test_editor_saves_words_and_switches(world: World):
    survey = draft_survey(world.ours)
    changes = {"name": "新名", "nps-title-zh-hans": "推荐我们吗？", "nps-title-en": "", "required-reason": "on"}
    response = world.ours.client().post(url(world.ours, "edit", survey.pk), editor_data(world.ours, survey, **changes))
    assert response["Location"] == url(world.ours, "edit", survey.pk)
    with world.ours.context():
        saved = Survey.objects.get()
    questions = saved.draft["pages"][0]["questions"]
    assert (saved.title, saved.revision, saved.status) == ("新名", 2, "draft")
    assert questions[0]["title"] == {"zh-hans": "推荐我们吗？"}
    assert [question["required"] for question in questions] == [True, True, False]


@pytest.mark.parametrize(
    ("field", "value"),
    [("nps-title-zh-hans", " "), ("nps-title-en", "{customer}?"), ("name", ""), ("title-en", "x" * 121)],
)
def test_editor_shows_what_cannot_be_saved(world: World, field: str, value: str):
    survey = draft_survey(world.ours)
    data = editor_data(world.ours, survey, **{field: value, "reason-title-en": "Kept words"}, then="publish")
    response = world.ours.client().post(url(world.ours, "edit", survey.pk), data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Kept words" in response.content.decode()
    with world.ours.context():
        saved = Survey.objects.get()
        assert (saved.revision, saved.draft, saved.status) == (1, survey.draft, "draft")


def test_editor_tells_the_second_of_two_editors(world: World):
    survey = draft_survey(world.ours)
    data = editor_data(world.ours, survey)
    path = url(world.ours, "edit", survey.pk)
    world.ours.client(Role.OWNER).post(path, {**data, "name": "先保存的"})
    response = world.ours.client().post(path, {**data, "name": "后保存的"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "owner 李明" in html
    assert 'value="后保存的"' in html
    with world.ours.context():
        assert Survey.objects.get().title == "先保存的"
    # Saving again from this page is meant to replace the other one.
    revision = re.search(r'name="revision" value="(\d+)"', html)[1]
    assert world.ours.client().post(path, {**data, "name": "后保存的", "revision": revision}).status_code == 302
    with world.ours.context():
        assert Survey.objects.get().title == "后保存的"


def test_preview_shows_unsaved_words_and_saves_nothing(world: World):
    survey = draft_survey(world.ours)
    data = editor_data(world.ours, survey, **{"nps-title-en": "<b>Would</b> you?", "preview_language": "en"})
    html = world.ours.client().post(url(world.ours, "preview", survey.pk), data).content.decode()
    assert "&lt;b&gt;Would&lt;/b&gt; you?" in html
    assert "<html" not in html
    empty = world.ours.client().post(url(world.ours, "preview", survey.pk), {})
    assert empty.status_code == 200
    with world.ours.context():
        assert Survey.objects.get().draft == survey.draft


def test_close_and_reopen(world: World):
    live = live_survey(world.ours)
    client = world.ours.client()
    assert client.post(url(world.ours, "close", live.survey.pk)).status_code == 302
    assert client.get(live.path).status_code == 410
    assert client.post(url(world.ours, "reopen", live.survey.pk)).status_code == 302
    assert client.get(live.path).status_code == 200


def test_changes_need_post(world: World):
    live = live_survey(world.ours)
    for name in ("publish", "close", "reopen", "collectors"):
        assert world.ours.client().get(url(world.ours, name, live.survey.pk)).status_code == 405


def test_department_gets_a_link_of_its_own(world: World):
    live = live_survey(world.ours)
    client, path = world.ours.client(), url(world.ours, "collectors", live.survey.pk)
    department = str(world.ours.departments["上海店"].pk)
    assert client.post(path, {"department": department}).status_code == 302
    with world.ours.context():
        collector = Collector.objects.get(department_id=department)
    assert f"/s/{collector.token}" in client.get(url(world.ours, "share", live.survey.pk)).content.decode()
    for wrong in (department, str(world.theirs.departments["杭州店"].pk), "x", ""):
        assert client.post(path, {"department": wrong}).status_code == 422
    with world.ours.context():
        assert Collector.objects.count() == 2


def test_qr_code_as_png_and_svg(world: World):
    live = live_survey(world.ours)
    client = world.ours.client(Role.ANALYST)
    png = client.get(url(world.ours, "qr", live.survey.pk, live.collector.pk, "png"))
    svg = client.get(url(world.ours, "qr", live.survey.pk, live.collector.pk, "svg"))
    assert (png["Content-Type"], png.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.startswith(b"<?xml")
    assert client.get(url(world.ours, "qr", live.survey.pk, live.collector.pk, "pdf")).status_code == 404
    assert client.get(url(world.ours, "qr", live.survey.pk, uuid4(), "png")).status_code == 404
    theirs = live_survey(world.theirs)
    assert client.get(url(world.ours, "qr", theirs.survey.pk, theirs.collector.pk, "png")).status_code == 404


def test_responses_show_answers_and_a_masked_contact(world: World):
    live = live_survey(world.ours)
    answer(world.ours, live.collector, nps=2, reason="<img src=x onerror=alert(1)>", contact=CONTACT)
    html = world.ours.client().get(url(world.ours, "responses", live.survey.pk)).content.decode()
    assert "&lt;img src=x" in html
    assert "<img src=x" not in html
    assert "王** 138****8000" in html
    assert "13800138000" not in html
    analyst = world.ours.client(Role.ANALYST).get(url(world.ours, "responses", live.survey.pk)).content.decode()
    assert "138****8000" in analyst
    assert "/contact" not in analyst


def test_responses_of_other_departments_are_not_shown(world: World):
    live = live_survey(world.ours)
    shop = department_link(world.ours, live.survey, "上海店")
    answer(world.ours, live.collector, nps=2, reason="总部的话", contact=CONTACT)
    hidden = answer(world.ours, live.collector, nps=1, contact=CONTACT)
    answer(world.ours, shop, nps=2, reason="上海的话")
    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
    client = world.ours.client(Role.CX_MANAGER)
    html = client.get(url(world.ours, "responses", live.survey.pk)).content.decode()
    assert "上海的话" in html
    assert "总部的话" not in html
    assert client.post(url(world.ours, "reveal_contact", hidden.pk)).status_code == 404
    rows = client.get(url(world.ours, "list")).context["page"].object_list
    assert [row.response_count for row in rows] == [1]
    with world.ours.context():
        assert not AuditEntry.objects.filter(action="response.contact_revealed").exists()


def test_reveal_contact_gives_a_fragment_and_an_audit_entry(world: World):
    live = live_survey(world.ours)
    response = answer(world.ours, live.collector, nps=2, contact=CONTACT)
    path = url(world.ours, "reveal_contact", response.pk)
    assert world.ours.client().get(path).status_code == 405
    assert world.ours.client(Role.ANALYST).post(path).status_code == 403
    assert (
        world.theirs.client().post(reverse("surveys:reveal_contact", args=["theirs", response.pk])).status_code == 404
    )
    with world.ours.context():
        assert not AuditEntry.objects.filter(action="response.contact_revealed").exists()
    shown = world.ours.client().post(path)
    assert "13800138000" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    with world.ours.context():
        assert AuditEntry.objects.get(action="response.contact_revealed").target_id == response.pk


def test_titles_are_escaped(world: World):
    live = live_survey(world.ours, "<script>alert(1)</script>")
    client = world.ours.client()
    for name in ("list", "edit", "share", "responses"):
        args = [] if name == "list" else [live.survey.pk]
        assert b"<script>alert" not in client.get(url(world.ours, name, *args)).content

import json

import pytest
from django.core.exceptions import PermissionDenied

from cem.accounts.access import system_actor
from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.refusal import Refusal
from surveys.enums import Channel, SurveyStatus
from surveys.models import Collector, Survey, SurveyLink, SurveyVersion
from surveys.selectors.templates import template_detail
from surveys.services.collectors import ALPHABET, create_collector
from surveys.services.publishing import close_survey, publish_survey, reopen_survey
from surveys.services.surveys import create_survey, edit_survey, revert_survey
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.surveys import answer, department_link, draft_survey, live_survey
from tests.surveys.domain.definition.test_reading import OLD
from tests.surveys.domain.samples import question
from tests.surveys.domain.samples import survey as survey_of


def audit(tenant) -> list[str]:
    with tenant.context():
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_create_survey_copies_the_template(world: World):
    survey = draft_survey(world.ours, " 门店\n回访 ")
    assert (survey.title, survey.status, survey.template, survey.revision) == ("门店 回访", "draft", "nps", 1)
    assert [question["key"] for question in survey.draft["pages"][0]["questions"]] == ["nps", "reason", "contact"]
    assert audit(world.ours) == ["survey.created"]
    assert audit(world.theirs) == []


def test_create_survey_without_title_takes_the_templates_name(world: World):
    assert draft_survey(world.ours, "").title == "NPS 推荐度"


@pytest.mark.parametrize(
    ("template", "title", "code"), [("none", "x", "unknown_template"), ("nps", "长" * 201, "invalid_title")]
)
def test_create_survey_refused_makes_nothing(world: World, template: str, title: str, code: str):
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            create_survey(actor=world.ours.actor(), template=template, title=title)
        assert caught.value.code == code
        assert Survey.objects.count() == 0
    assert audit(world.ours) == []


def test_edit_survey_counts_the_revision(world: World):
    survey = draft_survey(world.ours)
    draft = json.loads(json.dumps(survey.draft))
    draft["title"]["zh-hans"] = "新标题"
    with world.ours.context():
        edited = edit_survey(actor=world.ours.actor(), survey_id=survey.pk, revision=1, title="新", definition=draft)
        again = edit_survey(actor=world.ours.actor(), survey_id=survey.pk, revision=2, title="新", definition=draft)
    assert (edited.title, edited.revision, edited.draft["title"]["zh-hans"]) == ("新", 2, "新标题")
    assert again.revision == 2  # nothing was changed
    assert audit(world.ours) == ["survey.created", "survey.edited"]


def test_edit_survey_of_an_old_revision_names_who_saved(world: World):
    survey = draft_survey(world.ours)
    with world.ours.context():
        edit_survey(actor=world.ours.actor(Role.OWNER), survey_id=survey.pk, revision=1, title="先")
        with pytest.raises(Refusal) as caught:
            edit_survey(actor=world.ours.actor(), survey_id=survey.pk, revision=1, title="后")
        assert Survey.objects.get().title == "先"
    assert (caught.value.code, caught.value.status) == ("conflict", 409)
    assert "owner 李明" in str(caught.value)


def test_edit_survey_with_an_unsound_definition_changes_nothing(world: World):
    survey = draft_survey(world.ours)
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            edit_survey(
                actor=world.ours.actor(), survey_id=survey.pk, revision=1, definition={**survey.draft, "pages": []}
            )
        assert caught.value.errors["pages"][0]["code"] == "empty"
        assert (Survey.objects.get().draft, Survey.objects.get().revision) == (survey.draft, 1)


def test_services_are_closed_to_roles_without_the_right(world: World):
    live = live_survey(world.ours)
    actor = world.ours.actor(Role.ANALYST)
    before = audit(world.ours)
    calls = [
        lambda: create_survey(actor=actor, template="nps"),
        lambda: edit_survey(actor=actor, survey_id=live.survey.pk, revision=1, title="x"),
        lambda: publish_survey(actor=actor, survey_id=live.survey.pk),
        lambda: revert_survey(actor=actor, survey_id=live.survey.pk, version=1, revision=1),
        lambda: close_survey(actor=actor, survey_id=live.survey.pk),
        lambda: reopen_survey(actor=actor, survey_id=live.survey.pk),
        lambda: create_collector(
            actor=actor, survey_id=live.survey.pk, department_id=world.ours.departments["上海店"].pk
        ),
    ]
    with world.ours.context():
        for call in calls:
            with pytest.raises(PermissionDenied):
                call()
        assert Survey.objects.get().status == SurveyStatus.PUBLISHED
    assert audit(world.ours) == before


def test_create_survey_from_a_definition(world: World):
    raw = template_detail("csat").raw
    with world.ours.context():
        survey = create_survey(actor=world.ours.actor(), definition=raw)
        old = create_survey(actor=world.ours.actor(), definition=OLD, title="旧")
    assert (survey.title, survey.template, survey.draft) == ("这次服务，您满意吗", "", raw)
    assert (old.title, old.draft["schema"], old.draft["endings"][0]["id"]) == ("旧", 2, "end")
    assert audit(world.ours) == ["survey.created", "survey.created"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "template_or_definition"),
        ({"template": "nps", "definition": {}}, "template_or_definition"),
        ({"definition": {}}, "invalid_definition"),
        ({"definition": "nps"}, "invalid_definition"),
    ],
)
def test_create_survey_from_something_else_makes_nothing(world: World, given: dict, code: str):
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            create_survey(actor=world.ours.actor(), **given)
        assert caught.value.code == code
        assert Survey.objects.count() == 0
    assert audit(world.ours) == []


def with_channel(tenant: Tenant, **texts: str) -> Survey:
    """A survey with one question of two options, published; the texts are by option id."""
    with tenant.context():
        survey = create_survey(
            actor=tenant.actor(), definition=channel_survey(texts or {"store": "门店", "app": "应用"})
        )
        publish_survey(actor=tenant.actor(), survey_id=survey.pk)
    return survey


def channel_survey(texts: dict[str, str]) -> dict:
    items = [{"id": name, "text": {"zh-hans": text}} for name, text in texts.items()]
    return survey_of([question("channel", "single", options=items)])


def change_draft(tenant: Tenant, survey: Survey, definition: dict) -> None:
    with tenant.context():
        revision = Survey.objects.get(pk=survey.pk).revision
        edit_survey(actor=tenant.actor(), survey_id=survey.pk, revision=revision, definition=definition)


def test_publish_survey_that_would_change_the_meaning_of_answers_is_refused(world: World):
    survey = with_channel(world.ours)
    with world.ours.context():
        collector = Collector.objects.get()
    answer(world.ours, collector, channel="app")
    change_draft(world.ours, survey, channel_survey({"store": "门店", "app": "电话"}))
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            publish_survey(actor=world.ours.actor(), survey_id=survey.pk)
        assert SurveyVersion.objects.count() == 1
    assert (caught.value.code, list(caught.value.errors)) == ("meaning_changed", ["channel"])
    assert caught.value.errors["channel"][0]["code"] == "option_id_reused"
    assert caught.value.errors["channel"][0]["path"] == "channel.app"
    # A new id says something new.
    change_draft(world.ours, survey, channel_survey({"store": "门店", "phone": "电话"}))
    with world.ours.context():
        assert publish_survey(actor=world.ours.actor(), survey_id=survey.pk).version.number == 2
    # The old id comes back with other words.
    change_draft(world.ours, survey, channel_survey({"store": "门店", "app": "小程序"}))
    with world.ours.context():
        with pytest.raises(Refusal):
            publish_survey(actor=world.ours.actor(), survey_id=survey.pk)
        declared = publish_survey(actor=world.ours.actor(), survey_id=survey.pk, wording_only=["channel.app"])
        entry = AuditEntry.objects.filter(action="survey.published").latest("id")
    assert declared.version.number == 3
    assert entry.changes == {"version": 3, "wording_only": ["channel.app"]}


def test_publish_survey_that_nobody_has_answered_may_change_everything(world: World):
    survey = with_channel(world.ours)
    change_draft(world.ours, survey, channel_survey({"store": "电话", "app": "门店"}))
    with world.ours.context():
        assert publish_survey(actor=world.ours.actor(), survey_id=survey.pk).version.number == 2


def test_a_declaration_is_only_for_words(world: World):
    survey = with_channel(world.ours)
    with world.ours.context():
        collector = Collector.objects.get()
    answer(world.ours, collector, channel="app")
    change_draft(world.ours, survey, survey_of([question("channel", "yes_no")]))
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            publish_survey(actor=world.ours.actor(), survey_id=survey.pk, wording_only=["channel", "", "channel.app"])
        assert SurveyVersion.objects.count() == 1
    assert caught.value.errors["channel"][0]["code"] == "type_changed"


def test_publish_survey_with_errors_of_the_checker_is_refused(world: World):
    never = question("b", "yes_no", **{"if": {"==": [{"var": "answers.c"}, "yes"]}})
    with world.ours.context():
        survey = create_survey(
            actor=world.ours.actor(), definition=survey_of([question("a", "yes_no"), never, question("c", "yes_no")])
        )
        with pytest.raises(Refusal) as caught:
            publish_survey(actor=world.ours.actor(), survey_id=survey.pk)
        assert (SurveyVersion.objects.count(), Collector.objects.count()) == (0, 0)
        assert Survey.objects.get().status == SurveyStatus.DRAFT
    assert (caught.value.code, list(caught.value.errors)) == ("survey_has_errors", ["b"])
    assert caught.value.errors["b"][0]["code"] == "later_condition"


def test_revert_survey_takes_the_draft_back(world: World):
    live = live_survey(world.ours)
    first = live.survey.draft
    draft = json.loads(json.dumps(first))
    draft["title"]["zh-hans"] = "改"
    change_draft(world.ours, live.survey, draft)
    with world.ours.context():
        reverted = revert_survey(actor=world.ours.actor(), survey_id=live.survey.pk, version=1, revision=2)
        again = revert_survey(actor=world.ours.actor(), survey_id=live.survey.pk, version=1, revision=3)
        entry = AuditEntry.objects.get(action="survey.reverted")
    assert (reverted.draft, reverted.revision, again.revision) == (first, 3, 3)
    assert entry.changes == {"version": 1, "revision": 3}


@pytest.mark.parametrize(("version", "revision", "code"), [(1, 1, "conflict"), (9, 2, "unknown_version")])
def test_revert_survey_refused_changes_nothing(world: World, version: int, revision: int, code: str):
    live = live_survey(world.ours)
    draft = json.loads(json.dumps(live.survey.draft))
    draft["title"]["zh-hans"] = "改"
    change_draft(world.ours, live.survey, draft)
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            revert_survey(actor=world.ours.actor(), survey_id=live.survey.pk, version=version, revision=revision)
        assert caught.value.code == code
        assert (Survey.objects.get().draft, Survey.objects.get().revision) == (draft, 2)
    assert "survey.reverted" not in audit(world.ours)


def test_publish_survey_opens_the_link_of_the_headquarters(world: World):
    survey = draft_survey(world.ours)
    with world.ours.context():
        published = publish_survey(actor=world.ours.actor(), survey_id=survey.pk)
        event = Event.objects.get(name="survey.published")
    assert published.version.number == 1
    assert published.version.definition == survey.draft
    assert published.collector.department == world.ours.departments["总部"]
    assert len(published.collector.token) == 14
    assert set(published.collector.token) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0O1lIio")
    link = SurveyLink.objects.get(pk=published.collector.token)
    assert (link.organization_id, link.collector_id) == (world.ours.id, published.collector.pk)
    assert event.payload == {"survey": str(survey.pk), "version": str(published.version.pk)}
    assert audit(world.ours) == ["survey.created", "collector.created", "survey.published"]


def test_publish_survey_twice_makes_one_version(world: World):
    live = live_survey(world.ours)
    with world.ours.context():
        again = publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
        assert SurveyVersion.objects.count() == Collector.objects.count() == 1
        assert Event.objects.filter(name="survey.published").count() == 1
    assert again.collector == live.collector


def test_publish_survey_after_an_edit_makes_the_next_version(world: World):
    live = live_survey(world.ours)
    draft = json.loads(json.dumps(live.survey.draft))
    draft["title"]["zh-hans"] = "改"
    with world.ours.context():
        edit_survey(actor=world.ours.actor(), survey_id=live.survey.pk, revision=1, definition=draft)
        published = publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
        first = SurveyVersion.objects.get(number=1)
    assert published.version.number == 2
    assert first.definition == live.survey.draft
    assert published.collector == live.collector


def test_close_and_reopen_survey(world: World):
    live = live_survey(world.ours)
    actor = system_actor(world.ours.organization)
    with world.ours.context():
        assert close_survey(actor=actor, survey_id=live.survey.pk).status == SurveyStatus.CLOSED
        assert close_survey(actor=actor, survey_id=live.survey.pk).status == SurveyStatus.CLOSED
        assert reopen_survey(actor=actor, survey_id=live.survey.pk).status == SurveyStatus.PUBLISHED
    assert audit(world.ours)[-2:] == ["survey.closed", "survey.reopened"]


def test_close_survey_that_is_a_draft_is_refused(world: World):
    survey = draft_survey(world.ours)
    with world.ours.context():
        for service in (close_survey, reopen_survey):
            with pytest.raises(Refusal) as caught:
                service(actor=world.ours.actor(), survey_id=survey.pk)
            assert (caught.value.code, caught.value.status) == ("not_published", 409)
        assert Survey.objects.get().status == SurveyStatus.DRAFT


def test_create_collector_for_a_department(world: World):
    live = live_survey(world.ours)
    collector = department_link(world.ours, live.survey, "上海店")
    assert (collector.name, collector.channel) == ("上海店", Channel.LINK)
    assert collector.token != live.token
    with world.ours.context():
        with pytest.raises(Refusal) as caught:
            create_collector(
                actor=world.ours.actor(), survey_id=live.survey.pk, department_id=world.ours.departments["上海店"].pk
            )
        assert (caught.value.code, caught.value.status) == ("collector_exists", 409)
        assert Collector.objects.count() == 2


def test_create_collector_outside_the_actors_departments_is_refused(world: World):
    live = live_survey(world.ours)
    theirs = world.theirs.departments["上海店"].pk
    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
        for actor, department in (
            (world.ours.actor(Role.CX_MANAGER), world.ours.departments["北京店"].pk),
            (world.ours.actor(Role.OWNER), theirs),
        ):
            with pytest.raises(Refusal) as caught:
                create_collector(actor=actor, survey_id=live.survey.pk, department_id=department)
            assert caught.value.code == "unknown_department"
        assert Collector.objects.count() == SurveyLink.objects.count() == 1

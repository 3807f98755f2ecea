from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from surveys import facade
from tests.factories.accounts import World
from tests.factories.surveys import CONTACT, answer, department_link, draft_survey, live_survey


def test_get_answers_gives_answers_and_words(world: World):
    live = live_survey(world.ours, "送货回访")
    response = answer(world.ours, live.collector, nps=3, reason="物流太慢", contact=CONTACT)
    with world.ours.context():
        found = facade.get_answers(response.pk)
    assert (found.survey_title, found.collector_name, found.language, found.has_contact) == (
        "送货回访",
        "总部",
        "zh-hans",
        True,
    )
    assert (found.survey_id, found.department_id) == (live.survey.pk, world.ours.departments["总部"].pk)
    assert found.answers == {"nps": 3, "reason": "物流太慢", "contact": {"agreed": True, "text_version": "1"}}
    assert found.questions[:2] == (
        facade.AnsweredQuestion("nps", "nps", "您有多大可能把晨光零售推荐给朋友或同事？", "3"),
        facade.AnsweredQuestion("reason", "long_text", "是什么让您给出这个分数？", "物流太慢"),
    )


def test_get_answers_of_another_organization_raises(world: World):
    response = answer(world.theirs, live_survey(world.theirs).collector)
    with world.ours.context():
        with pytest.raises(LookupError):
            facade.get_answers(response.pk)
        assert facade.get_answers_many([response.pk, uuid4()]) == {}


def test_get_answers_many_costs_one_query(world: World, django_assert_num_queries):
    live = live_survey(world.ours)
    ids = [answer(world.ours, live.collector).pk for _each in range(3)]
    with world.ours.context():
        facade.get_answers(ids[0])
        with django_assert_num_queries(1):
            assert set(facade.get_answers_many(ids)) == set(ids)


def test_reveal_contact_is_audited(world: World):
    live = live_survey(world.ours)
    shop = department_link(world.ours, live.survey, "上海店")
    response = answer(world.ours, shop, nps=1, contact=CONTACT)
    with world.ours.context():
        actor = world.ours.actor(Role.FRONTLINE)
        assert facade.reveal_contact(actor=actor, response_id=response.pk) == facade.Contact("王芳", "13800138000")
        entry = AuditEntry.objects.get(action="response.contact_revealed")
        assert (entry.target_id, entry.changes, entry.actor_id) == (response.pk, {}, actor.user_id)


def test_reveal_contact_outside_the_own_departments_is_none(world: World):
    response = answer(world.ours, live_survey(world.ours).collector, nps=1, contact=CONTACT)
    with world.ours.context():
        assert facade.reveal_contact(actor=world.ours.actor(Role.FRONTLINE), response_id=response.pk) is None
        with pytest.raises(PermissionDenied):
            facade.reveal_contact(actor=world.ours.actor(Role.ANALYST), response_id=response.pk)
        assert not AuditEntry.objects.filter(action="response.contact_revealed").exists()


def test_survey_choices_and_title(world: World):
    survey = draft_survey(world.ours, "一")
    draft_survey(world.theirs, "二")
    with world.ours.context():
        assert facade.survey_choices(world.ours.actor()) == [facade.SurveyChoice(survey.pk, "一")]
        assert facade.survey_choices(world.ours.actor(Role.FRONTLINE)) == []
        assert facade.survey_title(survey.pk) == "一"
        assert facade.survey_title(uuid4()) == ""

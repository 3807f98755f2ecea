import json
import threading
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.privacy import decrypt
from cem.refusal import Refusal
from cem.tenancy.context import NoTenantError, tenant_context
from surveys.models import Response, SurveyLink
from surveys.selectors.doors import door_detail, find_link
from surveys.services.publishing import close_survey, publish_survey
from surveys.services.submissions import Accepted, submit_response
from surveys.services.surveys import edit_survey
from tests.factories.accounts import Tenant, World, make_world
from tests.factories.surveys import CONTACT, LiveSurvey, live_survey

KEY = "0123456789abcdef"


def submit(live: LiveSurvey, answers, key: str = KEY, version: int | None = None) -> Accepted:
    """As a view does it: link, door, submission."""
    link = find_link(live.token)
    with tenant_context(link.organization_id):
        return submit_response(
            door=door_detail(link, version=version), answers=answers, idempotency_key=key, language="zh-hans"
        )


def stored(tenant: Tenant) -> tuple[int, int]:
    with tenant.context():
        return Response.objects.count(), Event.objects.filter(name="response.completed").count()


def refusal(live: LiveSurvey, answers, key: str = KEY, **more) -> Refusal:
    with pytest.raises(Refusal) as caught:
        submit(live, answers, key, **more)
    return caught.value


def test_submit_response_stores_answers_and_event(world: World):
    live = live_survey(world.ours)
    accepted = submit(live, {"nps": 3, "reason": "物流太慢"})
    with world.ours.context():
        response = Response.objects.get()
        event = Event.objects.get(name="response.completed")
    assert accepted == Accepted(response.pk, is_new=True)
    assert response.answers == {"nps": 3, "reason": "物流太慢"}
    assert (response.private, response.language, response.department_id) == (
        "",
        "zh-hans",
        world.ours.departments["总部"].pk,
    )
    assert event.payload == {
        "response": str(response.pk),
        "survey": str(live.survey.pk),
        "version": str(response.version_id),
        "collector": str(live.collector.pk),
        "department": str(response.department_id),
        "submitted_at": response.submitted_at.isoformat(),
    }
    assert stored(world.theirs) == (0, 0)


def test_submit_response_keeps_the_contact_encrypted_and_nowhere_else(world: World, caplog):
    live = live_survey(world.ours)
    submit(live, {"nps": 3, "contact": CONTACT})
    with world.ours.context():
        response = Response.objects.get()
        said = json.dumps(list(Event.objects.values_list("payload", flat=True)))
        said += json.dumps(list(AuditEntry.objects.values_list("changes", flat=True)))
    assert response.answers == {"nps": 3, "contact": {"agreed": True, "text_version": "1"}}
    kept = {"contact": {"name": "王芳", "phone": "13800138000"}}
    assert decrypt(response.private, organization_id=world.ours.id) == kept
    for text in (response.private, said, caplog.text):
        assert "13800138000" not in text
        assert "王芳" not in text


def test_submit_response_costs_few_statements(world: World, django_assert_num_queries):
    live = live_survey(world.ours)
    submit(live, {"nps": 9}, "first-" + KEY)  # this process has read the version now
    link = find_link(live.token)
    with world.ours.context():
        door = door_detail(link)
        with CaptureQueriesContext(connection) as queries:
            submit_response(door=door, answers={"nps": 3}, idempotency_key=KEY)
    # The response, and the event with its deliveries. No look-up before and none after.
    assert [query["sql"].split()[0] for query in queries] == ["INSERT", "WITH"]


def test_submit_response_again_gives_the_first_one(world: World):
    live = live_survey(world.ours)
    answers = {"nps": 3, "reason": "物流太慢", "contact": CONTACT}
    first = submit(live, answers)
    assert submit(live, answers) == Accepted(first.response_id, is_new=False)
    assert stored(world.ours) == (1, 1)


@pytest.mark.parametrize("other", [{"nps": 4}, {"nps": 3, "contact": CONTACT}, {"nps": 12}])
def test_submit_response_with_a_used_key_and_other_answers_is_refused(world: World, other):
    live = live_survey(world.ours)
    submit(live, {"nps": 3})
    found = refusal(live, other)
    assert (found.code, found.status) == ("already_answered", 409)
    assert stored(world.ours) == (1, 1)


def test_submit_response_with_bad_answers_changes_nothing(world: World):
    live = live_survey(world.ours)
    found = refusal(live, {"nps": 11, "colour": "red", "contact": {"agreed": True}})
    assert (found.code, found.status) == ("invalid_answers", 422)
    assert {key: error["code"] for key, error in found.errors.items()} == {
        "nps": "out_of_range",
        "colour": "unknown_question",
        "contact": "phone_missing",
    }
    assert stored(world.ours) == (0, 0)


def test_submit_response_to_a_closed_survey_is_refused(world: World):
    live = live_survey(world.ours)
    first = submit(live, {"nps": 3})
    with world.ours.context():
        close_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    found = refusal(live, {"nps": 3}, "another-key-of-someone")
    assert (found.code, found.status) == ("survey_closed", 410)
    # Whoever asks again whether the first one arrived is told so.
    assert submit(live, {"nps": 3}) == Accepted(first.response_id, is_new=False)
    assert stored(world.ours) == (1, 1)


def test_submit_response_pins_the_version_that_was_shown(world: World):
    live = live_survey(world.ours)
    with world.ours.context():
        changed = json.loads(json.dumps(live.survey.draft))
        changed["pages"][0]["questions"][1]["required"] = True
        edit_survey(actor=world.ours.actor(), survey_id=live.survey.pk, revision=1, definition=changed)
        publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    submit(live, {"nps": 3}, version=1)
    assert set(refusal(live, {"nps": 3}, "newest-version-1").errors) == {"reason"}
    assert set(refusal(live, {"nps": 3}, "unknown-version1", version=9).errors) == {"reason"}
    with world.ours.context():
        assert Response.objects.get().version.number == 1


def test_submit_response_repeat_is_judged_by_the_version_it_answered(world: World):
    live = live_survey(world.ours)
    first = submit(live, {"nps": 3})
    with world.ours.context():
        changed = json.loads(json.dumps(live.survey.draft))
        changed["pages"][0]["questions"][1]["required"] = True
        edit_survey(actor=world.ours.actor(), survey_id=live.survey.pk, revision=1, definition=changed)
        publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    assert submit(live, {"nps": 3}) == Accepted(first.response_id, is_new=False)


def test_submit_response_outside_a_context_raises(world: World):
    live = live_survey(world.ours)
    with world.ours.context():
        door = door_detail(find_link(live.token))
    with pytest.raises(NoTenantError):
        submit_response(door=door, answers={"nps": 3})
    assert stored(world.ours) == (0, 0)


def test_a_link_that_points_to_another_organization_leads_nowhere(world: World):
    theirs = live_survey(world.theirs)
    link = SurveyLink(token=theirs.token, organization_id=world.ours.id, collector_id=theirs.collector.pk)
    with world.ours.context():
        assert door_detail(link) is None


@pytest.mark.parametrize("token", ["", "a" * 33, "%00", "a\x00b", "x y", "unknown12345"])
def test_find_link_of_no_link_is_none(db, token: str):
    assert find_link(token) is None


def test_two_submissions_at_once_make_one_response(committing_db):
    world = make_world()
    live = live_survey(world.ours)
    submit(live, {"nps": 9}, "warm-" + KEY)
    start, outcomes = threading.Barrier(2), []

    def run() -> None:
        link = find_link(live.token)
        try:
            with tenant_context(link.organization_id):
                door = door_detail(link)
                start.wait(timeout=10)
                outcomes.append(submit_response(door=door, answers={"nps": 3}, idempotency_key=KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len({outcome.response_id for outcome in outcomes}) == 1
    assert sorted(outcome.is_new for outcome in outcomes) == [False, True]
    assert stored(world.ours) == (2, 2)


def test_the_second_of_two_submissions_waits_for_the_first(committing_db):
    """The first transaction is still open when the second inserts: it must see what the first one commits."""
    world = make_world()
    live = live_survey(world.ours)
    link = find_link(live.token)
    outcomes: list[Accepted] = []

    def second() -> None:
        try:
            outcomes.append(submit(live, {"nps": 3}))
        finally:
            connection.close()

    with tenant_context(link.organization_id):
        first = submit_response(door=door_detail(link), answers={"nps": 3}, idempotency_key=KEY)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=0.5)
        assert outcomes == []
    thread.join(timeout=20)
    assert outcomes == [Accepted(first.response_id, is_new=False)]
    assert stored(world.ours) == (1, 1)


def test_the_second_of_two_submissions_counts_when_the_first_fails(committing_db):
    world = make_world()
    live = live_survey(world.ours)
    link = find_link(live.token)
    outcomes: list[Accepted] = []

    def second() -> None:
        try:
            outcomes.append(submit(live, {"nps": 3}))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with tenant_context(link.organization_id):
        submit_response(door=door_detail(link), answers={"nps": 8}, idempotency_key=KEY)
        thread.start()
        thread.join(timeout=0.5)
        transaction.set_rollback(True)
    thread.join(timeout=20)
    assert [outcome.is_new for outcome in outcomes] == [True]
    with world.ours.context():
        assert Response.objects.get().answers == {"nps": 3}
    assert isinstance(outcomes[0].response_id, UUID)

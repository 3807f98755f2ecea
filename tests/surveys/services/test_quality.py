"""Judging in the background, and taking responses out of the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.events.models import Event as Recorded
from insights.models import DailyRollup, Feedback, FeedbackAnalysis, ScoreFact
from insights.services.rollups import check_rollups
from surveys.models import Fingerprint, Response, Trajectory
from surveys.selectors.doors import door_detail, find_link
from surveys.services.quality import exclude_responses, include_responses, judge_response
from surveys.services.submissions import submit_response
from tests.factories.accounts import World, add_member
from tests.factories.events import run_deliveries
from tests.factories.surveys import answer, department_link, live_survey
from tests.factories.trajectories import REASON, answer_by_page, nps_events


def codes(response: Response) -> list[str]:
    response.refresh_from_db()
    return [flag["code"] for flag in response.quality["flags"]]


# --- Judging ----------------------------------------------------------------------------------------------------------


def test_response_of_a_person_is_judged_credible_and_summed_up(world: World):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())

    run_deliveries()

    with world.ours.context():
        response.refresh_from_db()
        assert response.quality == {"score": 100, "level": "ok", "flags": []}
        kept = Trajectory.objects.get()
        assert (kept.response_id, kept.survey_id, kept.problem) == (response.pk, live.survey.pk, "")
        assert set(kept.dwell) == {"nps", "reason"}
        assert kept.revisions == {"nps": 1}
        assert len(bytes(kept.events)) < 400


def test_answers_without_page_are_flagged_and_kept(world: World):
    live = live_survey(world.ours)
    response = answer(world.ours, live.collector, nps=3)

    run_deliveries()

    with world.ours.context():
        assert codes(response) == ["no_trajectory", "unsigned_key"]
        assert response.quality["level"] == "bad"
        assert response.excluded_at is None
        assert ScoreFact.objects.count() == 1


def test_partner_with_an_api_link_is_believed(world: World):
    live = live_survey(world.ours)
    with world.ours.context():
        type(live.collector).objects.filter(pk=live.collector.pk).update(channel="api")
    response = answer(world.ours, live.collector, nps=3)

    run_deliveries()

    with world.ours.context():
        assert codes(response) == []


def test_answers_that_the_product_brings_in_from_earlier_need_no_trajectory(world: World):
    live = live_survey(world.ours)
    with world.ours.context():
        door = door_detail(find_link(live.token))
        earlier = timezone.now() - timedelta(days=3)
        accepted = submit_response(door=door, answers={"nps": 3}, language="zh-hans", submitted_at=earlier)

    run_deliveries()

    with world.ours.context():
        assert codes(Response.objects.get(pk=accepted.response_id)) == []


@pytest.mark.parametrize("sent", ["[1,0,[],[0]]", "z" + "A" * 30_000, "garbage", "[" * 9000])
def test_hostile_trajectory_is_a_flag_and_the_answer_is_taken(world: World, sent: str, monkeypatch: Any):
    live = live_survey(world.ours)
    monkeypatch.setattr("tests.factories.trajectories.packed", lambda _events: sent)
    response = answer_by_page(world.ours, live.collector, ())

    run_deliveries()

    with world.ours.context():
        assert codes(response) == ["unreadable_trajectory"]
        assert bytes(Trajectory.objects.get().events) == b""


def test_judging_again_changes_nothing(world: World):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())
    run_deliveries()

    with world.ours.context():
        before = Fingerprint.objects.count()
        verdict = judge_response(response_id=response.pk)

        assert verdict.score == 100
        assert (Fingerprint.objects.count(), Trajectory.objects.count()) == (before, 1)


def test_replayed_trajectory_and_repeated_text_are_flagged_whatever_is_judged_first(world: World):
    live = live_survey(world.ours)
    first = answer_by_page(world.ours, live.collector, nps_events())
    second = answer_by_page(world.ours, live.collector, nps_events(), nps=3, reason=REASON.replace("三", "四"))

    with world.ours.context():
        judge_response(response_id=second.pk)
        judge_response(response_id=first.pk)

        assert codes(first) == []
        assert set(codes(second)) == {"replayed_trajectory", "duplicate_text"}


def test_other_person_with_other_words_is_no_repetition(world: World):
    live = live_survey(world.ours)
    answer_by_page(world.ours, live.collector, nps_events())
    text = "店员很热情，就是周末人多，停车难"
    second = answer_by_page(world.ours, live.collector, nps_events(9, text, seed=5), nps=9, reason=text)

    run_deliveries()

    with world.ours.context():
        assert codes(second) == []


def test_look_alikes_of_another_organization_do_not_count(world: World):
    theirs = live_survey(world.theirs)
    answer_by_page(world.theirs, theirs.collector, nps_events())
    run_deliveries()
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())

    run_deliveries()

    with world.ours.context():
        assert codes(response) == []


def test_thirty_responses_make_a_distribution(world: World):
    live = live_survey(world.ours)
    for seed in range(30):
        answer_by_page(world.ours, live.collector, nps_events(9, "", seed=seed), nps=9)
    run_deliveries()
    quick = [
        type(event)(event.at // 12, event.kind, event.name, event.field, event.value, event.number)
        for event in nps_events(9, "", seed=99)
    ]
    response = answer_by_page(world.ours, live.collector, quick, nps=9)

    run_deliveries()

    with world.ours.context():
        assert codes(response) == ["too_fast"]


def test_number_of_statements_of_a_judgement_does_not_grow_with_the_responses(world: World):
    live = live_survey(world.ours)
    counts = []
    for _each in range(4):
        response = answer_by_page(world.ours, live.collector, nps_events())
        with world.ours.context(), CaptureQueriesContext(connection) as seen:
            judge_response(response_id=response.pk)
        counts.append(len(seen))

    # The first has no look-alike to compare with.
    assert counts[1] == counts[2] == counts[3]


# --- Out of the figures and back --------------------------------------------------------------------------------------


def test_excluded_response_leaves_facts_rollups_and_voices_and_comes_back_exactly(world: World):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())
    other = answer_by_page(world.ours, live.collector, nps_events(9, "", seed=3), nps=9)
    run_deliveries()
    with world.ours.context():
        before = figures()

        assert exclude_responses(actor=world.ours.actor(), responses=one(response), reason=" 机器 ") == 1
    run_deliveries()

    with world.ours.context():
        assert list(ScoreFact.objects.values_list("response_id", flat=True)) == [other.pk]
        rollup = DailyRollup.objects.get()
        assert (rollup.n, rollup.promoters, rollup.detractors, rollup.histogram) == (1, 1, 0, {"9": 1})
        assert (rollup.total, rollup.total_of_squares) == (9, 81)
        assert Feedback.objects.get().is_voice is False
        assert not FeedbackAnalysis.objects.filter(is_current=True).exists()
        assert check_rollups(organization=world.ours.organization, actor=world.ours.actor()) == []
        entry = AuditEntry.objects.get(action="response.excluded")
        assert (entry.target_id, entry.changes["reason"]) == (response.pk, "机器")

        assert include_responses(actor=world.ours.actor(), responses=one(response)) == 1
    run_deliveries()

    with world.ours.context():
        assert figures() == before
        assert check_rollups(organization=world.ours.organization, actor=world.ours.actor()) == []
        assert AuditEntry.objects.filter(action="response.included").count() == 1
        response.refresh_from_db()
        assert response.excluded_at is None


def test_last_response_of_a_day_leaves_no_empty_rollup(world: World):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())
    run_deliveries()

    with world.ours.context():
        exclude_responses(actor=world.ours.actor(), responses=one(response))
    run_deliveries()

    with world.ours.context():
        assert (ScoreFact.objects.count(), DailyRollup.objects.count()) == (0, 0)


def test_response_excluded_before_it_was_counted_is_never_counted(world: World):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())
    with world.ours.context():
        exclude_responses(actor=world.ours.actor(), responses=one(response))

    run_deliveries()

    with world.ours.context():
        assert (ScoreFact.objects.count(), DailyRollup.objects.count(), Feedback.objects.count()) == (0, 0, 0)
        assert not Recorded.objects.filter(name="response.scored").exists()


def test_excluding_and_including_twice_changes_once(world: World):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())
    run_deliveries()

    with world.ours.context():
        assert include_responses(actor=world.ours.actor(), responses=one(response)) == 0
        assert exclude_responses(actor=world.ours.actor(), responses=one(response)) == 1
        assert exclude_responses(actor=world.ours.actor(), responses=one(response)) == 0
        assert Recorded.objects.filter(name="response.excluded").count() == 1
        assert AuditEntry.objects.filter(action="response.excluded").count() == 1


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.FRONTLINE])
def test_member_without_the_right_changes_nothing(world: World, role: Role):
    live = live_survey(world.ours)
    response = answer_by_page(world.ours, live.collector, nps_events())

    with world.ours.context():
        with pytest.raises(PermissionDenied):
            exclude_responses(actor=world.ours.actor(role), responses=one(response))
        assert not Response.objects.filter(excluded_at__isnull=False).exists()
        assert not Recorded.objects.filter(name="response.excluded").exists()


def test_responses_of_other_departments_stay(world: World):
    live = live_survey(world.ours)
    near = department_link(world.ours, live.survey, "上海店")
    far = answer_by_page(world.ours, live.collector, nps_events())
    own = answer_by_page(world.ours, near, nps_events(seed=2))
    with world.ours.context():
        add_member(world.ours, Role.ANALYST, department="上海店", email="one@ours.example")
        actor = world.ours.actor(Role.ANALYST)
        assert exclude_responses(actor=actor, responses=Response.objects.all()) == 1
        assert list(Response.objects.filter(excluded_at__isnull=False)) == [own]
        far.refresh_from_db()
        assert far.excluded_at is None


def one(response: Response) -> Any:
    return Response.objects.filter(pk=response.pk)


def figures() -> list[Any]:
    facts = ScoreFact.objects.order_by("response_id").values_list("response_id", "value", "day")
    cells = DailyRollup.objects.values_list("n", "promoters", "passives", "detractors", "histogram", "total")
    voices = Feedback.objects.values_list("id", "text", "is_voice")
    read = FeedbackAnalysis.objects.filter(is_current=True).values_list("feedback_id", "polarity")
    return [list(facts), list(cells), list(voices), list(read)]

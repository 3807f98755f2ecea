from uuid import UUID, uuid4

import pytest

from cem.events.models import Event
from insights.models import DailyRollup, Feedback, ScoreFact
from insights.services.scoring import Score, record_score, score_response
from tests.factories.accounts import World
from tests.factories.events import run_deliveries
from tests.factories.insights import at, make_response, make_survey

NOON = at("2026-07-31")
# Savepoint, lock, fact with rollup, event with its deliveries, release of the savepoint.
STATEMENTS = 5


def a_score(world: World, value: int = 3, **changes: object) -> Score:
    values = {
        "response_id": uuid4(),
        "survey_id": UUID(int=1),
        "collector_id": UUID(int=2),
        "department_id": world.ours.departments["上海店"].id,
        "value": value,
        "occurred_at": NOON,
    }
    return Score(**{**values, **changes})


def test_score_response_writes_fact_rollup_and_comment(world: World) -> None:
    with world.ours.context():
        survey = make_survey(world.ours)
        response = make_response(world.ours, survey, {"nps": 3, "reason": "物流太慢"}, submitted_at=NOON)

        assert score_response(organization=world.ours.organization, response_id=response.id) is True

        fact = ScoreFact.objects.get()
        assert (fact.metric, fact.value, fact.response_id, str(fact.day)) == ("nps", 3, response.id, "2026-07-31")
        assert (fact.survey_id, fact.collector_id) == (survey.id, response.collector_id)
        assert (fact.department_id, fact.occurred_at) == (response.department_id, NOON)
        rollup = DailyRollup.objects.get()
        assert (rollup.n, rollup.promoters, rollup.passives, rollup.detractors) == (1, 0, 0, 1)
        assert (rollup.histogram, rollup.total, rollup.total_of_squares) == ({"3": 1}, 3, 9)
        comment = Feedback.objects.get()
        assert (comment.source, comment.source_id, comment.kind) == ("survey", str(response.id), "comment")
        assert (comment.text, comment.rating, comment.occurred_at) == ("物流太慢", 3, NOON)
        assert (comment.survey_id, comment.response_id) == (survey.id, response.id)
        assert comment.department_id == response.department_id
        assert Event.objects.get(name="response.scored").payload == {
            "response": str(response.id),
            "survey": str(survey.id),
            "collector": str(response.collector_id),
            "department": str(response.department_id),
            "metric": "nps",
            "score": 3,
            "group": "detractor",
            "occurred_at": fact.occurred_at.isoformat(),
        }
        assert Event.objects.get(name="feedback.recorded").payload == {"feedback": [str(comment.id)]}


def test_score_response_twice_counts_once(world: World) -> None:
    with world.ours.context():
        response = make_response(world.ours, make_survey(world.ours), {"nps": 10, "reason": "很好"})
        score_response(organization=world.ours.organization, response_id=response.id)
        events = Event.objects.count()

        assert score_response(organization=world.ours.organization, response_id=response.id) is False

        assert ScoreFact.objects.count() == 1
        assert DailyRollup.objects.get().n == 1
        assert Feedback.objects.count() == 1
        assert Event.objects.count() == events


def test_score_response_without_score_keeps_the_comment(world: World) -> None:
    with world.ours.context():
        response = make_response(world.ours, make_survey(world.ours), {"reason": "没有打分"})

        assert score_response(organization=world.ours.organization, response_id=response.id) is False

        assert not ScoreFact.objects.exists()
        assert not DailyRollup.objects.exists()
        assert Feedback.objects.get().rating is None
        assert not Event.objects.filter(name="response.scored").exists()


def test_score_response_of_zero_is_a_score(world: World) -> None:
    with world.ours.context():
        response = make_response(world.ours, make_survey(world.ours), {"nps": 0})

        assert score_response(organization=world.ours.organization, response_id=response.id) is True

        assert DailyRollup.objects.get().histogram == {"0": 1}
        assert not Feedback.objects.exists()


def test_score_response_with_two_texts_makes_two_comments(world: World) -> None:
    with world.ours.context():
        answers = {"nps": 9, "reason": "服务好", "wish": "多开几家店"}
        response = make_response(world.ours, make_survey(world.ours), answers)

        score_response(organization=world.ours.organization, response_id=response.id)

        found = dict(Feedback.objects.values_list("source_id", "text"))
        assert found == {str(response.id): "服务好", f"{response.id}:wish": "多开几家店"}


def test_score_response_of_another_organisation_is_not_found(world: World) -> None:
    with world.theirs.context():
        theirs = make_response(world.theirs, make_survey(world.theirs), {"nps": 9})
    with world.ours.context():
        with pytest.raises(LookupError):
            score_response(organization=world.ours.organization, response_id=theirs.id)
        assert not ScoreFact.objects.exists()


def test_completed_response_is_scored_by_its_delivery(world: World) -> None:
    with world.ours.context():
        make_response(world.ours, make_survey(world.ours), {"nps": 9, "reason": "非常满意"})
    assert run_deliveries() >= 1
    with world.ours.context():
        assert ScoreFact.objects.get().value == 9
    with world.theirs.context():
        assert not ScoreFact.objects.exists()


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Shanghai", "2026-08-01"), ("UTC", "2026-07-31"), ("America/New_York", "2026-07-31")]
)
def test_record_score_counts_the_day_of_the_organisation(world: World, zone: str, day: str) -> None:
    world.ours.organization.time_zone = zone
    with world.ours.context():
        record_score(
            organization=world.ours.organization,
            score=a_score(world, occurred_at=at("2026-07-31", "16:00", "UTC")),
        )
        assert str(ScoreFact.objects.get().day) == day
        assert str(DailyRollup.objects.get().day) == day


@pytest.mark.parametrize("value", [-1, 11, True, 7.0])
def test_record_score_outside_the_scale_is_refused(world: World, value: object) -> None:
    with world.ours.context():
        with pytest.raises(ValueError, match="whole number"):
            record_score(organization=world.ours.organization, score=a_score(world, value=value))
        assert not ScoreFact.objects.exists()
        assert not DailyRollup.objects.exists()
        assert not Event.objects.filter(name="response.scored").exists()


def test_record_score_takes_as_many_statements_whatever_is_there(world: World, django_assert_num_queries) -> None:
    with world.ours.context():
        for _ in range(2):
            with django_assert_num_queries(STATEMENTS):
                record_score(organization=world.ours.organization, score=a_score(world))

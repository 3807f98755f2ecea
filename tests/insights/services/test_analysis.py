import pytest
from django.core.management import CommandError, call_command

from cem.events.models import Event
from insights.models import Feedback, FeedbackAnalysis
from insights.services.analysis import current_analyser, read_feedback
from insights.services.feedback import record_feedback
from tests.factories.accounts import World
from tests.factories.events import run_deliveries
from tests.factories.feedback import add_voices, voice


def test_recorded_feedback_is_read_by_the_consumer(world: World):
    recorded = add_voices(world.ours, 3)
    run_deliveries()

    with world.ours.context():
        rows = FeedbackAnalysis.objects.order_by("feedback__source_id").values_list(
            "feedback__source_id", "polarity", "is_current", "analyser", "version"
        )
        analyser = current_analyser()
        assert [row[0] for row in rows] == ["r1", "r2", "r3"]
        assert rows[0][1] == "positive"
        assert rows[2][1] == "negative"
        assert {row[2:] for row in rows} == {(True, analyser.name, analyser.version)}
        told = Event.objects.get(name="feedback.analysed").payload
        assert sorted(told["feedback"]) == sorted(str(row_id) for row_id in recorded.ids)
        assert "物流" in FeedbackAnalysis.objects.get(feedback__source_id="r3").keywords
    with world.theirs.context():
        assert FeedbackAnalysis.objects.count() == 0


def test_reading_twice_gives_the_same_rows(world: World):
    recorded = add_voices(world.ours, 2)
    with world.ours.context():
        assert read_feedback(feedback_ids=recorded.ids) == 2
        before = set(FeedbackAnalysis.objects.values_list("id", "feedback", "polarity", "score", "is_current"))
        assert read_feedback(feedback_ids=[str(row_id) for row_id in recorded.ids]) == 2
        assert set(FeedbackAnalysis.objects.values_list("id", "feedback", "polarity", "score", "is_current")) == before


def test_new_version_becomes_the_current_one_and_the_old_stays(world: World):
    recorded = add_voices(world.ours, 1)
    with world.ours.context():
        read_feedback(feedback_ids=recorded.ids)
        FeedbackAnalysis.objects.update(version="0.0")

        read_feedback(feedback_ids=recorded.ids)

        rows = FeedbackAnalysis.objects.order_by("-is_current").values_list("version", "is_current")
        assert list(rows) == [(current_analyser().version, True), ("0.0", False)]


def test_what_is_no_voice_is_not_read_and_loses_its_reading(world: World):
    recorded = add_voices(world.ours, 1)
    with world.ours.context():
        read_feedback(feedback_ids=recorded.ids)
        record_feedback(rows=[voice(world.ours, 1, text="此用户没有填写评价")])
    run_deliveries()

    with world.ours.context():
        assert FeedbackAnalysis.objects.filter(is_current=True).count() == 0


def test_feedback_of_another_organization_is_passed_over(world: World):
    recorded = add_voices(world.theirs, 2)
    with world.ours.context():
        assert read_feedback(feedback_ids=recorded.ids) == 0
        assert FeedbackAnalysis.objects.count() == 0


def test_changed_text_is_read_again(world: World):
    add_voices(world.ours, 1, text="质量很好，非常满意")
    run_deliveries()
    add_voices(world.ours, 1, text="太差了，物流慢，客服态度恶劣，再也不买了")
    run_deliveries()

    with world.ours.context():
        assert FeedbackAnalysis.objects.get().polarity == "negative"


def test_command_reads_everything_of_one_organization(world: World, capsys: pytest.CaptureFixture[str]):
    add_voices(world.ours, 3)
    add_voices(world.theirs, 3)

    call_command("analyse_feedback", organization="ours")

    assert "3 texts read" in capsys.readouterr().out
    with world.ours.context():
        assert FeedbackAnalysis.objects.count() == Feedback.objects.count() == 3
    with world.theirs.context():
        assert FeedbackAnalysis.objects.count() == 0


def test_command_refuses_an_unknown_organization(world: World):
    with pytest.raises(CommandError, match="nobody"):
        call_command("analyse_feedback", organization="nobody")

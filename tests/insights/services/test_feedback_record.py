from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cem.events.models import Event
from insights.models import Feedback
from insights.services.feedback import RecordedFeedback, record_feedback
from tests.factories.accounts import World
from tests.factories.feedback import START, add_voices, voice


def recorded_events() -> list[int]:
    found = Event.objects.filter(name="feedback.recorded").order_by("id").values_list("payload", flat=True)
    return [len(payload["feedback"]) for payload in found]


def test_new_rows_are_created_with_one_event_a_batch(world: World):
    recorded = add_voices(world.ours, 450)

    assert (recorded.created, recorded.updated, recorded.unchanged) == (450, 0, 0)
    with world.ours.context():
        assert Feedback.objects.count() == 450
        assert recorded_events() == [200, 200, 50]
        assert [Feedback.objects.get(source_id=f"r{n}").id for n in (1, 2, 450)] == [
            recorded.ids[0], recorded.ids[1], recorded.ids[449],
        ]  # fmt: skip
    with world.theirs.context():
        assert Feedback.objects.count() == 0


def test_rows_sent_again_are_unchanged_and_not_written(world: World):
    first = add_voices(world.ours, 3)
    with world.ours.context():
        before = list(Feedback.objects.order_by("id").values())

        again = record_feedback(rows=[voice(world.ours, number) for number in (1, 2, 3)])

        assert again == RecordedFeedback(0, 0, 3, first.ids)
        assert list(Feedback.objects.order_by("id").values()) == before
        assert recorded_events() == [3]


def test_changed_row_wins_and_is_read_again_only_for_its_text(world: World):
    first = add_voices(world.ours, 3)
    with world.ours.context():
        again = record_feedback(
            rows=[voice(world.ours, 1, rating=1), voice(world.ours, 2, text="改了：很好"), voice(world.ours, 3)]
        )

        assert again == RecordedFeedback(0, 2, 1, first.ids)
        assert Feedback.objects.get(source_id="r1").rating == Decimal("1.00")
        assert Feedback.objects.get(source_id="r2").text == "改了：很好"
        assert recorded_events() == [3, 1]


def test_two_rows_with_one_key_become_one_and_the_later_wins(world: World):
    with world.ours.context():
        rows = [voice(world.ours, 1), voice(world.ours, 1), voice(world.ours, 1, text="最后的话")]
        recorded = record_feedback(rows=rows)

        assert (recorded.created, recorded.updated, recorded.unchanged) == (1, 1, 1)
        assert len(set(recorded.ids)) == 1
        assert Feedback.objects.get().text == "最后的话"
        assert recorded_events() == [1]


def test_row_without_time_keeps_the_time_it_got_first(world: World):
    with world.ours.context():
        record_feedback(rows=[voice(world.ours, 1, occurred_at=None)])
        first = Feedback.objects.get().occurred_at

        again = record_feedback(rows=[voice(world.ours, 1, occurred_at=None)])

        assert again.unchanged == 1
        assert Feedback.objects.get().occurred_at == first


@pytest.mark.parametrize(
    ("kind", "text", "is_voice"),
    [
        ("review", "物流太慢", True),
        ("review", "此用户没有填写评价。", False),
        ("official_reply", "感谢您的支持", False),
        ("review", "👍👍", False),
    ],
)
def test_default_reviews_and_replies_are_kept_but_are_no_voice(world: World, kind: str, text: str, is_voice: bool):
    with world.ours.context():
        record_feedback(rows=[voice(world.ours, 1, kind=kind, text=text)])
        assert Feedback.objects.get().is_voice is is_voice


def test_same_number_of_another_source_or_organization_is_another_voice(world: World):
    add_voices(world.theirs, 1)
    with world.ours.context():
        recorded = record_feedback(rows=[voice(world.ours, 1), voice(world.ours, 1, source="tmall")])
        assert (recorded.created, Feedback.objects.count()) == (2, 2)
    with world.theirs.context():
        assert Feedback.objects.get().department_id == world.theirs.departments["上海店"].id


def test_number_of_queries_does_not_grow_with_the_rows(world: World):
    with world.ours.context():
        counts = []
        for first, last in ((1, 2), (10, 160)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                record_feedback(rows=[voice(world.ours, number) for number in range(first, last)])
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_times_are_kept_to_the_second_they_were_sent_with(world: World):
    moment = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)
    with world.ours.context():
        record_feedback(rows=[voice(world.ours, 1, occurred_at=moment), voice(world.ours, 2, occurred_at=START)])
        assert set(Feedback.objects.values_list("occurred_at", flat=True)) == {moment, START}

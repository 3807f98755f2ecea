from datetime import date
from uuid import uuid4

from cem.accounts.enums import Role
from insights.domain.nps import NpsCounts
from insights.enums import Polarity
from insights.facade import CommentReading, comment_readings, nps_figure
from insights.selectors.scores import (
    ScoreFilters,
    counts_by_day,
    counts_by_department,
    first_day,
    is_department_view,
    score_counts,
    score_histogram,
)
from tests.factories.accounts import World, add_member
from tests.factories.insights import add_comment, add_scores

JULY = ScoreFilters(first=date(2026, 7, 1), last=date(2026, 7, 31))


def test_scores_of_a_period_include_both_ends(world: World) -> None:
    ours = world.ours
    survey = uuid4()
    with world.theirs.context():
        add_scores(world.theirs, [0] * 9, day="2026-07-15", survey_id=survey)
    with ours.context():
        add_scores(ours, [10], day="2026-06-30")
        add_scores(ours, [10, 9, 7], day="2026-07-01", survey_id=survey)
        add_scores(ours, [10, 0, 6], day="2026-07-31", department="北京店")
        add_scores(ours, [10], day="2026-08-01")
        actor = ours.actor()

        assert score_counts(actor, JULY) == NpsCounts(3, 1, 2)
        assert score_histogram(actor, JULY) == {**dict.fromkeys(range(11), 0), 0: 1, 6: 1, 7: 1, 9: 1, 10: 2}
        assert counts_by_day(actor, JULY) == {
            date(2026, 7, 1): NpsCounts(2, 1, 0),
            date(2026, 7, 31): NpsCounts(1, 0, 2),
        }
        assert counts_by_department(actor, JULY) == {
            ours.departments["上海店"].id: NpsCounts(2, 1, 0),
            ours.departments["北京店"].id: NpsCounts(1, 0, 2),
        }
        assert score_counts(actor, ScoreFilters(survey_id=survey)) == NpsCounts(2, 1, 0)
        assert first_day(actor, ScoreFilters()) == date(2026, 6, 30)


def test_scores_of_nothing_are_zero(world: World) -> None:
    with world.ours.context():
        actor = world.ours.actor()
        assert score_counts(actor, JULY) == NpsCounts()
        assert score_histogram(actor, JULY) == dict.fromkeys(range(11), 0)
        assert (counts_by_day(actor, JULY), first_day(actor, JULY)) == ({}, None)


def test_scores_are_those_of_the_actors_departments(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [10, 10], day="2026-07-01", department="上海店")
        add_scores(ours, [0], day="2026-07-01", department="杭州店")
        frontline = ours.actor(Role.FRONTLINE)
        assert score_counts(frontline, JULY) == NpsCounts()  # no right to figures at all
        add_member(ours, Role.ANALYST, department="上海店", email="one-store@ours.example")
        analyst = ours.actor(Role.ANALYST)
        assert score_counts(analyst, JULY) == NpsCounts(2, 0, 0)
        assert score_counts(ours.actor(Role.OWNER), JULY) == NpsCounts(2, 0, 1)
        below = frozenset({ours.departments["杭州店"].id})
        assert score_counts(analyst, ScoreFilters(department_ids=below)) == NpsCounts()


def test_department_view_is_anything_without_the_root(world: World) -> None:
    ours = world.ours
    with ours.context():
        store, root = (frozenset({ours.departments[name].id}) for name in ("上海店", "总部"))
        assert is_department_view(ours.actor(Role.OWNER), None) is False
        assert is_department_view(ours.actor(Role.CX_MANAGER), None) is False  # belongs to the root
        assert is_department_view(ours.actor(Role.FRONTLINE), None) is True
        assert is_department_view(ours.actor(Role.OWNER), store) is True
        assert is_department_view(ours.actor(Role.OWNER), root) is False


def test_nps_figure_of_the_facade_holds_departments_back(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9, 9, 0], day="2026-07-01", department="上海店")
        whole = nps_figure(actor=ours.actor(), first=date(2026, 7, 1), last=date(2026, 7, 1))
        assert (round(whole.value or 0, 2), whole.n, whole.suppressed) == (33.33, 3, False)
        store = nps_figure(actor=ours.actor(), department_id=ours.departments["华东"].id)
        assert (store.value, store.n, store.suppressed) == (None, 3, True)
        assert nps_figure(actor=ours.actor(), survey_id=uuid4()).n == 0


def test_comment_readings_are_the_current_ones_of_the_first_comment(world: World, django_assert_num_queries) -> None:
    ours = world.ours
    read, unread, unknown = uuid4(), uuid4(), uuid4()
    with world.theirs.context():
        add_comment(world.theirs, "别人的", day="2026-07-01", response_id=unknown, polarity=Polarity.NEGATIVE)
    with ours.context():
        first = add_comment(
            ours, "慢", day="2026-07-01", response_id=read, polarity=Polarity.NEGATIVE, keywords=["慢", "物流"]
        )
        first.analyses.create(analyser="old", version="0", polarity="positive", score=0.8, is_current=False)
        add_comment(ours, "快", day="2026-07-01", response_id=unread)
        second = add_comment(ours, "再来", day="2026-07-01", polarity=Polarity.POSITIVE)
        type(second).objects.filter(pk=second.pk).update(response_id=read, source_id=f"{read}:wish")
        with django_assert_num_queries(1):
            found = comment_readings([read, unread, unknown])
        assert found == {read: CommentReading("negative", 0.1, ("慢", "物流"))}

import random
from datetime import date
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cem.accounts.access import system_actor
from cem.audit.models import AuditEntry
from cem.events.models import Delivery
from cem.events.services import deliver
from insights.domain.nps import NpsCounts
from insights.models import DailyRollup, ScoreFact
from insights.selectors.scores import ScoreFilters, score_counts, score_histogram
from insights.services.rollups import Difference, Rebuilt, check_rollups, rebuild_rollups
from insights.services.scoring import Score, record_score
from insights.tasks import check_all_rollups
from insights.tasks import check_rollups as check_rollups_task
from tests.factories.accounts import World, make_tenant
from tests.factories.insights import add_scores, at, make_response, make_survey

CELL = ("metric", "survey_id", "collector_id", "department_id", "day")
COUNTS = ("n", "promoters", "passives", "detractors", "histogram", "total", "total_of_squares")


def stored() -> dict[tuple, tuple]:
    rows = DailyRollup.objects.values_list(*CELL, *COUNTS)
    return {row[:5]: (*row[5:9], {int(score): times for score, times in row[9].items()}, *row[10:]) for row in rows}


def counted() -> dict[tuple, tuple]:
    """What the facts say, counted by another way than the product's."""
    cells: dict[tuple, list[int]] = {}
    for row in ScoreFact.objects.values_list(*CELL, "value"):
        cells.setdefault(row[:5], []).append(row[5])
    return {
        cell: (
            len(values),
            sum(value >= 9 for value in values),
            sum(7 <= value <= 8 for value in values),
            sum(value <= 6 for value in values),
            {value: values.count(value) for value in set(values)},
            sum(values),
            sum(value * value for value in values),
        )
        for cell, values in cells.items()
    }


SCORINGS = st.lists(
    st.tuples(
        st.integers(0, 10),
        st.sampled_from(["总部", "华东", "上海店", "杭州店", "北京店"]),
        st.sampled_from(["2026-07-30", "2026-07-31"]),
        st.sampled_from([UUID(int=1), UUID(int=2)]),
        st.integers(1, 30).map(lambda number: UUID(int=number)),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scorings=SCORINGS, seed=st.integers(0, 99))
def test_rollups_equal_the_facts_after_any_scorings(world: World, scorings: list[tuple], seed: int) -> None:
    """Also with repeats, in any order, and for every parent the sum of what lies below it."""
    ours = world.ours
    with ours.context():
        ScoreFact.objects.all().delete()
        DailyRollup.objects.all().delete()
        once = list({scoring[4]: scoring for scoring in scorings}.values())
        for value, department, day, collector, response in random.Random(seed).sample(once, len(once)) + once:  # noqa: S311
            score = Score(response, UUID(int=9), collector, ours.departments[department].id, value, at(day))
            record_score(organization=ours.organization, score=score)

        assert stored() == counted()
        assert sum(row[0] for row in stored().values()) == len(once)
        assert check_rollups(organization=ours.organization, actor=system_actor(ours.organization)) == []

        def of(*names: str) -> NpsCounts:
            below = frozenset(ours.departments[name].id for name in names)
            return score_counts(ours.actor(), ScoreFilters(department_ids=below))

        east, north = of("华东", "上海店", "杭州店"), of("华北", "北京店")
        assert east == of("华东") + of("上海店") + of("杭州店")
        assert of(*ours.departments) == of("总部") + east + north == NpsCounts.from_scores(row[0] for row in once)


def test_rebuild_rollups_counts_anew_and_only_its_own(world: World) -> None:
    for tenant in (world.ours, world.theirs):
        with tenant.context():
            add_scores(tenant, [0, 5, 7, 9, 10, 10], day="2026-07-31")
            add_scores(tenant, [8], day="2026-07-30", department="北京店")
    with world.theirs.context():
        DailyRollup.objects.update(n=99)
    with world.ours.context():
        right = stored()
        DailyRollup.objects.filter(day="2026-07-31").update(n=1, histogram={"4": 77})
        DailyRollup.objects.filter(day="2026-07-30").delete()
        DailyRollup.objects.create(
            metric="nps", survey_id=UUID(int=1), collector_id=UUID(int=1), day=date(2026, 7, 1), n=5,
            department=world.ours.departments["上海店"],
        )  # fmt: skip

        rebuilt = rebuild_rollups(organization=world.ours.organization, actor=world.ours.actor())

        assert rebuilt == Rebuilt(written=2, removed=1)
        assert stored() == right == counted()
        entry = AuditEntry.objects.get(action="rollups.rebuilt")
        assert entry.changes == {"written": 2, "removed": 1}
        again = rebuild_rollups(organization=world.ours.organization, actor=world.ours.actor())
        assert again == Rebuilt(written=0, removed=0)
    with world.theirs.context():
        assert set(DailyRollup.objects.values_list("n", flat=True)) == {99}


def test_check_rollups_names_and_mends_what_differs(world: World) -> None:
    ours = world.ours
    with ours.context():
        survey, collector = UUID(int=5), UUID(int=6)
        add_scores(ours, [9, 2], day="2026-07-31", survey_id=survey, collector_id=collector)
        DailyRollup.objects.update(detractors=2)

        found = check_rollups(organization=ours.organization, actor=system_actor(ours.organization, "nightly check"))

        cell = ("nps", survey, collector, ours.departments["上海店"].id, date(2026, 7, 31))
        assert found == [Difference(*cell, counted=2, stored=2)]
        assert stored() == counted()
        entry = AuditEntry.objects.get(action="rollups.repaired")
        assert (entry.actor_kind, entry.changes) == ("system", {"cells": 1, "days": ["2026-07-31"]})


def test_check_rollups_that_are_right_leaves_no_trace(world: World) -> None:
    with world.ours.context():
        add_scores(world.ours, [9, 2], day="2026-07-31")
        assert check_rollups(organization=world.ours.organization, actor=world.ours.actor()) == []
        assert not AuditEntry.objects.exists()


def test_check_rollups_tells_of_missing_and_of_groundless_rows(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9], day="2026-07-31")
        DailyRollup.objects.update(day=date(2026, 7, 30))

        found = check_rollups(organization=ours.organization, actor=ours.actor())

        assert [(str(cell.day), cell.counted, cell.stored) for cell in found] == [
            ("2026-07-30", None, 1),
            ("2026-07-31", 1, None),
        ]
        assert stored() == counted()


def test_rebuild_command_names_the_organisation_by_slug(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with world.ours.context():
        add_scores(world.ours, [9], day="2026-07-31")
        DailyRollup.objects.all().delete()
    call_command("rebuild_rollups", organization="ours")
    assert capsys.readouterr().out == "1 rows written, 0 removed.\n"
    with world.ours.context():
        assert stored() == counted() != {}


def test_rebuild_command_of_no_organisation_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="no organisation 'nobody'"):
        call_command("rebuild_rollups", organization="nobody")


def test_nightly_check_visits_every_organisation(world: World, settings) -> None:
    from cem.celery import app  # the settings of the test are in force by now

    for tenant in (world.ours, world.theirs):
        with tenant.context():
            add_scores(tenant, [9, 2], day="2026-07-31")
            DailyRollup.objects.update(n=7)
    app.conf.task_always_eager, before = True, app.conf.task_always_eager
    try:
        check_all_rollups.delay()
    finally:
        app.conf.task_always_eager = before
    for tenant in (world.ours, world.theirs):
        with tenant.context():
            assert stored() == counted()


def test_check_task_enters_its_organisation(world: World) -> None:
    with world.ours.context():
        add_scores(world.ours, [9], day="2026-07-31")
        DailyRollup.objects.update(n=7)
    check_rollups_task.apply(kwargs={"organization_id": str(world.ours.id)}, throw=True)
    with world.ours.context():
        assert stored() == counted()


def in_threads(count: int, work) -> list[BaseException]:
    """Run `work(number)` in threads that start together, each on its own connection; return what they raised."""
    barrier, raised = Barrier(count), []

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            work(number)
        except BaseException as error:  # noqa: BLE001  # handed to the test
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_scorings_at_once_lose_no_answer(committing_db: None) -> None:
    """Eight workers with fifty deliveries each, all for the same two rollup rows, while these are being rebuilt."""
    ours = make_tenant("ours")
    chance = random.Random(4)  # noqa: S311
    with ours.context():
        survey = make_survey(ours, departments=["上海店", "杭州店"])
        for number in range(400):
            name = chance.choice(["上海店", "杭州店"])
            answers = {"nps": chance.randint(0, 10), "reason": f"意见 {number}"}
            make_response(ours, survey, answers, department=name, submitted_at=at("2026-07-31"))
    deliveries = list(Delivery.objects.filter(consumer="insights.score_response").values_list("id", flat=True))
    assert len(deliveries) == 400
    chance.shuffle(deliveries)

    def work(number: int) -> None:
        if number == 8:
            for _ in range(10):
                rebuild_rollups(organization=ours.organization, actor=system_actor(ours.organization))
        else:
            # Every worker gets fifty of its own and fifty of its neighbour's: a message may come twice.
            for place in range(number * 50, number * 50 + 100):
                deliver(deliveries[place % 400])

    assert in_threads(9, work) == []
    unfinished = Delivery.objects.filter(consumer="insights.score_response").exclude(status="done")
    assert list(unfinished.values_list("error", flat=True)) == []
    with ours.context():
        assert ScoreFact.objects.count() == 400
        assert len(stored()) == 2
        assert stored() == counted()
        assert sum(score_histogram(ours.actor(), ScoreFilters()).values()) == 400


def test_rebuild_waits_for_scorings_under_way(committing_db: None) -> None:
    """A rebuild that cannot see a fact yet must not write a count without it."""
    ours = make_tenant("ours")
    done: list[Rebuilt] = []

    def rebuild() -> None:
        try:
            done.append(rebuild_rollups(organization=ours.organization, actor=system_actor(ours.organization)))
        finally:
            connection.close()

    with ours.context():
        add_scores(ours, [9, 1], day="2026-07-31")
        thread = Thread(target=rebuild)
        thread.start()
        thread.join(timeout=0.5)
        assert done == []
    thread.join(timeout=30)
    assert done == [Rebuilt(written=0, removed=0)]
    with ours.context():
        assert stored() == counted()
        assert sum(row[0] for row in stored().values()) == 2

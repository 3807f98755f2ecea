import threading
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from surveys.models import QuotaCell, Reservation, Response
from surveys.selectors.doors import door_detail, find_link
from surveys.selectors.quotas import quota_stats
from surveys.services.access import AccessInput, set_access
from surveys.services.attempts import Saved, save_attempt
from surveys.services.quotas import HELD, Full, hold_seats, lock_visit, quota_left, release_expired, take_seats
from surveys.services.visits import Visit
from tests.factories.accounts import Tenant, World, make_world
from tests.factories.respondents import definition, hand_in, inside, live, new_key, options, publish_again, question
from tests.factories.surveys import LiveSurvey

MEN = {"==": [{"var": "answers.gender"}, "male"]}
WOMEN = {"==": [{"var": "answers.gender"}, "female"]}
YOUNG = {"==": [{"var": "answers.age"}, "young"]}
OLD = {"==": [{"var": "answers.age"}, "old"]}


def quota(name: str = "g", do: str = "end", limit: int = 2, **more):
    return {"id": name, "cells": [{"id": "men", "if": MEN, "limit": limit}], "on_full": {"do": do, **more}}


def raw(*quotas: dict, **fields) -> dict:
    return definition(
        [question("gender", "single", options=options("male", "female"), required=True)],
        [question("age", "single", options=options("young", "old"), required=True)],
        quotas=list(quotas) or [quota()],
        **fields,
    )


def save(tenant: Tenant, survey: LiveSurvey, key: str, answers: dict, edition: int = 1, page: str = "p1") -> Saved:
    with inside(tenant, survey) as door:
        return save_attempt(door=door, key=key, answers=answers, edition=edition, page=page)


def cells(tenant: Tenant) -> dict[str, tuple[int, int]]:
    with tenant.context():
        return {f"{row.quota}.{row.cell}": (row.counted, row.reserved) for row in QuotaCell.objects.order_by("id")}


MAN = {"gender": "male", "age": "old"}


def test_a_saved_attempt_holds_a_seat_and_a_response_counts_it(world: World):
    survey = live(world.ours, raw())
    key = new_key(world.ours, survey)
    saved = save(world.ours, survey, key, {"gender": "male"})
    assert (saved.full, dict(saved.quota_left)) == (None, {"g": 2})  # its own seat counts as left for it
    assert cells(world.ours) == {"g.men": (0, 1)}
    accepted = hand_in(world.ours, survey, MAN, key)
    assert (accepted.outcome, cells(world.ours)) == ("complete", {"g.men": (1, 0)})
    with world.ours.context():
        assert Reservation.objects.count() == 0
    assert cells(world.theirs) == {}


def test_saving_again_holds_one_seat_only(world: World):
    survey = live(world.ours, raw())
    key = new_key(world.ours, survey)
    for edition in (1, 2, 3):
        save(world.ours, survey, key, {"gender": "male"}, edition)
    assert cells(world.ours) == {"g.men": (0, 1)}


def test_a_changed_answer_gives_the_seat_up(world: World):
    survey = live(world.ours, raw())
    key = new_key(world.ours, survey)
    save(world.ours, survey, key, {"gender": "male"}, 1)
    save(world.ours, survey, key, {"gender": "female"}, 2)
    assert cells(world.ours) == {"g.men": (0, 0)}


def test_nothing_is_held_before_it_is_decided(world: World):
    survey = live(world.ours, raw(quota()))
    key = new_key(world.ours, survey)
    saved = save(world.ours, survey, key, {"age": "old"}, page="")
    assert (dict(saved.quota_left), cells(world.ours)) == ({"g": 2}, {})


def test_a_full_quota_ends_the_attempt_and_takes_what_there_is(world: World):
    endings = [
        {"id": "sorry", "if": False, "outcome": "quota_full", "title": {"zh-hans": "已满"}},
        {"id": "done", "outcome": "complete", "title": {"zh-hans": "谢谢"}},
    ]
    survey = live(world.ours, raw(quota(limit=1, ending="sorry"), endings=endings))
    hand_in(world.ours, survey, MAN)
    key = new_key(world.ours, survey)
    saved = save(world.ours, survey, key, {"gender": "male"})
    assert saved.full == Full("g", "men", "end", "sorry")
    assert cells(world.ours) == {"g.men": (1, 0)}
    # The rest was never asked.
    accepted = hand_in(world.ours, survey, {"gender": "male"}, key)
    assert (accepted.outcome, accepted.ending) == ("quota_full", "sorry")
    with world.ours.context():
        assert Response.objects.get(pk=accepted.response_id).answers == {"gender": "male"}
    assert cells(world.ours) == {"g.men": (1, 0)}
    assert hand_in(world.ours, survey, {"gender": "male"}, key).response_id == accepted.response_id


def test_a_full_quota_does_not_excuse_wrong_answers(world: World):
    survey = live(world.ours, raw(quota(limit=1)))
    hand_in(world.ours, survey, MAN)
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, survey, {"gender": "male", "age": "ancient"})
    assert set(caught.value.errors) == {"age"}
    with world.ours.context():
        assert Response.objects.count() == 1


def test_screen_out_on_a_full_quota(world: World):
    survey = live(world.ours, raw(quota(limit=1, do="screen_out")))
    hand_in(world.ours, survey, MAN)
    assert hand_in(world.ours, survey, MAN).outcome == "screened_out"


def test_flag_on_a_full_quota_takes_the_response_and_notes_it(world: World):
    survey = live(world.ours, raw(quota(limit=1, do="flag")))
    hand_in(world.ours, survey, MAN)
    accepted = hand_in(world.ours, survey, MAN)
    with world.ours.context():
        assert Response.objects.get(pk=accepted.response_id).over_quotas == ["g"]
    assert (accepted.outcome, cells(world.ours)) == ("complete", {"g.men": (1, 0)})


def test_one_full_cell_counts_nothing_in_the_others(world: World):
    ages = {"id": "a", "cells": [{"id": "old", "if": OLD, "limit": 9}], "on_full": {"do": "end"}}
    survey = live(world.ours, raw(ages, quota(limit=1)))
    hand_in(world.ours, survey, MAN)
    assert hand_in(world.ours, survey, MAN).outcome == "quota_full"
    assert cells(world.ours) == {"a.old": (1, 0), "g.men": (1, 0)}


def test_a_test_counts_nowhere(world: World):
    survey = live(world.ours, raw(quota(limit=1)))
    hand_in(world.ours, survey, MAN)
    with world.ours.context():
        set_access(actor=world.ours.actor(), survey_id=survey.survey.pk, rules=AccessInput(is_test_open=True))
    assert hand_in(world.ours, survey, MAN, visit=Visit(is_test=True)).outcome == "complete"
    assert cells(world.ours) == {"g.men": (1, 0)}


def test_an_abandoned_seat_is_free_again(world: World):
    survey = live(world.ours, raw(quota(limit=1)))
    save(world.ours, survey, new_key(world.ours, survey), {"gender": "male"})
    second = new_key(world.ours, survey)
    assert save(world.ours, survey, second, {"gender": "male"}).full is not None
    with world.ours.context():
        assert release_expired() == 0
        assert release_expired(now=timezone.now() + HELD + timedelta(seconds=1)) == 1
    assert cells(world.ours) == {"g.men": (0, 0)}
    assert save(world.ours, survey, second, {"gender": "male"}, 2).full is None


def test_who_finds_it_full_frees_what_has_expired(world: World):
    survey = live(world.ours, raw(quota(limit=1)))
    first = new_key(world.ours, survey)
    save(world.ours, survey, first, {"gender": "male"})
    with world.ours.context():
        Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert hand_in(world.ours, survey, MAN).outcome == "complete"
    assert cells(world.ours) == {"g.men": (1, 0)}
    # The one who has waited too long finds it full.
    assert hand_in(world.ours, survey, MAN, first).outcome == "quota_full"


def test_a_new_version_goes_on_counting_with_its_own_limit(world: World):
    survey = live(world.ours, raw(quota(limit=1)))
    hand_in(world.ours, survey, MAN)
    publish_again(world.ours, survey, raw(quota(limit=2)))
    assert hand_in(world.ours, survey, MAN).outcome == "complete"
    assert hand_in(world.ours, survey, MAN).outcome == "quota_full"
    publish_again(world.ours, survey, raw(quota(limit=1)))
    assert hand_in(world.ours, survey, MAN).outcome == "quota_full"
    assert cells(world.ours) == {"g.men": (2, 0)}


def test_quota_stats(world: World, django_assert_num_queries):
    survey = live(world.ours, raw(quota(limit=3)))
    hand_in(world.ours, survey, MAN)
    save(world.ours, survey, new_key(world.ours, survey), {"gender": "male"})
    with world.ours.context():
        with django_assert_num_queries(2):
            (found,) = quota_stats(survey.survey)
        assert [(c.limit, c.counted, c.reserved, c.left) for c in found.cells] == [(3, 1, 1, 1)]


def test_quota_left_is_what_a_rule_sees(world: World):
    survey = live(world.ours, raw(quota(limit=3)))
    hand_in(world.ours, survey, MAN)
    with inside(world.ours, survey) as door:
        assert quota_left(door) == {"g": 2}


def run_at_once(jobs: list, threads: int) -> list:
    """Carry the jobs out in so many threads, each with a connection of its own; what each gave or raised."""
    waiting, found, start = list(reversed(jobs)), [], threading.Barrier(threads)
    lock = threading.Lock()

    def run() -> None:
        try:
            start.wait(timeout=20)
            while True:
                with lock:
                    if not waiting:
                        return
                    job = waiting.pop()
                try:
                    found.append(job())
                except Exception as error:  # noqa: BLE001  # told to the test
                    found.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _each in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    return found


def test_many_at_once_fill_a_quota_exactly(committing_db):
    world = make_world()
    survey = live(world.ours, raw(quota(limit=20)))
    link = find_link(survey.token)

    def visit(number: int) -> str:
        key = f"visit-{number:04}-0123456789"
        with tenant_context(link.organization_id):
            if number % 2:
                save_attempt(door=door_detail(link), key=key, answers={"gender": "male"}, edition=1, page="p1")
        if number % 10 == 3:
            return "abandoned"
        return str(hand_in(world.ours, survey, MAN, key).outcome)

    found = run_at_once([lambda n=n: visit(n) for n in range(150)], threads=16)
    assert {outcome for outcome in found if isinstance(outcome, str)} == {"complete", "quota_full", "abandoned"}
    assert not [error for error in found if isinstance(error, Exception)]
    held = cells(world.ours)["g.men"][1]
    assert found.count("complete") == cells(world.ours)["g.men"][0] == 20 - held
    with world.ours.context():
        assert Response.objects.filter(outcome="complete").count() == 20 - held
        release_expired(now=timezone.now() + timedelta(hours=1))
    for number in range(held + 3):
        hand_in(world.ours, survey, MAN, f"late-{number:04}-0123456789")
    assert cells(world.ours) == {"g.men": (20, 0)}


def test_interlocked_cells_in_any_order_do_not_lock_each_other_out(committing_db):
    world = make_world()
    names = ["a", "b", "c", "d"]
    quotas = [
        {"id": name, "cells": [{"id": "men", "if": MEN, "limit": 15}, {"id": "old", "if": OLD, "limit": 15}],
         "on_full": {"do": "end"}} for name in names
    ]  # fmt: skip
    survey = live(world.ours, raw(*quotas))
    link = find_link(survey.token)
    chance = Random(4)  # noqa: S311  # the same orders each time
    orders = [chance.sample([(n, c) for n in names for c in ("men", "old")], k=8) for _each in range(60)]

    def visit(number: int) -> str:
        key = f"visit-{number:04}-0123456789"
        with tenant_context(link.organization_id):
            door = door_detail(link)
            lock_visit(key)
            if number % 3 == 0:
                hold_seats(door=door, key=key, matched=orders[number])
                release_expired(now=timezone.now() + timedelta(hours=1) if number % 6 == 0 else None)
            return "full" if take_seats(door=door, key=key, matched=orders[number]).full else "counted"

    found = run_at_once([lambda n=n: visit(n) for n in range(60)], threads=12)
    assert not [error for error in found if isinstance(error, Exception)]
    assert (found.count("counted"), found.count("full")) == (15, 45)
    assert set(cells(world.ours).values()) == {(15, 0)}

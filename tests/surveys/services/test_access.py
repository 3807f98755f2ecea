from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from surveys.models import Response, SurveyAccess
from surveys.selectors.doors import door_detail, find_link
from surveys.services.access import AccessInput, closed_now, closed_text, set_access, unlock_survey
from surveys.services.submissions import submit_response
from surveys.services.visits import Visit
from tests.factories.accounts import World, make_world
from tests.factories.respondents import door_of, hand_in, inside
from tests.factories.surveys import LiveSurvey, live_survey
from tests.surveys.services.test_quotas import run_at_once

NOW = timezone.now()


@pytest.fixture
def live(world: World) -> LiveSurvey:
    cache.clear()
    return live_survey(world.ours)


def set_rules(world: World, live: LiveSurvey, **rules) -> SurveyAccess:
    with world.ours.context():
        return set_access(actor=world.ours.actor(), survey_id=live.survey.pk, rules=AccessInput(**rules))


def refused(world: World, live: LiveSurvey, key: str = "", visit: Visit | None = None) -> tuple[str, int]:
    with pytest.raises(Refusal) as caught:
        hand_in(world.ours, live, {"nps": 3}, key, visit)
    return caught.value.code, caught.value.status


def count(world: World) -> int:
    with world.ours.context():
        return Response.objects.count()


@pytest.mark.parametrize(
    ("rules", "code", "status"),
    [
        ({"opens_at": NOW + timedelta(hours=1)}, "not_open_yet", 403),
        ({"closes_at": NOW - timedelta(hours=1)}, "survey_ended", 410),
        ({"password": "sesame"}, "password_needed", 403),
    ],
)
def test_who_comes_at_the_wrong_time_is_refused(world: World, live: LiveSurvey, rules: dict, code: str, status: int):
    set_rules(world, live, **rules)
    assert refused(world, live) == (code, status)
    assert count(world) == 0


def test_hours_of_the_day(world: World, live: LiveSurvey):
    local = timezone.localtime()
    before, after = ((local + timedelta(hours=hours)).time().replace(microsecond=0) for hours in (-2, 2))
    set_rules(world, live, daily_from=after, daily_until=before)
    assert refused(world, live) == ("outside_hours", 403)
    set_rules(world, live, daily_from=before, daily_until=after)
    hand_in(world.ours, live, {"nps": 3})
    assert count(world) == 1


def test_a_repeat_is_answered_also_when_it_is_too_late(world: World, live: LiveSurvey):
    first = hand_in(world.ours, live, {"nps": 3}, "0123456789abcdef")
    set_rules(world, live, closes_at=NOW - timedelta(hours=1))
    assert hand_in(world.ours, live, {"nps": 3}, "0123456789abcdef").response_id == first.response_id


def test_limit_counts_what_is_there_and_is_never_passed(world: World, live: LiveSurvey):
    hand_in(world.ours, live, {"nps": 3}, "first-0123456789")
    assert set_rules(world, live, response_limit=2).taken == 1
    hand_in(world.ours, live, {"nps": 4})
    assert refused(world, live) == ("limit_reached", 410)
    assert count(world) == 2
    # A repeat takes no place and is told of the first one.
    assert not hand_in(world.ours, live, {"nps": 3}, "first-0123456789").is_new
    set_rules(world, live, response_limit=3)
    hand_in(world.ours, live, {"nps": 5})
    assert count(world) == 3


def test_limit_is_exact_for_many_at_once(committing_db):
    world = make_world()
    live = live_survey(world.ours)
    set_rules(world, live, response_limit=10)
    link = find_link(live.token)

    def visit(number: int) -> str:
        with tenant_context(link.organization_id):
            return str(submit_response(door=door_detail(link), answers={"nps": number % 11}).outcome)

    found = run_at_once([lambda n=n: visit(n) for n in range(60)], threads=12)
    codes = [error.code for error in found if isinstance(error, Refusal)]
    assert (found.count("complete"), codes.count("limit_reached"), len(found)) == (10, 50, 60)
    assert count(world) == 10


@pytest.mark.parametrize("kind", ["person", "device", "address"])
def test_one_answer_of_each(world: World, live: LiveSurvey, kind: str):
    set_rules(world, live, once_per=kind)
    first, second = (Visit(**{kind: value}) for value in ("198.51.100.1", "198.51.100.2"))
    hand_in(world.ours, live, {"nps": 3}, "first-0123456789", first)
    assert refused(world, live, "again-0123456789", first) == ("answered_before", 409)
    hand_in(world.ours, live, {"nps": 3}, visit=second)
    # Where nothing tells who it is, nobody is kept out.
    hand_in(world.ours, live, {"nps": 3})
    assert count(world) == 3
    with world.ours.context():
        assert "198.51.100.1" not in str(list(Response.objects.values()))
    # The same key again is a repeat, not a second answer.
    assert not hand_in(world.ours, live, {"nps": 3}, "first-0123456789", first).is_new


def test_one_answer_within_a_window(world: World, live: LiveSurvey):
    set_rules(world, live, once_per="device", once_days=7)
    visit = Visit(device="d1")
    hand_in(world.ours, live, {"nps": 3}, visit=visit)
    assert refused(world, live, visit=visit) == ("answered_before", 409)
    with world.ours.context():
        Response.objects.update(submitted_at=timezone.now() - timedelta(days=8))
    hand_in(world.ours, live, {"nps": 3}, visit=visit)
    assert count(world) == 2


def test_one_answer_of_each_for_many_at_once(committing_db):
    world = make_world()
    live = live_survey(world.ours)
    set_rules(world, live, once_per="device")
    link = find_link(live.token)

    def visit(number: int) -> str:
        with tenant_context(link.organization_id):
            door = door_detail(link)
            return str(submit_response(door=door, answers={"nps": 1}, visit=Visit(device=f"d{number % 4}")).outcome)

    found = run_at_once([lambda n=n: visit(n) for n in range(32)], threads=8)
    assert found.count("complete") == 4
    assert {error.code for error in found if isinstance(error, Refusal)} == {"answered_before"}
    assert count(world) == 4


def test_the_password_gives_a_pass(world: World, live: LiveSurvey):
    set_rules(world, live, password="sesame")
    with inside(world.ours, live) as door:
        with pytest.raises(Refusal) as caught:
            unlock_survey(door=door, password="wrong", address="198.51.100.1")
        given = unlock_survey(door=door, password="sesame", address="198.51.100.1")
        assert closed_now(door, Visit()).code == "password_needed"
        assert closed_now(door, Visit(access_pass=given)) is None
        assert closed_now(door, Visit(access_pass=given + "x")).code == "password_needed"
    assert (caught.value.code, caught.value.status) == ("wrong_password", 403)
    hand_in(world.ours, live, {"nps": 3}, visit=Visit(access_pass=given))
    set_rules(world, live, password="another")
    assert refused(world, live, visit=Visit(access_pass=given)) == ("password_needed", 403)
    with world.ours.context():
        assert "another" not in SurveyAccess.objects.get().password


def test_a_pass_of_another_survey_is_worth_nothing(world: World, live: LiveSurvey):
    set_rules(world, live, password="sesame")
    other = live_survey(world.ours, "别的")
    set_rules(world, other, password="sesame")
    with inside(world.ours, other) as door:
        given = unlock_survey(door=door, password="sesame", address="")
    assert refused(world, live, visit=Visit(access_pass=given)) == ("password_needed", 403)


def test_too_many_wrong_passwords_are_told_to_wait(world: World, live: LiveSurvey):
    set_rules(world, live, password="sesame")
    door = door_of(world.ours, live)

    def try_one(password: str, address: str) -> str:
        with world.ours.context(), pytest.raises(Refusal) as caught:
            unlock_survey(door=door, password=password, address=address)
        return caught.value.code

    assert [try_one("wrong", "198.51.100.1") for _each in range(11)] == ["wrong_password"] * 10 + ["too_many_tries"]
    assert try_one("sesame", "198.51.100.1") == "too_many_tries"
    assert try_one("wrong", "198.51.100.2") == "wrong_password"


def test_closed_text_is_the_owners_own(world: World, live: LiveSurvey):
    set_rules(world, live, closes_at=NOW - timedelta(hours=1), close_text={"zh-hans": "活动已结束", "en": " "})
    with inside(world.ours, live) as door:
        closed = closed_now(door, Visit())
        assert closed_text(door, closed, "zh-hans") == "活动已结束"
        assert door.access.close_text == {"zh-hans": "活动已结束"}


def test_rules_are_audited_without_the_password(world: World, live: LiveSurvey):
    set_rules(world, live, password="sesame", response_limit=5)
    set_rules(world, live, response_limit=5)
    with world.ours.context():
        (entry,) = AuditEntry.objects.filter(action="survey.access_changed")
        assert entry.changes == {"response_limit": [None, 5], "has_password": [False, True], "password": True}
        # None keeps the password.
        assert SurveyAccess.objects.get().password


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"opens_at": NOW, "closes_at": NOW}, "closes_at"),
        ({"daily_from": time(9)}, "daily_until"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"response_limit": 0}, "response_limit"),
        ({"once_per": "household"}, "once_per"),
        ({"once_days": -1}, "once_days"),
        ({"password": "abc"}, "password"),
        ({"close_text": {"xx": "x"}}, "close_text"),
        ({"close_text": {"en": "x" * 501}}, "close_text"),
    ],
)
def test_unsound_rules_change_nothing(world: World, live: LiveSurvey, rules: dict, field: str):
    with pytest.raises(Refusal) as caught:
        set_rules(world, live, **rules)
    assert (caught.value.code, set(caught.value.errors)) == ("invalid_access", {field})
    with world.ours.context():
        assert not SurveyAccess.objects.exists()
        assert not AuditEntry.objects.filter(action="survey.access_changed").exists()


def test_an_analyst_may_not_set_rules(world: World, live: LiveSurvey):
    with world.ours.context():
        with pytest.raises(PermissionDenied):
            set_access(actor=world.ours.actor(Role.ANALYST), survey_id=live.survey.pk, rules=AccessInput())
        assert not SurveyAccess.objects.exists()

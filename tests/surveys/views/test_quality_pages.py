"""The review page and the replay."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cem.accounts.enums import Role
from surveys.domain.trajectory import Event, Kind
from surveys.models import Response, Trajectory
from tests.factories.accounts import World, add_member
from tests.factories.events import run_deliveries
from tests.factories.surveys import CONTACT, answer, department_link, live_survey
from tests.factories.trajectories import REASON, answer_by_page, nps_events

PHONE = "13800138000"


@pytest.fixture
def judged(world: World) -> Any:
    """A credible response, and a doubtful one with a contact."""
    live = live_survey(world.ours)
    credible = answer_by_page(world.ours, live.collector, nps_events())
    doubtful = answer(world.ours, live.collector, nps=0, reason="乱填的", contact=CONTACT)
    run_deliveries()
    return live, credible, doubtful


def page(world: World, name: str, *args: Any, role: Role = Role.CX_MANAGER, **query: str) -> Any:
    client = world.ours.client(role)
    client.cookies["language"] = "en"
    return client.get(reverse(f"surveys:{name}", args=["ours", *args]), query)


def text_of(response: Any) -> str:
    return response.content.decode()


# --- Review -----------------------------------------------------------------------------------------------------------


def test_list_shows_what_deserves_a_look_with_its_reasons(world: World, judged: Any):
    live, credible, doubtful = judged

    html = text_of(page(world, "quality", live.survey.pk))

    assert f'id="response-{doubtful.pk}"' in html
    assert f'id="response-{credible.pk}"' not in html
    assert "The visit was not opened by our page." in html
    assert "1 credible · 0 worth a look · 1 doubtful · 0 excluded" in html
    assert "乱填的" in html
    assert PHONE not in html


def test_list_is_narrowed_by_level_and_flag(world: World, judged: Any):
    live, credible, doubtful = judged

    ok = text_of(page(world, "quality", live.survey.pk, level="ok"))
    unsigned = text_of(page(world, "quality", live.survey.pk, flag="unsigned_key"))
    fast = text_of(page(world, "quality", live.survey.pk, flag="too_fast"))
    odd = text_of(page(world, "quality", live.survey.pk, level="x", flag="' OR 1=1"))

    assert f'id="response-{credible.pk}"' in ok
    assert "Questions with changes of mind: 1" in ok
    assert f'id="response-{doubtful.pk}"' not in ok
    assert f'id="response-{doubtful.pk}"' in unsigned
    assert "No response fits the filter" in fast
    assert f'id="response-{doubtful.pk}"' in odd


def test_empty_list_says_what_comes(world: World):
    live = live_survey(world.ours)

    assert "Nothing to look at" in text_of(page(world, "quality", live.survey.pk))


def test_chosen_response_is_excluded_and_counted_again(world: World, judged: Any):
    live, _credible, doubtful = judged
    client = world.ours.client()
    address = reverse("surveys:exclude", args=["ours", live.survey.pk])

    answer_ = client.post(address, {"response": [str(doubtful.pk), "nonsense"], "reason": "假", "flag": "unsigned_key"})

    assert answer_["Location"] == f"/o/ours/surveys/{live.survey.pk}/quality/?flag=unsigned_key"
    with world.ours.context():
        assert list(Response.objects.filter(excluded_at__isnull=False)) == [doubtful]
    assert f'id="response-{doubtful.pk}"' in text_of(page(world, "quality", live.survey.pk, level="excluded"))
    client.post(reverse("surveys:include", args=["ours", live.survey.pk]), {"response": str(doubtful.pk)})
    with world.ours.context():
        assert not Response.objects.filter(excluded_at__isnull=False).exists()


def test_whole_list_is_excluded_at_once_and_no_more_than_the_list(world: World, judged: Any):
    live, _credible, doubtful = judged
    other = live_survey(world.ours, "别的问卷")
    elsewhere = answer(world.ours, other.collector, nps=1)
    run_deliveries()

    world.ours.client().post(reverse("surveys:exclude", args=["ours", live.survey.pk]), {"all": "1"})

    with world.ours.context():
        assert list(Response.objects.filter(excluded_at__isnull=False)) == [doubtful]
        elsewhere.refresh_from_db()
        assert elsewhere.quality["level"] == "bad"


def test_response_of_another_survey_or_organization_is_not_excluded_by_its_id(world: World, judged: Any):
    live, _credible, _doubtful = judged
    other = answer(world.ours, live_survey(world.ours, "别的问卷").collector, nps=1)
    theirs = answer(world.theirs, live_survey(world.theirs).collector, nps=1)

    world.ours.client().post(
        reverse("surveys:exclude", args=["ours", live.survey.pk]), {"response": [str(other.pk), str(theirs.pk)]}
    )

    for tenant in (world.ours, world.theirs):
        with tenant.context():
            assert not Response.objects.filter(excluded_at__isnull=False).exists()


def test_reader_sees_the_list_without_the_means_to_change_it(world: World, judged: Any):
    live, _credible, doubtful = judged

    html = text_of(page(world, "quality", live.survey.pk, role=Role.EXECUTIVE))

    assert f'id="response-{doubtful.pk}"' in html
    assert "Exclude the chosen" not in html


def test_number_of_statements_does_not_grow_with_the_list(world: World):
    live = live_survey(world.ours)
    client = world.ours.client()
    address = reverse("surveys:quality", args=["ours", live.survey.pk])
    counts = []
    for count in (1, 2):
        for _each in range(count):
            answer_by_page(world.ours, live.collector, nps_events(), signed=False)
        run_deliveries()
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


# --- Replay -----------------------------------------------------------------------------------------------------------


def frames(html: str) -> list[dict[str, Any]]:
    found = re.search(r'<script id="replay-data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])["frames"]


def test_replay_shows_the_answers_as_they_were_chosen(world: World, judged: Any):
    _live, credible, _doubtful = judged

    html = text_of(page(world, "replay", credible.pk))

    shown = [(each["question"], each["state"], each["mark"]) for each in frames(html) if each["mark"]]
    assert shown[:2] == [("nps", "8", "change"), ("nps", "3", "revision")]
    assert shown[-1] == ("reason", f"{len(REASON)} characters", "change")
    assert REASON not in html
    # The same without script.
    assert "Changed their mind" in html
    assert "middle of 1 responses" in html
    assert '<svg class="replay-marks"' in html
    assert "style=" not in html.split("<main", 1)[1].split("</main>", 1)[0]


def test_response_without_a_trajectory_says_so(world: World, judged: Any):
    _live, _credible, doubtful = judged

    html = text_of(page(world, "replay", doubtful.pk))

    assert "The page sent no trajectory" in html
    assert "replay-data" not in html


def test_what_identifies_a_person_is_not_replayed(world: World):
    live = live_survey(world.ours)
    events = (
        *nps_events()[:-1],
        Event(90_000, Kind.FOCUS, "contact"),
        Event(91_000, Kind.TICK, "contact", value="secret"),
        Event(92_000, Kind.TEXT, "contact", ".phone", number=11, inputs=11),
        Event(93_000, Kind.FOCUS, "stranger"),
        Event(94_000, Kind.SEND),
    )
    response = answer_by_page(world.ours, live.collector, events, nps=3, reason=REASON, contact=CONTACT)
    run_deliveries()

    html = text_of(page(world, "replay", response.pk))

    private = [each for each in frames(html) if each["question"] == "contact"]
    assert [each["state"] for each in private] == ["", "", ""]
    assert "secret" not in html
    assert "stranger" not in html
    assert PHONE not in html
    assert "Not shown" in html


def test_heat_is_over_the_responses_that_count_and_that_the_member_may_see(world: World, judged: Any):
    live, credible, _doubtful = judged
    near = department_link(world.ours, live.survey, "上海店")
    own = answer_by_page(world.ours, near, nps_events(9, "", seed=4), nps=9)
    run_deliveries()
    with world.ours.context():
        add_member(world.ours, Role.ANALYST, department="上海店", email="one@ours.example")
        Trajectory.objects.filter(response_id=own.pk).update(dwell={"nps": 7000})

    everything = text_of(page(world, "replay", own.pk))
    narrow = text_of(page(world, "replay", own.pk, role=Role.ANALYST))

    assert "middle of 2 responses" in everything
    assert "middle of 1 responses 7.0 s" in narrow
    assert page(world, "replay", credible.pk, role=Role.ANALYST).status_code == 404


def test_unknown_response_does_not_exist(world: World):
    assert page(world, "replay", uuid4()).status_code == 404

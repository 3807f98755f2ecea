from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cem.accounts.enums import Role
from insights.models import Feedback
from insights.selectors.feedback import PAGE_SIZE, FeedbackFilters, feedback_list, feedback_sources
from insights.services.feedback import record_feedback
from tests.factories.accounts import World, add_member
from tests.factories.events import run_deliveries
from tests.factories.feedback import add_voices, voice


def address(world: World, **query: object) -> str:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("insights:feedback", args=[world.ours.slug]) + (f"?{text}" if text else "")


def shown(world: World, role: Role = Role.CX_MANAGER, **query: object) -> list[str]:
    response = world.ours.client(role).get(address(world, **query))
    assert response.status_code == 200
    return [item["row"].source_id for item in response.context["voices"]]


def test_page_shows_the_voices_with_their_reading(world: World):
    add_voices(world.ours, 3)
    add_voices(world.theirs, 3, text="别家的话")
    run_deliveries()

    response = world.ours.client().get(address(world))
    text = response.content.decode()

    assert [item["row"].source_id for item in response.context["voices"]] == ["r3", "r2", "r1"]
    assert "物流太慢，客服态度很差" in text
    assert "上海店" in text
    assert "别家的话" not in text
    counts = response.context["counts"]
    assert (counts.total, counts.positive, counts.negative, counts.is_capped) == (
        3,
        1,
        1 + (counts.neutral == 0),
        False,
    )


def test_text_of_a_customer_is_escaped(world: World):
    add_voices(world.ours, 1, text="<script>alert(1)</script>")
    text = world.ours.client().get(address(world)).content.decode()
    assert "<script>alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_filters_narrow_the_list(world: World):
    now = timezone.now()
    survey = uuid4()
    with world.ours.context():
        record_feedback(
            rows=[
                voice(world.ours, 1, source="tmall", text="质量很好，非常满意", occurred_at=now - timedelta(hours=1)),
                voice(world.ours, 2, kind="call", text="物流太慢，太差了", occurred_at=now - timedelta(days=20)),
                voice(world.ours, 3, department_id=world.ours.departments["北京店"].id, survey_id=survey,
                      occurred_at=now - timedelta(days=400)),
            ]
        )  # fmt: skip
    run_deliveries()
    with world.ours.context():
        record_feedback(rows=[voice(world.ours, 4, kind="official_reply", text="谢谢", occurred_at=now)])

    assert shown(world) == ["r4", "r1", "r2", "r3"]
    assert shown(world, source="tmall") == ["r1"]
    assert shown(world, kind="call") == ["r2"]
    assert shown(world, period="7d") == ["r4", "r1"]
    assert shown(world, period="30d") == ["r4", "r1", "r2"]
    assert shown(world, polarity="positive") == ["r1"]
    assert shown(world, polarity="none") == ["r4"]
    assert shown(world, department=world.ours.departments["华北"].id) == ["r3"]
    assert shown(world, q="物流") == ["r2"]
    day = timezone.localdate(now - timedelta(days=20)).isoformat()
    assert shown(world, **{"from": day, "to": day}) == ["r2"]
    with world.ours.context():
        assert [row.source_id for row in feedback_list(world.ours.actor(), FeedbackFilters(survey_id=survey))] == ["r3"]


def test_search_without_a_period_looks_back_ninety_days_and_says_so(world: World):
    add_voices(world.ours, 1, occurred_at=timezone.now() - timedelta(days=100), text="很久以前 Long Ago")
    response = world.ours.client().get(address(world, q="很久"))
    assert response.context["voices"] == []
    assert response.context["form"].is_search_narrowed
    first = timezone.localdate() - timedelta(days=500)
    assert shown(world, q="很久", **{"from": first.isoformat()}) == ["r1"]
    assert shown(world, q="long ago", period="12m") == ["r1"]


@pytest.mark.parametrize(
    "query", ["department=not-an-id", "source=nobody", "period=custom&from=x", "before=x~y", "polarity=?"]
)
def test_address_that_cannot_be_taken_is_left_out(world: World, query: str):
    add_voices(world.ours, 2)
    response = world.ours.client().get(address(world) + "?" + query)
    assert response.status_code == 200
    assert len(response.context["voices"]) == 2


def test_department_of_another_organization_is_no_choice(world: World):
    add_voices(world.ours, 2)
    response = world.ours.client().get(address(world, department=world.theirs.departments["上海店"].id))
    assert response.context["form"].errors.keys() == {"department"}
    assert len(response.context["voices"]) == 2


def test_pages_go_there_and_back_without_losing_a_row(world: World):
    # Many rows of one moment: the id settles their order.
    add_voices(world.ours, 2 * PAGE_SIZE + 5, occurred_at=timezone.now() - timedelta(days=1))
    client = world.ours.client()
    pages, url = [], address(world, source="jd.com")
    while url:
        context = client.get(url).context
        pages.append([item["row"].source_id for item in context["voices"]])
        url, back = (address(world) + context["older"] if context["older"] else ""), context["newer"]

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert len({source_id for page in pages for source_id in page}) == 2 * PAGE_SIZE + 5
    context = client.get(address(world) + back).context
    assert [item["row"].source_id for item in context["voices"]] == pages[1]
    context = client.get(address(world) + context["newer"]).context
    assert [item["row"].source_id for item in context["voices"]] == pages[0]
    assert context["newer"] == ""


def test_member_of_one_part_sees_its_voices_only(world: World):
    add_voices(world.ours, 1)
    with world.ours.context():
        record_feedback(rows=[voice(world.ours, 9, department_id=world.ours.departments["北京店"].id)])
        add_member(world.ours, Role.ANALYST, department="华北", email="north@ours.example")

    assert shown(world, Role.ANALYST) == ["r9"]
    assert shown(world, Role.OWNER) == ["r9", "r1"]


def test_role_without_the_right_is_refused_and_a_stranger_finds_nothing(world: World):
    assert world.ours.client(Role.FRONTLINE).get(address(world)).status_code == 403
    assert world.theirs.client().get(address(world)).status_code == 404


@pytest.mark.parametrize("role", [Role.OWNER, Role.CX_MANAGER])
def test_queries_of_the_page_do_not_grow_with_the_rows(world: World, role: Role):
    client, counts = world.ours.client(role), []
    for number in (1, 3):
        add_voices(world.ours, number)
        run_deliveries()
        client.get(address(world))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(world))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_sources_are_those_of_the_organization(world: World):
    add_voices(world.ours, 2)
    add_voices(world.ours, 2, source="tmall")
    add_voices(world.theirs, 2, source="secret")
    with world.ours.context():
        assert feedback_sources() == ["jd.com", "tmall"]
        Feedback.objects.all().delete()
        assert feedback_sources() == []


def test_demo_source_is_marked(world: World):
    add_voices(world.ours, 1, source="演示数据")
    response = world.ours.client().get(address(world))
    assert response.context["voices"][0]["is_demo"] is True

import json
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cem.accounts.enums import Role
from cem.accounts.models import DepartmentMember
from insights.enums import Polarity
from insights.models import FeedbackAnalysis
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.events import run_deliveries
from tests.factories.insights import add_comment, add_scores, make_response, make_survey


@pytest.fixture(autouse=True)
def english(client: Client) -> Iterator[None]:
    with translation.override("en"):
        yield


def today(tenant: Tenant, before: int = 0) -> date:
    return timezone.localdate(timezone=ZoneInfo(tenant.organization.time_zone)) - timedelta(days=before)


def look(tenant: Tenant, role: Role = Role.CX_MANAGER, **query: object):
    client = tenant.client(role)
    client.cookies["language"] = "en"
    return client.get(reverse("insights:dashboard", args=[tenant.slug]), query)


def live(tenant: Tenant, role: Role = Role.CX_MANAGER, **query: object):
    client = tenant.client(role)
    client.cookies["language"] = "en"
    return client.get(reverse("insights:dashboard_live", args=[tenant.slug]), query)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_dashboard_from_submitted_answer_to_figure(world: World) -> None:
    """The whole way: an accepted response, its delivery, the rollup, the page."""
    ours = world.ours
    with ours.context():
        survey = make_survey(ours)
        for score, reason in [(10, "物流很快，非常满意"), (9, ""), (8, ""), (3, "物流太慢，很失望")]:
            make_response(ours, survey, {"nps": score, **({"reason": reason} if reason else {})})
    run_deliveries()

    response = look(ours)

    found = response.context["found"]
    assert (found.figure.value, found.figure.n) == (25.0, 4)
    # Adjusted Wald: n' = 7, p' = 2.75 / 7, d' = 1.75 / 7.
    assert (round(found.figure.low, 2), round(found.figure.high, 2)) == (-44.16, 72.73)
    page = text_of(response)
    assert '<p class="tile-value" id="nps-value">25.0</p>' in page
    assert "95% interval −44.2 to 72.7" in page
    assert "n = 4" in page
    assert [(group["value"], group["share"]) for group in response.context["groups"]] == [(2, 50), (1, 25), (1, 25)]
    assert found.live.totals.histogram == {**dict.fromkeys(range(11), 0), 3: 1, 8: 1, 9: 1, 10: 1}
    assert [(c.text, c.rating, c.polarity) for c in found.live.comments] == [
        ("物流太慢，很失望", 3.0, "negative"),
        ("物流很快，非常满意", 10.0, "positive"),
    ]
    assert "物流" in dict(found.negative_words)
    assert "No answers in the period before to compare with." in page


def test_dashboard_shows_nothing_of_another_organisation(world: World) -> None:
    for tenant, scores in [(world.ours, [9, 9, 1]), (world.theirs, [0] * 40)]:
        with tenant.context():
            survey = make_survey(tenant, title=f"问卷 {tenant.slug}")
            add_scores(tenant, scores, day=today(tenant), survey_id=survey.id)
            add_comment(
                tenant, f"评论 {tenant.slug}", day=today(tenant), polarity=Polarity.NEGATIVE, keywords=[f"词 {tenant.slug}"]
            )

    response = look(world.ours)

    found = response.context["found"]
    assert (found.figure.promoters, found.figure.passives, found.figure.detractors) == (2, 0, 1)
    assert sum(row.figure.n for row in found.league) == 3
    assert sum(point.figure.n for point in found.points) == 3
    assert "theirs" not in response.content.decode()
    assert found.negative_words == (("词 ours", 1),)


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ([0] * 40, [10] * 40, "Rose by 200.0 points against the period before: more than chance."),
        ([10] * 40, [0] * 40, "Fell by 200.0 points against the period before: more than chance."),
        ([9, 5, 8, 8], [9, 9, 8, 8], "Rose by 50.0 points against the period before, within chance."),
        ([9, 9, 8, 8], [9, 5, 8, 8], "Fell by 50.0 points against the period before, within chance."),
        ([9, 5, 8], [10, 0, 7], "Unchanged against the period before."),
        ([], [9], "No answers in the period before to compare with."),
    ],
)
def test_dashboard_says_what_changed(world: World, before: list[int], now: list[int], sentence: str) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, before, day=today(ours, 7))
        add_scores(ours, now, day=today(ours))
        # Neither period: a day before the earlier one.
        add_scores(ours, [5] * 9, day=today(ours, 14))

    response = look(ours, period="7d")

    assert response.context["change_sentence"] == sentence
    assert sentence in text_of(response)


def test_dashboard_narrows_by_survey_department_and_days(world: World) -> None:
    ours = world.ours
    with ours.context():
        survey = make_survey(ours, title="甲")
        other = make_survey(ours, title="乙")
        add_scores(ours, [9, 9], day="2026-03-01", department="上海店", survey_id=survey.id)
        add_scores(ours, [0], day="2026-03-02", department="杭州店", survey_id=survey.id)
        add_scores(ours, [0] * 5, day="2026-03-02", department="北京店", survey_id=survey.id)
        add_scores(ours, [0] * 5, day="2026-03-02", department="上海店", survey_id=other.id)
        add_scores(ours, [0] * 5, day="2026-03-03", department="上海店", survey_id=survey.id)
        ours.organization.minimum_n = 2
        ours.organization.save()

    response = look(
        ours, survey=survey.id, department=ours.departments["华东"].id, **{"from": "2026-03-01", "to": "2026-03-02"}
    )

    found = response.context["found"]
    assert (found.figure.promoters, found.figure.detractors, found.figure.n) == (2, 1, 3)
    assert [(row.name, row.figure.value, row.figure.n) for row in found.league] == [("上海店", 100.0, 2), ("杭州店", None, 1)]
    assert [(str(point.start), point.figure.n) for point in found.points] == [("2026-03-01", 2), ("2026-03-02", 1)]


def test_region_manager_sees_the_region_only(world: World) -> None:
    ours = world.ours
    add_region_manager(ours)
    with ours.context():
        add_scores(ours, [9] * 6, day=today(ours), department="上海店")
        add_scores(ours, [0] * 6, day=today(ours), department="北京店")
        add_scores(ours, [0] * 6, day=today(ours), department="总部")
        add_comment(ours, "华东的话", day=today(ours), department="杭州店", polarity=Polarity.POSITIVE, keywords=["甜"])
        add_comment(ours, "华北的话", day=today(ours), department="北京店", polarity=Polarity.NEGATIVE, keywords=["苦"])
        add_comment(ours, "总部的话", day=today(ours), department="总部", polarity=Polarity.NEGATIVE, keywords=["苦"])

    response = look(ours)

    found = response.context["found"]
    assert (found.figure.value, found.figure.n) == (100.0, 6)
    assert sum(point.figure.n for point in found.points) == 6
    assert [(row.name, row.figure.n) for row in found.league] == [("上海店", 6), ("杭州店", 0)]
    assert [comment.text for comment in found.live.comments] == ["华东的话"]
    assert (found.positive_words, found.negative_words) == ((("甜", 1),), ())
    page = response.content.decode()
    assert [label.strip() for _, label in response.context["form"].fields["department"].choices] == [
        "All my departments", "华东", "上海店", "杭州店",
    ]  # fmt: skip
    assert "北京店" not in page


@pytest.mark.parametrize("stranger", ["北京店", "theirs", "nobody"])
def test_region_manager_asking_for_a_strange_department_is_told_so(world: World, stranger: str) -> None:
    ours = world.ours
    add_region_manager(ours)
    with ours.context():
        add_scores(ours, [9] * 6, day=today(ours), department="上海店")
        add_scores(ours, [0] * 6, day=today(ours), department="北京店")
    known = {"北京店": ours.departments["北京店"].id, "theirs": world.theirs.departments["上海店"].id}

    response = look(ours, department=known.get(stranger, uuid4()))

    assert response.status_code == 200
    assert response.context["found"].figure.n == 6
    assert response.context["found"].figure.value == 100.0
    assert "This department does not exist or is not yours to see." in response.content.decode()


def test_department_view_under_minimum_n_shows_no_figure(world: World) -> None:
    """minimum_n is 5: neither value, counts, histogram, trend nor league say what four people answered."""
    ours = world.ours
    with ours.context():
        add_scores(ours, [0, 0, 0, 9], day=today(ours), department="上海店")
        add_scores(ours, [9] * 5, day=today(ours), department="北京店")

    whole = look(ours).context["found"]
    assert (round(whole.figure.value, 1), whole.figure.n) == (33.3, 9)
    rows = {row.name: row.figure for row in whole.league}
    assert (rows["华东"].value, rows["华东"].suppressed, rows["华东"].n) == (None, True, 4)
    assert (rows["华北"].value, rows["华北"].n) == (100.0, 5)

    response = look(ours, department=ours.departments["华东"].id)
    found = response.context["found"]
    assert (found.figure.value, found.figure.suppressed, found.figure.n) == (None, True, 4)
    assert found.change is None
    assert {point.figure.value for point in found.points} == {None}
    assert (response.context["groups"], response.context["histogram"], response.context["trend"]) == ([], None, None)
    page = text_of(response)
    assert '<p class="tile-value is-short" id="nps-value">Too few answers</p>' in page
    assert "Figures of departments are shown from 5 answers on." in page

    assert look(ours, department=ours.departments["华北"].id).context["found"].figure.value == 100.0


def test_department_view_does_not_compare_with_too_few_answers(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9] * 5, day=today(ours), department="上海店")
        add_scores(ours, [0] * 4, day=today(ours, 7), department="上海店")

    response = look(ours, period="7d", department=ours.departments["上海店"].id)

    assert response.context["found"].figure.value == 100.0
    assert response.context["change"] is None
    assert "Too few answers in the period before to compare with." in response.content.decode()


def test_league_counts_what_stands_at_the_parent_itself(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9] * 5, day=today(ours), department="华东")
        add_scores(ours, [0] * 5, day=today(ours), department="上海店")
        add_scores(ours, [9] * 4, day=today(ours), department="杭州店")

    found = look(ours, department=ours.departments["华东"].id).context["found"]

    assert [(row.name, row.is_itself, row.figure.value, row.figure.n) for row in found.league] == [
        ("华东", True, 100.0, 5),
        ("上海店", False, -100.0, 5),
        ("杭州店", False, None, 4),
    ]
    assert found.figure.n == 14


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"from": "2026-07-02", "to": "2026-07-01"}, "The first day lies after the last one."),
        ({"from": "gestern", "to": "2026-07-01"}, "This is not a date such as 2026-07-31."),
        ({"period": "custom", "from": "0001-01-01"}, "Choose days between 2000 and 2100."),
        ({"period": "custom", "to": "9999-12-31"}, "Choose days between 2000 and 2100."),
        ({"from": "2001-01-01", "to": "2026-01-01"}, "Choose a period of at most ten years."),
        ({"period": "century"}, "This period is not known."),
        ({"survey": "not-an-id"}, "This survey does not exist."),
        ({"survey": str(uuid4())}, "This survey does not exist."),
        ({"department": "'; DROP TABLE"}, "This department does not exist or is not yours to see."),
        ({"department": "\x00"}, "This department does not exist or is not yours to see."),
        ({"from": "2026-02-30"}, "This is not a date such as 2026-07-31."),
    ],
)
def test_dashboard_with_a_filter_it_cannot_take_says_so(world: World, query: dict, message: str) -> None:
    """And shows the default instead of it."""
    ours = world.ours
    with ours.context():
        add_scores(ours, [9], day=today(ours))
    response = look(ours, **query)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert response.context["found"].figure.n == 1
    assert response.context["view"].period.days == 30
    assert live(ours, **query).status_code == 200


@pytest.mark.parametrize(
    ("query", "days"),
    [({}, 30), ({"period": "7d"}, 7), ({"period": "90d"}, 90), ({"period": "12m"}, 365), ({"period": "custom"}, 30)],
)
def test_dashboard_periods(world: World, query: dict, days: int) -> None:
    response = look(world.ours, **query)
    period = response.context["view"].period
    assert (period.days, period.last) == (days, today(world.ours))
    assert response.context["form"].messages == []


def test_dashboard_of_their_survey_is_as_of_no_survey(world: World) -> None:
    with world.theirs.context():
        theirs = make_survey(world.theirs)
        add_scores(world.theirs, [0] * 9, day=today(world.theirs), survey_id=theirs.id)
    response = look(world.ours, survey=theirs.id)
    assert "This survey does not exist." in response.content.decode()
    assert response.context["found"].figure.n == 0


def test_new_organisation_is_told_what_to_do_first(world: World) -> None:
    page = text_of(look(world.ours))
    assert "Ask your first customer" in page
    with world.ours.context():
        make_survey(world.ours)
    assert "Waiting for the first answer" in text_of(look(world.ours))


def test_period_without_answers_leads_to_a_longer_one(world: World) -> None:
    with world.ours.context():
        add_scores(world.ours, [9], day=today(world.ours, 60))
    page = text_of(look(world.ours))
    assert "No answers in this period" in page
    assert 'href="?period=12m"' in page


def test_member_of_no_department_is_told_so(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9] * 9, day=today(ours))
        DepartmentMember.objects.filter(membership=ours.memberships[Role.ANALYST]).delete()
    response = look(ours, Role.ANALYST)
    assert response.context["found"].figure.n == 0
    assert "You do not belong to a department yet" in response.content.decode()


@pytest.mark.parametrize("name", ["insights:dashboard", "insights:dashboard_live"])
def test_dashboard_is_closed_to_those_without_the_right(world: World, name: str) -> None:
    url = reverse(name, args=["ours"])
    assert world.ours.client(Role.FRONTLINE).get(url).status_code == 403
    assert world.theirs.client(Role.OWNER).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert world.ours.client(Role.OWNER).post(url).status_code == 405
    for role in set(Role) - {Role.FRONTLINE}:
        assert world.ours.client(role).get(url).status_code == 200


def test_live_part_answers_204_until_something_is_new(world: World) -> None:
    ours = world.ours
    add_region_manager(ours)
    with ours.context():
        add_scores(ours, [9] * 6, day=today(ours), department="上海店")
        comment = add_comment(ours, "不错", day=today(ours), rating=9, response_id=uuid4())
    page = look(ours)
    stamp = page.context["stamp"]
    assert f"period=30d&amp;seen={stamp}" in page.content.decode()
    assert live(ours, period="30d", seen=stamp).status_code == 204

    with ours.context():
        FeedbackAnalysis.objects.create(
            feedback=comment, analyser="test", version="1", polarity="positive", score=0.9, keywords=["不错"]
        )
    read = live(ours, period="30d", seen=stamp)
    assert read.status_code == 200
    assert read["HX-Reswap"] == "outerHTML"
    assert read.context["found"].positive_words == (("不错", 1),)
    assert "<html" not in read.content.decode()
    stamp = read.context["stamp"]
    assert live(ours, seen=stamp).status_code == 204

    with ours.context():
        add_scores(ours, [0], day=today(ours), department="杭州店")
    scored = live(ours, seen=stamp)
    assert scored.context["found"].figure.n == 7
    stamp = scored.context["stamp"]

    # What lies outside this person's part of the organisation or period makes no noise.
    with ours.context():
        add_scores(ours, [0], day=today(ours), department="北京店")
        add_scores(ours, [0], day=today(ours, 40), department="上海店")
    with world.theirs.context():
        add_scores(world.theirs, [0], day=today(world.theirs))
    assert live(ours, seen=stamp).status_code == 204


def test_charts_have_the_same_figures_as_text(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9, 9, 0], day=today(ours, 2))
        add_scores(ours, [7], day=today(ours))

    response = look(ours, period="7d")

    trend = response.context["trend"]
    assert trend["data"][1]["y"] == [None, None, None, None, 33.33, None, 0.0]
    assert json.dumps(trend)
    assert "template" not in trend["layout"]
    assert trend["data"][1]["line"]["color"] == "token:brand"
    assert trend["data"][0]["fillcolor"] == "token:brand/0.16"
    # The band is interrupted where a day has no answers.
    assert trend["data"][0]["x"].count(None) == 1
    rows = response.context["trend_table"]["rows"]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (str(today(ours)), 0.0, 1),
        (str(today(ours, 2)), 100 / 3, 3),
    ]
    assert response.context["histogram"]["data"][0]["y"] == [1, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0]
    assert text_of(response).count("Show the figures") == 2


def test_comments_are_escaped_and_default_reviews_left_out(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_comment(ours, "<script>alert(1)</script> 好", day=today(ours))
        add_comment(ours, "此用户未填写评价", day=today(ours))
        add_scores(ours, [9], day=today(ours))
    response = look(ours)
    assert [comment.text for comment in response.context["found"].live.comments] == ["<script>alert(1)</script> 好"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.content.decode()
    assert "Being read…" in response.content.decode()


@pytest.mark.parametrize("role", [Role.OWNER, Role.CX_MANAGER])
def test_dashboard_queries_do_not_grow(world: World, role: Role, django_assert_num_queries) -> None:
    """An owner sees all departments; others cost the two queries that find theirs."""
    ours = world.ours
    client = ours.client(role)
    page, part = (reverse(name, args=["ours"]) for name in ("insights:dashboard", "insights:dashboard_live"))

    def grow(rows: int) -> None:
        with ours.context():
            for row in range(rows):
                survey = make_survey(ours)
                add_scores(ours, [9, 1], day=today(ours, row), department=["上海店", "北京店", "总部"][row], survey_id=survey.id)
                add_comment(ours, f"评论 {row}", day=today(ours), polarity=Polarity.POSITIVE, keywords=["快", f"词{row}"])

    scoped = 0 if role is Role.OWNER else 2
    grow(1)
    client.get(page)  # remembers the organisation in the session
    for _ in range(2):
        with django_assert_num_queries(PAGE_QUERIES + scoped):
            response = client.get(page)
        with django_assert_num_queries(PART_QUERIES + scoped):
            assert client.get(part).status_code == 200
        with django_assert_num_queries(SEEN_QUERIES + scoped):
            assert client.get(part, {"seen": response.context["stamp"]}).status_code == 204
        grow(3)


# Session, user, membership, savepoint and setting of the tenant (4), surveys and tree (2), then: totals, comments,
# newest change; the period before, days, departments, two lists of words. The page adds the organisations of the menu.
SEEN_QUERIES = 12
PART_QUERIES = SEEN_QUERIES + 5
PAGE_QUERIES = PART_QUERIES + 1


def add_region_manager(tenant: Tenant) -> None:
    """From now on the CX manager of the tenant is one of the east only."""
    with tenant.context():
        add_member(tenant, Role.CX_MANAGER, department="华东", email=f"east@{tenant.slug}.example")

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from cem.accounts.enums import Role
from insights.enums import Polarity
from insights.models import DailyRollup, FeedbackAnalysis
from tests.factories.accounts import World
from tests.factories.events import run_deliveries
from tests.factories.insights import add_comment, add_scores, make_response, make_survey
from tests.insights.views.looking import add_region_manager, live, look, text_of, today


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
    assert found.histogram == {**dict.fromkeys(range(11), 0), 3: 1, 8: 1, 9: 1, 10: 1}
    assert [(c.text, c.rating, c.polarity) for c in found.live.comments] == [
        ("物流太慢，很失望", 3.0, "negative"),
        ("物流很快，非常满意", 10.0, "positive"),
    ]
    assert "物流" in dict(found.negative_words)
    assert "No answers in the period before to compare with." in page


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
    league = [(row.name, row.figure.value, row.figure.n) for row in found.league]
    assert league == [("上海店", 100.0, 2), ("杭州店", None, 1)]
    assert [(str(point.start), point.figure.n) for point in found.points] == [("2026-03-01", 2), ("2026-03-02", 1)]


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
    # HTMX is set to take script elements out of what it swaps in; the charts must do without.
    assert "<script" not in read.content.decode()
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


@pytest.mark.parametrize(
    ("period", "answers", "grain"),
    [("7d", 1, "day"), ("30d", 299, "week"), ("30d", 300, "day"), ("90d", 300, "week"), ("12m", 300, "week")],
)
def test_trend_is_as_fine_as_the_answers_allow(world: World, period: str, answers: int, grain: str) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9], day=today(ours))
        DailyRollup.objects.update(n=answers, promoters=answers, histogram={"9": answers})
    found = look(ours, period=period).context["found"]
    assert found.grain == grain
    assert sum(point.figure.n for point in found.points) == answers


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
                department = ["上海店", "北京店", "总部"][row]
                add_scores(ours, [9, 1], day=today(ours, row), department=department, survey_id=survey.id)
                words = ["快", f"词{row}"]
                add_comment(ours, f"评论 {row}", day=today(ours), polarity=Polarity.POSITIVE, keywords=words)

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


# Session, user, membership, savepoint and setting of the tenant (4), surveys and tree (2), then: counts, comments,
# newest change; the period before, histogram, days, departments, two lists of words. The page adds the organisations
# of the menu.
SEEN_QUERIES = 12
PART_QUERIES = SEEN_QUERIES + 6
PAGE_QUERIES = PART_QUERIES + 1

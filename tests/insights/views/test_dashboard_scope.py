from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cem.accounts.enums import Role
from cem.accounts.models import DepartmentMember
from insights.enums import Polarity
from tests.factories.accounts import World
from tests.factories.insights import add_comment, add_scores, make_survey
from tests.insights.views.looking import add_region_manager, look, text_of, today


def test_dashboard_shows_nothing_of_another_organisation(world: World) -> None:
    for tenant, scores in [(world.ours, [9, 9, 1]), (world.theirs, [0] * 40)]:
        with tenant.context():
            survey = make_survey(tenant, title=f"问卷 {tenant.slug}")
            add_scores(tenant, scores, day=today(tenant), survey_id=survey.id)
            words = [f"词 {tenant.slug}"]
            add_comment(tenant, f"评论 {tenant.slug}", day=today(tenant), polarity=Polarity.NEGATIVE, keywords=words)

    response = look(world.ours)

    found = response.context["found"]
    assert (found.figure.promoters, found.figure.passives, found.figure.detractors) == (2, 0, 1)
    assert sum(row.figure.n for row in found.league) == 3
    assert sum(point.figure.n for point in found.points) == 3
    assert "theirs" not in response.content.decode()
    assert found.negative_words == (("词 ours", 1),)


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
        "我的全部部门", "华东", "上海店", "杭州店",
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


@pytest.mark.parametrize("name", ["insights:dashboard", "insights:dashboard_live"])
def test_dashboard_is_closed_to_those_without_the_right(world: World, name: str) -> None:
    url = reverse(name, args=["ours"])
    assert world.ours.client(Role.FRONTLINE).get(url).status_code == 403
    assert world.theirs.client(Role.OWNER).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert world.ours.client(Role.OWNER).post(url).status_code == 405
    for role in set(Role) - {Role.FRONTLINE}:
        assert world.ours.client(role).get(url).status_code == 200


def test_member_of_no_department_is_told_so(world: World) -> None:
    ours = world.ours
    with ours.context():
        add_scores(ours, [9] * 9, day=today(ours))
        DepartmentMember.objects.filter(membership=ours.memberships[Role.ANALYST]).delete()
    response = look(ours, Role.ANALYST)
    assert response.context["found"].figure.n == 0
    assert "You do not belong to a department yet" in response.content.decode()


def test_dashboard_of_their_survey_is_as_of_no_survey(world: World) -> None:
    with world.theirs.context():
        theirs = make_survey(world.theirs)
        add_scores(world.theirs, [0] * 9, day=today(world.theirs), survey_id=theirs.id)
    response = look(world.ours, survey=theirs.id)
    assert "This survey does not exist." in response.content.decode()
    assert response.context["found"].figure.n == 0

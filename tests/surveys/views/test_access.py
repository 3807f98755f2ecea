from django.urls import reverse

from cem.accounts.enums import Role
from surveys.models import SurveyAccess
from tests.factories.accounts import World
from tests.factories.respondents import live
from tests.factories.surveys import live_survey
from tests.surveys.services.test_quotas import raw


def form(**fields: str) -> dict[str, str]:
    return {f"access-{name}": value for name, value in {"once_per": "none", **fields}.items()}


def test_rules_are_set_on_the_share_page(world: World):
    survey = live_survey(world.ours).survey
    client = world.ours.client()
    share = reverse("surveys:share", args=["ours", survey.pk])
    answer = client.post(
        reverse("surveys:access", args=["ours", survey.pk]),
        form(
            opens_at="2026-03-01T09:00", daily_from="09:00", daily_until="18:00", response_limit="500",
            once_per="device", password="sesame", **{"close_text_zh-hans": "活动已结束"},
        ),
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, share)
    with world.ours.context():
        access = SurveyAccess.objects.get()
    assert access.opens_at.isoformat() == "2026-03-01T01:00:00+00:00"
    assert (access.response_limit, access.once_per, access.close_text) == (500, "device", {"zh-hans": "活动已结束"})
    page = client.get(share).content.decode()
    assert 'value="2026-03-01T09:00"' in page
    assert "sesame" not in page
    assert access.password not in page

    client.post(reverse("surveys:access", args=["ours", survey.pk]), form(without_password="on"))
    with world.ours.context():
        assert (SurveyAccess.objects.get().password, SurveyAccess.objects.get().response_limit) == ("", None)


def test_wrong_rules_are_told_at_their_fields(world: World):
    survey = live_survey(world.ours).survey
    client = world.ours.client()
    url = reverse("surveys:access", args=["ours", survey.pk])
    for fields in ({"daily_from": "09:00"}, {"response_limit": "0"}, {"once_per": "household"}, {"opens_at": "soon"}):
        answer = client.post(url, form(**fields))
        assert answer.status_code == 422
        assert b"is-invalid" in answer.content
    with world.ours.context():
        assert not SurveyAccess.objects.exists()


def test_who_may_not_publish_sees_no_form(world: World):
    survey = live_survey(world.ours).survey
    page = world.ours.client(Role.ANALYST).get(reverse("surveys:share", args=["ours", survey.pk]))
    assert (page.status_code, b"access-once_per" in page.content) == (200, False)


def test_quotas_stand_on_the_share_page(world: World):
    survey = live(world.ours, raw()).survey
    page = world.ours.client().get(reverse("surveys:share", args=["ours", survey.pk])).content.decode()
    assert 'id="quotas"' in page

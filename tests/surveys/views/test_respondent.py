import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys.models import Response
from surveys.selectors.doors import link_address
from surveys.services.collectors import open_collector
from surveys.services.publishing import close_survey, publish_survey
from surveys.services.surveys import edit_survey
from tests.factories.accounts import Tenant, World
from tests.factories.surveys import LiveSurvey, answer, department_link, draft_survey, live_survey

BUDGET = 40_000


@pytest.fixture
def live(world: World) -> LiveSurvey:
    return live_survey(world.ours)


def key_in(html: str) -> str:
    return re.search(r'name="_key" value="([^"]+)"', html)[1]


def responses(tenant: Tenant) -> list[Response]:
    with tenant.context():
        return list(Response.objects.order_by("id"))


def post(live: LiveSurvey, query: str = "", **data: str):
    return Client().post(live.path + query, {"_key": "0123456789abcdef", **data})


def test_page_shows_the_survey(live: LiveSurvey):
    response = Client().get(live.path)
    html = response.content.decode()
    assert response.status_code == 200
    assert "您有多大可能把晨光零售推荐给朋友或同事？" in html
    assert len(re.findall(r'<input type="radio" name="nps" value="\d+"', html)) == 11
    assert '<html lang="zh-Hans">' in html
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Language"] == "zh-hans"


def test_page_sets_no_cookie_and_needs_none(live: LiveSurvey):
    client = Client(enforce_csrf_checks=True)
    client.get(live.path)
    response = client.post(live.path, {"nps": "9", "_key": "0123456789abcdef"})
    client.get(response["Location"])
    assert response.status_code == 303
    assert not client.cookies


def test_page_gives_each_visitor_another_key(live: LiveSurvey):
    keys = {key_in(Client().get(live.path).content.decode()) for _each in range(3)}
    assert len(keys) == 3
    assert all(len(key) == 32 for key in keys)


def test_page_costs_few_statements(live: LiveSurvey):
    Client().get(live.path)
    with CaptureQueriesContext(connection) as queries:
        Client().get(live.path)
    # The organisation's setting with the door, and the setting cleared (in a test only: the request is not the
    # outermost transaction here). The link is known from the visit before.
    assert kinds(queries) == ["SELECT"] * 2


def test_submission_costs_few_statements(live: LiveSurvey):
    post(live, nps="9", _key="0123456789abcdef-warm")
    with CaptureQueriesContext(connection) as queries:
        post(live, nps="9")
    # Those of the page, and in between the response, and its event with the deliveries.
    assert kinds(queries) == ["SELECT", "INSERT", "WITH", "SELECT"]


def kinds(queries: CaptureQueriesContext) -> list[str]:
    """The first word of each statement but the savepoints."""
    return [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]


def fetched(path: str) -> dict[str, bytes]:
    """A page and all of our own that it asks for, by address."""
    html = Client().get(path).content
    addresses = re.findall(r'(?:src|href)="(/(?:static|s)/[^"]+[.](?:js|css|svg))', html.decode())
    found = {"": html}
    for address in dict.fromkeys(addresses):
        file = Path(settings.BASE_DIR) / address.removeprefix("/")
        found[address] = file.read_bytes() if file.is_file() else Client().get(address).content
    return found


def test_page_with_its_style_and_script_is_small(live: LiveSurvey):
    parts = fetched(live.path)
    assert [re.sub(r"/s/script/.*", "script", address) for address in parts] == [
        "",
        "/static/respondent/respondent.css",
        "script",
    ]
    assert sum(len(gzip.compress(part, 6)) for part in parts.values()) < BUDGET


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "zh-hans"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,zh-TW;q=0.8,en;q=0.5", "zh-hans"),
        ("", "fr", "zh-hans"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zz", "en", "en"),
    ],
)
def test_page_speaks_the_language_of_the_visitor(live: LiveSurvey, query: str, header: str, language: str):
    response = Client().get(live.path + query, headers={"Accept-Language": header})
    assert response["Content-Language"] == language
    asked = {"en": "How likely are you to recommend 晨光零售", "zh-hans": "您有多大可能把晨光零售"}
    assert asked[language] in response.content.decode()


def test_page_does_not_offer_a_language_with_gaps(world: World, live: LiveSurvey):
    with world.ours.context():
        draft = {**live.survey.draft, "title": {"zh-hans": "只有中文"}}
        edit_survey(actor=world.ours.actor(), survey_id=live.survey.pk, revision=1, definition=draft)
        publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    response = Client().get(live.path, headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "zh-hans"
    assert 'hreflang="en"' not in response.content.decode()


def test_page_in_large_text(live: LiveSurvey):
    assert 'class="is-large"' in Client().get(live.path + "?size=large").content.decode()
    assert 'class="is-large"' not in Client().get(live.path).content.decode()


def test_answer_leads_to_the_thanks_page(world: World, live: LiveSurvey):
    key = key_in(Client().get(live.path).content.decode())
    response = Client().post(live.path + "?lang=en", {"_key": key, "nps": "10", "reason": "好", "_version": "1"})
    assert (response.status_code, response["Location"]) == (303, f"{live.path}/thanks?lang=en&k={key}")
    stored = responses(world.ours)
    assert [(item.answers, item.language, item.idempotency_key) for item in stored] == [
        ({"nps": 10, "reason": "好"}, "en", key)
    ]
    thanks = Client().get(response["Location"])
    assert thanks.status_code == 200
    assert "Thank you for your answer" in thanks.content.decode()
    assert responses(world.theirs) == []


def test_answer_sent_twice_counts_once(world: World, live: LiveSurvey):
    assert post(live, nps="9")["Location"] == f"{live.path}/thanks?k=0123456789abcdef"
    assert post(live, nps="9")["Location"] == f"{live.path}/thanks?k=0123456789abcdef"
    assert len(responses(world.ours)) == 1


def test_another_answer_with_the_same_key_is_told_that_the_first_one_counts(world: World, live: LiveSurvey):
    post(live, nps="9")
    response = post(live, nps="2")
    assert response["Location"] == f"{live.path}/thanks?k=0123456789abcdef&repeat=1"
    assert b"s-note" in Client().get(response["Location"]).content
    assert [item.answers for item in responses(world.ours)] == [{"nps": 9}]


@pytest.mark.parametrize("score", ["11", "-1", "abc", "7.5", ""])
def test_bad_score_keeps_the_other_answers_and_stores_nothing(world: World, live: LiveSurvey, score: str):
    response = post(
        live, nps=score, reason="写了很久的话", contact="yes", **{"contact.name": "王芳", "contact.phone": "1"}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="e-nps"' in html
    assert 'id="e-contact"' in html
    assert "写了很久的话" in html
    assert 'value="王芳"' in html
    assert key_in(html) == "0123456789abcdef"
    assert responses(world.ours) == []


def test_too_long_text_is_kept_and_refused(world: World, live: LiveSurvey):
    response = post(live, nps="9", reason="长" * 2001)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="e-reason"' in html
    assert "长" * 2001 in html
    assert re.search(r'value="9" checked', html)
    assert responses(world.ours) == []


def test_a_megabyte_of_text_is_refused(world: World, live: LiveSurvey):
    response = post(live, nps="9", reason="x" * 1024 * 1024)
    assert response.status_code == 413
    assert b'data-refusal="too_large"' in response.content
    assert responses(world.ours) == []


@pytest.mark.parametrize("path", ["/s/nothing12345", "/s/a%20b", "/s/nothing12345/thanks"])
def test_unknown_link_is_a_friendly_404(db, path: str):
    response = Client().get(path)
    assert response.status_code == 404
    assert b'data-refusal="unknown_link"' in response.content


def test_closed_survey_says_so(world: World, live: LiveSurvey):
    with world.ours.context():
        close_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    for response in (Client().get(live.path), post(live, nps="9")):
        assert response.status_code == 410
        assert b'data-refusal="survey_closed"' in response.content
        assert response["Cache-Control"] == "no-store"
    assert responses(world.ours) == []


def test_survey_without_a_version_says_so(world: World):
    survey = draft_survey(world.ours)
    with world.ours.context():
        department = world.ours.departments["总部"]
        token = open_collector(actor=world.ours.actor(), survey=survey, department=department, channel="link").token
    for response in (Client().get(f"/s/{token}"), Client().post(f"/s/{token}", {"nps": "9"})):
        assert response.status_code == 404
        assert b'data-refusal="survey_not_published"' in response.content
    assert responses(world.ours) == []


def test_other_methods_are_refused(live: LiveSurvey):
    assert Client().put(live.path).status_code == 405
    assert Client().head(live.path).status_code == 200


def test_answer_by_a_departments_link_belongs_to_the_department(world: World, live: LiveSurvey):
    shop = department_link(world.ours, live.survey, "杭州店")
    Client().post(f"/s/{shop.token}", {"nps": "6", "_key": "0123456789abcdef"})
    assert [item.department_id for item in responses(world.ours)] == [world.ours.departments["杭州店"].pk]


def test_the_same_key_at_two_links_makes_two_responses(world: World, live: LiveSurvey):
    other = live_survey(world.theirs)
    post(live, nps="9")
    post(other, nps="9")
    assert (len(responses(world.ours)), len(responses(world.theirs))) == (1, 1)


def test_words_of_the_survey_and_of_answers_are_escaped(world: World, live: LiveSurvey):
    bad = "<script>alert(1)</script>\"'"
    with world.ours.context():
        draft = {**live.survey.draft, "title": {"zh-hans": bad}}
        draft["pages"][0]["questions"][0]["low"] = {"zh-hans": bad[:39]}
        edit_survey(actor=world.ours.actor(), survey_id=live.survey.pk, revision=1, definition=draft)
        publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    world.ours.organization.name = bad
    world.ours.organization.save()
    pages = [Client().get(live.path), post(live, nps="11", reason=bad), Client().get(live.path + "/thanks")]
    for page in pages:
        assert b"<script>alert" not in page.content
        assert b"&lt;script&gt;alert" in page.content


def test_a_published_change_is_shown_at_once(world: World, live: LiveSurvey):
    Client().get(live.path)
    with world.ours.context():
        draft = {**live.survey.draft, "title": {"zh-hans": "新的标题"}}
        edit_survey(actor=world.ours.actor(), survey_id=live.survey.pk, revision=1, definition=draft)
        publish_survey(actor=world.ours.actor(), survey_id=live.survey.pk)
    assert "新的标题" in Client().get(live.path).content.decode()


def test_a_signed_in_member_of_another_organization_can_answer(world: World, live: LiveSurvey):
    response = world.theirs.client().post(live.path, {"nps": "9", "_key": "0123456789abcdef"})
    assert response.status_code == 303
    assert len(responses(world.ours)) == 1


def test_page_allows_no_foreign_script(live: LiveSurvey):
    response = Client().get(live.path)
    assert "script-src 'self'" in response["Content-Security-Policy"]
    # What script is told stands in data blocks, which nothing runs.
    html = re.sub(r'<script id="\w+" type="application/json">[^<]*</script>', "", response.content.decode())
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", html)


def test_link_address_is_the_full_address(live: LiveSurvey):
    assert link_address(live.token) == f"{settings.BASE_URL}/s/{live.token}"


def test_answer_factory_and_page_agree(world: World, live: LiveSurvey):
    answer(world.ours, live.collector, key="0123456789abcdef", nps=9)
    assert post(live, nps="9")["Location"] == f"{live.path}/thanks?k=0123456789abcdef"
    assert len(responses(world.ours)) == 1

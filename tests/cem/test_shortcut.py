"""Respondents pass by sessions and sign-in; everything else does not."""

import pytest
from django.test import Client

from tests.factories.accounts import World


@pytest.mark.parametrize("address", ["/s/nobody", "/s/nobody/thanks", "/api/v1/client/surveys/nobody"])
def test_respondents_address_asks_nothing_of_the_session(world: World, django_assert_num_queries, address):
    client = Client()
    client.cookies["sessionid"] = "forged"
    with django_assert_num_queries(1) as asked:
        response = client.get(address)
    assert response.status_code == 404
    assert "surveys_surveylink" in asked.captured_queries[0]["sql"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_address_below_the_respondents_that_does_not_exist_is_a_friendly_404(world: World):
    response = Client().get("/s/a/b/c")
    assert response.status_code == 404
    assert "text/html" in response["Content-Type"]


@pytest.mark.parametrize("address", ["/surveys", "/api/v1/clients", "/sx"])
def test_address_that_only_begins_alike_goes_the_whole_way(world: World, address):
    # The session is read there: an unknown one is taken back, which a page of the short way never does.
    client = Client(headers={"Authorization": "Bearer nothing"})
    response = client.get(address)
    assert response.status_code in {401, 404}
    assert hasattr(response.wsgi_request, "user")


def test_short_way_has_no_user(world: World):
    assert not hasattr(Client().get("/s/nobody").wsgi_request, "user")

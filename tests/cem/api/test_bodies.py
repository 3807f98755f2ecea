"""Bodies that no well-behaved program sends: refused with 400, 413 or 415, never a fault, and nothing is changed."""

import json
from typing import Any

import pytest

from surveys.models import Survey
from tests.cem.api.conftest import CLIENT_CALL, JSON, WRITES, assert_problem, kept, send

pytestmark = pytest.mark.django_db

# Members that the calls read, so that a value reaches the place where it would be used.
MEMBERS = [
    "answers", "cause", "channel", "definition", "department", "expected_revision", "feedback", "idempotency_key",
    "language", "link", "note", "revision", "template", "title", "to", "version",
]  # fmt: skip
ODD_VALUES = [
    None, True, 0, -1, 1.5, 10**400, -(10**30), 1e308, "", " ", "x" * 50_000, "\u202e", "\ufffd", "1e400", "NaN",
    "Infinity", [], [[]], {}, {"": None}, [None] * 600, "0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "' OR 1=1",
]  # fmt: skip

BROKEN = {
    "nothing closed": '{"title": ',
    "not JSON": "title=x",
    "no UTF-8": b'{"title": "\xff\xfe"}',
    "NaN": '{"title": NaN}',
    "Infinity": '{"title": -Infinity}',
    "beyond a double": '{"title": 1e400}',
    "a number of 5,000 digits": '{"title": ' + "9" * 5_000 + "}",
    "too deep for the parser": "[" * 100_000,
    "too deep to keep": '{"definition": ' + "[" * 80 + "]" * 80 + "}",
    "NUL in a value": '{"title": "a\\u0000b", "note": "a\\u0000b"}',
    "NUL in a name": '{"a\\u0000b": 1}',
    "NUL far inside": '{"feedback": [{"source": "crm", "text": ["\\u0000"]}]}',
}


# What a call does not read it does not judge: to close, reopen or check takes no body.
WITHOUT_BODY = {"api:survey-publish", "api:survey-close", "api:survey-reopen", "api:survey-check"}
# Files come as forms, and JSON is not what these calls read.
FORMS = {"api:picture-list"}


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_broken_bodies_are_refused(world, partner, address, call):
    before = kept(world)
    expected = {200, 400, 409} if call.name in WITHOUT_BODY else {415} if call.name in FORMS else {400}
    for what, body in BROKEN.items():
        response = send(partner, call, address(call), body)
        assert response.status_code in expected, (what, response.status_code)
    if expected == {400}:
        assert response.json()["code"] == "parse_error"
        assert kept(world) == before


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_broken_body_with_an_idempotency_key_is_refused(partner, address, body):
    call = next(call for call in WRITES if call.name == "api:survey-close")
    assert_problem(send(partner, call, address(call), body, **{"Idempotency-Key": "k"}), 400, "parse_error")


def test_half_of_a_surrogate_pair_is_refused_to_partners(world, partner):
    for body in ('{"template": "nps", "title": "\\ud83d"}', '{"template": "nps", "\\udc00": 1}'):
        assert_problem(partner.post("/api/v1/surveys", body, JSON), 400, "parse_error")
    with world.ours.context():
        assert not Survey.objects.exists()


def test_whole_surrogate_pair_is_a_character(partner):
    created = partner.post("/api/v1/surveys", '{"template": "nps", "title": "\\ud83d\\ude00"}', JSON)
    assert (created.status_code, created.json()["title"]) == (201, "😀")


def test_half_of_a_surrogate_pair_is_dropped_from_answers(world, partner, live):
    body = f'{{"link": "{live.token}", "answers": {{"nps": 3, "reason": "慢\\ud83d"}}, "idempotency_key": "k\\ud83d"}}'
    assert partner.post("/api/v1/client/responses", body, JSON).status_code == 201
    (row,) = partner.get("/api/v1/responses").json()["results"]
    assert row["answers"] == {"nps": 3, "reason": "慢"}


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_odd_values_are_no_fault(world, partner, address, call):
    link = "x" if call == CLIENT_CALL else None
    for value in ODD_VALUES:
        for body in (value, dict.fromkeys(MEMBERS, value), {"link": link, "answers": value, "feedback": [value]}):
            response = send(partner, call, address(call), body)
            assert response.status_code < 500, (value, response.status_code)
            json.loads(response.content)


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value)[:20])
def test_odd_values_in_a_row_of_feedback_are_no_fault(world, partner, value):
    names = [
        "source",
        "source_id",
        "text",
        "kind",
        "department",
        "occurred_at",
        "rating",
        "author",
        "product",
        "language",
    ]
    good = {"source": "crm", "source_id": "1", "text": "慢"}
    rows = [{**good, "source_id": str(index), name: value} for index, name in enumerate(names)]
    response = partner.post("/api/v1/feedback", {"feedback": rows}, JSON)
    assert response.status_code in {200, 422}
    # A row that was taken can be read again.
    assert partner.get("/api/v1/feedback").status_code == 200


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value)[:20])
def test_odd_answers_are_no_fault(partner, live, value: Any):
    for answers in (
        {"nps": value},
        {"nps": 3, "reason": value},
        {"nps": 3, "contact": value},
        {"nps": 3, "contact": {"agreed": value, "name": value, "phone": value}},
    ):
        response = partner.post("/api/v1/client/responses", {"link": live.token, "answers": answers}, JSON)
        assert response.status_code in {201, 400, 413, 422}, response.content
    assert partner.get("/api/v1/responses").status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "nonsense",
        "",
    ],
)
def test_body_of_another_type_is_refused(world, partner, content_type):
    response = partner.generic("POST", "/api/v1/surveys", '{"template": "nps"}', content_type=content_type)
    assert_problem(response, 415, "unsupported_media_type")
    with world.ours.context():
        assert not Survey.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
)
def test_json_in_utf8_is_taken(partner, content_type):
    assert (
        partner.generic("POST", "/api/v1/surveys", '{"template": "nps"}', content_type=content_type).status_code == 201
    )


@pytest.mark.parametrize("charset", ["gbk", "rot13", "utf-16", "base64"])
def test_another_charset_is_refused(world, partner, charset):
    response = partner.generic(
        "POST", "/api/v1/surveys", '{"template": "nps"}', content_type=f"{JSON}; charset={charset}"
    )
    assert_problem(response, 400, "bad_request")
    with world.ours.context():
        assert not Survey.objects.exists()


def test_byte_order_mark_is_no_fault(partner):
    assert (
        partner.generic("POST", "/api/v1/surveys", b'\xef\xbb\xbf{"template": "nps"}', content_type=JSON).status_code
        == 201
    )


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/api/v1/surveys", 2 * 1024 * 1024),
        ("/api/v1/feedback", 10 * 1024 * 1024),
        ("/api/v1/client/responses", 256 * 1024),
    ],
)
def test_body_over_the_limit_is_refused(partner, path, size):
    assert_problem(partner.post(path, '"' + "x" * size + '"', JSON), 413, "too_large")
    assert partner.post(path, '"' + "x" * (size - 2) + '"', JSON).status_code == 400


def test_missing_body_is_refused_by_field(partner):
    body = assert_problem(partner.post("/api/v1/surveys", "", JSON), 400, "invalid")
    assert list(body["errors"]) == ["template"]

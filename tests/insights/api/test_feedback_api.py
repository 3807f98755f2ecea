from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import ApiKey
from cem.accounts.selectors.actors import secret_hash
from insights.models import Feedback
from insights.services.feedback import record_feedback
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.events import run_deliveries
from tests.factories.feedback import add_voices, stored_ids, voice

URL = "/api/v1/feedback"


def key_client(tenant: Tenant, *scopes: ApiScope) -> Client:
    secret = f"secret-{tenant.slug}-{'-'.join(scopes)}"
    ApiKey.objects.create(
        organization=tenant.organization,
        name="partner",
        prefix="sk",
        secret_hash=secret_hash(secret),
        scopes=list(scopes),
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(client: Client, *rows: Any, **headers: str):
    return client.post(URL, {"feedback": list(rows)}, content_type="application/json", headers=headers)


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {"source": "crm", "source_id": f"c{number}", "text": "物流太慢，客服态度很差", "department": "S1", **changes}


def test_sent_rows_are_stored_read_and_given_back(world: World):
    client = key_client(world.ours, ApiScope.FEEDBACK_WRITE, ApiScope.FEEDBACK_READ)
    moment = "2026-03-01T08:00:00+08:00"
    response = send(client, row(1, rating=2, occurred_at=moment, author="甲", kind="call"), row(2))
    assert (response.status_code, response.json()) == (
        200, {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0, "errors": []},
    )  # fmt: skip
    run_deliveries()

    results = client.get(URL).json()["results"]
    found = next(item for item in results if item["source_id"] == "c1")
    shop = world.ours.departments["上海店"]
    assert found["department"] == {"id": str(shop.id), "name": "上海店", "code": "S1"}
    assert (found["polarity"], found["rating"], found["kind"], found["author"]) == ("negative", 2.0, "call", "甲")
    assert found["occurred_at"] == "2026-03-01T08:00:00+08:00"
    assert "物流" in found["keywords"]
    assert len(results) == 2
    assert stored_ids(world.theirs) == []


def test_rows_sent_again_change_nothing(world: World):
    client = key_client(world.ours, ApiScope.FEEDBACK_WRITE)
    send(client, row(1), row(2))
    again = send(client, row(1), row(2, text="改了")).json()
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 1, 1)


def test_bad_rows_are_named_by_index_and_the_others_stored(world: World):
    client = key_client(world.ours, ApiScope.FEEDBACK_WRITE)
    later = (timezone.now() + timedelta(days=1)).isoformat()
    response = send(
        client, row(1), row(2, text=" "), row(3, department="S9"), row(4, rating=11), row(5, occurred_at=later),
        row(6, kind="gossip"), {"source": "crm"}, row(8),
    )  # fmt: skip

    body = response.json()
    assert (response.status_code, body["created"], body["rejected"]) == (200, 2, 6)
    assert [(error["index"], sorted(error["errors"])) for error in body["errors"]] == [
        (1, ["text"]), (2, ["department"]), (3, ["rating"]), (4, ["occurred_at"]), (5, ["kind"]),
        (6, ["source_id", "text"]),
    ]  # fmt: skip
    assert stored_ids(world.ours) == ["c1", "c8"]


def test_nothing_but_bad_rows_is_refused(world: World):
    response = send(key_client(world.ours, ApiScope.FEEDBACK_WRITE), row(1, department="S9"))
    assert (response.status_code, response.json()["code"]) == (422, "no_row_taken")
    assert response.json()["errors"]["feedback"][0]["index"] == 0
    assert stored_ids(world.ours) == []


@pytest.mark.parametrize(
    "body", [{}, {"feedback": []}, {"feedback": "x"}, {"feedback": [1]}, [], {"feedback": [{}] * 501}]
)
def test_body_of_another_shape_is_refused(world: World, body: Any):
    client = key_client(world.ours, ApiScope.FEEDBACK_WRITE)
    response = client.post(URL, body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert stored_ids(world.ours) == []


def test_department_code_of_another_organization_is_unknown(world: World):
    with world.theirs.context():
        shop = world.theirs.departments["北京店"]
        shop.code = "ONLY-THEIRS"
        shop.save()
    response = send(key_client(world.ours, ApiScope.FEEDBACK_WRITE), row(1, department="ONLY-THEIRS"))
    assert response.status_code == 422
    assert stored_ids(world.ours) == stored_ids(world.theirs) == []


def test_same_idempotency_key_answers_the_same_and_writes_once(world: World):
    client = key_client(world.ours, ApiScope.FEEDBACK_WRITE)
    first = send(client, row(1), **{"Idempotency-Key": "k1"})
    again = send(client, row(1), **{"Idempotency-Key": "k1"})
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(("scopes", "status"), [([], 403), ([ApiScope.FEEDBACK_READ], 403)])
def test_key_without_the_scope_cannot_write(world: World, scopes: list[ApiScope], status: int):
    assert send(key_client(world.ours, *scopes), row(1)).status_code == status
    assert stored_ids(world.ours) == []


def test_nobody_reads_without_a_key(world: World):
    assert Client().get(URL).status_code == 401
    assert key_client(world.ours, ApiScope.FEEDBACK_WRITE).get(URL).status_code == 403


def test_list_is_filtered_and_of_one_organization(world: World):
    add_voices(world.ours, 3)
    add_voices(world.ours, 1, source="tmall")
    add_voices(world.theirs, 3)
    run_deliveries()
    client = key_client(world.ours, ApiScope.FEEDBACK_READ)

    def ids(query: str) -> list[str]:
        return sorted(
            f"{item['source']}:{item['source_id']}" for item in client.get(f"{URL}?{query}").json()["results"]
        )

    assert ids("") == ["jd.com:r1", "jd.com:r2", "jd.com:r3", "tmall:r1"]
    assert ids("source=tmall") == ["tmall:r1"]
    assert ids("polarity=positive") == ["jd.com:r1", "tmall:r1"]
    assert ids("from=2026-01-05T12:00:00%2B08:00&to=2026-01-05T13:00:00%2B08:00") == ["jd.com:r2"]
    assert client.get(f"{URL}?polarity=odd").status_code == 400
    assert client.get(f"{URL}?survey=odd").status_code == 400


def test_reading_counts_as_a_change_for_updated_since(world: World):
    add_voices(world.ours, 2)
    moment = timezone.now()
    client = key_client(world.ours, ApiScope.FEEDBACK_READ)
    query = f"{URL}?updated_since={moment.isoformat().replace('+', '%2B')}"
    assert client.get(query).json()["results"] == []
    run_deliveries()
    assert len(client.get(query).json()["results"]) == 2


def test_pages_follow_the_cursor_to_the_end(world: World):
    add_voices(world.ours, 7)
    client, seen = key_client(world.ours, ApiScope.FEEDBACK_READ), []
    url = f"{URL}?page_size=3"
    while url:
        body = client.get(url).json()
        seen += [item["source_id"] for item in body["results"]]
        url = body["next"]
    assert seen == [f"r{number}" for number in range(7, 0, -1)]


def test_member_of_one_part_reads_and_writes_there_only(world: World):
    with world.ours.context():
        record_feedback(rows=[voice(world.ours, 9, source="crm", department_id=world.ours.departments["北京店"].id)])
        add_member(world.ours, Role.CX_MANAGER, department="上海店", email="shop@ours.example")
    client = world.ours.client(Role.CX_MANAGER)

    response = send(client, row(1), row(2, department="S3"), row(3, department=""), row(9, source_id="r9"))

    assert response.json()["created"] == 1
    assert [error["index"] for error in response.json()["errors"]] == [1, 2, 3]
    assert [item["source_id"] for item in client.get(URL).json()["results"]] == ["c1"]
    with world.ours.context():
        assert Feedback.objects.get(source_id="r9").department_id == world.ours.departments["北京店"].id


def test_queries_of_the_list_do_not_grow_with_the_rows(world: World):
    client, counts = key_client(world.ours, ApiScope.FEEDBACK_READ), []
    for number in (1, 3):
        add_voices(world.ours, number)
        run_deliveries()
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(URL).json()["results"]) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_name_of_the_own_surveys_is_refused_as_a_source(world: World):
    client = key_client(world.ours, ApiScope.FEEDBACK_WRITE)
    response = send(client, row(1, source="survey"))
    assert response.status_code == 422
    assert stored_ids(world.ours) == []

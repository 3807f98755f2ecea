from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cem.accounts.enums import Role
from cem.jobs.models import Job
from insights.models import Feedback, FeedbackUpload
from tests.factories.accounts import Tenant, World
from tests.factories.events import run_deliveries
from tests.factories.feedback import begin_import, csv_bytes, file_rows, files_below, stored_ids, uploaded, xlsx_bytes


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def page(tenant: Tenant) -> str:
    return reverse("insights:import", args=[tenant.slug])


def put(tenant: Tenant, content: bytes, name: str = "评论.csv", role: Role = Role.CX_MANAGER):
    return tenant.client(role).post(page(tenant), {"file": uploaded(content, name)})


def columns_page(tenant: Tenant, content: bytes) -> str:
    return put(tenant, content).url


def choice(tenant: Tenant, **changes: str) -> dict[str, str]:
    return {
        "source": "京东",
        "kind": "review",
        "department": str(tenant.departments["总部"].id),
        "unknown_department": "reject",
        "rating_scale": "5",
        "column_text": "评论内容",
        "column_source_id": "评论编号",
        "column_occurred_at": "评论时间",
        "column_rating": "评分",
        "column_department": "门店",
        **changes,
    }


@pytest.mark.parametrize("content", [csv_bytes(file_rows(12), encoding="gb18030"), xlsx_bytes(file_rows(12))])
def test_file_goes_from_the_upload_to_the_result(world: World, content: bytes):
    client = world.ours.client()
    url = columns_page(world.ours, content)
    first = client.get(url)
    assert first.context["form"]["column_text"].value() == "评论内容"
    assert len(first.context["preview"].rows) == 10

    checked = client.post(url, {**choice(world.ours), "check": "1"})
    assert (checked.context["checked"].rows, checked.context["checked"].accepted) == (12, 12)
    assert stored_ids(world.ours) == []

    started = client.post(url, {**choice(world.ours), "start": "1"})
    assert started.status_code == 302
    run_deliveries()
    result = client.get(started.url)

    assert result.context["job"].status == "succeeded"
    assert [value for _, value in result.context["facts"]] == ["评论.csv", "京东", 12, 0, 0, 0]
    with world.ours.context():
        assert set(Feedback.objects.values_list("source", flat=True)) == {"京东"}
        assert Feedback.objects.count() == 12
    assert client.get(page(world.ours)).context["jobs"][0]["job"].id == result.context["job"].id


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("评论.pdf", csv_bytes(file_rows(3))),
        ("评论.csv", b""),
        ("评论.csv", csv_bytes([])),
        ("评论.csv", b"\x89PNG\r\n\x1a\n" + bytes(5000)),
        ("评论.xls", b"\xd0\xcf\x11\xe0" + bytes(600)),
    ],
)
def test_bad_file_is_answered_with_a_reason_and_nothing_is_kept(world: World, media: Path, name: str, content: bytes):
    response = put(world.ours, content, name)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert files_below(media) == []
    with world.ours.context():
        assert FeedbackUpload.objects.count() == Job.objects.count() == 0


def test_upload_without_a_file_is_answered(world: World):
    response = world.ours.client().post(page(world.ours))
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"column_text": ""}, "column_text"),
        ({"column_text": "没有"}, "column_text"),
        ({"column_author": "评论内容"}, "column_author"),
        ({"source": ""}, "source"),
        ({"kind": "gossip"}, "kind"),
    ],
)
def test_wrong_choice_of_columns_starts_nothing(world: World, changes: dict[str, str], field: str):
    url = columns_page(world.ours, csv_bytes(file_rows(3)))
    response = world.ours.client().post(url, {**choice(world.ours, **changes), "start": "1"})

    assert response.status_code == 200
    assert field in response.context["form"].errors
    with world.ours.context():
        assert Job.objects.count() == 0


def test_department_of_another_organization_starts_nothing(world: World):
    url = columns_page(world.ours, csv_bytes(file_rows(3)))
    theirs = str(world.theirs.departments["总部"].id)
    response = world.ours.client().post(url, {**choice(world.ours, department=theirs), "start": "1"})

    assert "department" in response.context["form"].errors
    with world.ours.context():
        assert Job.objects.count() == 0


def test_upload_of_someone_else_is_not_there(world: World, media: Path):
    url = columns_page(world.ours, csv_bytes(file_rows(3)))
    upload_id = url.rstrip("/").rsplit("/", 1)[-1]
    theirs = reverse("insights:import-columns", args=[world.theirs.slug, upload_id])

    assert world.ours.client(Role.OWNER).get(url).status_code == 404
    assert world.ours.client(Role.OWNER).post(url, {**choice(world.ours), "start": "1"}).status_code == 404
    assert world.ours.client(Role.OWNER).post(url + "discard/").status_code == 404
    assert world.theirs.client().get(url).status_code == 404
    assert world.theirs.client().get(theirs).status_code == 404
    assert world.theirs.client().post(theirs + "discard/").status_code == 404
    assert len(files_below(media)) == 1
    with world.ours.context():
        assert Job.objects.count() == 0


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.FRONTLINE])
def test_role_without_the_right_cannot_upload(world: World, media: Path, role: Role):
    assert world.ours.client(role).get(page(world.ours)).status_code == 403
    assert put(world.ours, csv_bytes(file_rows(3)), role=role).status_code == 403
    assert files_below(media) == []


def test_started_upload_cannot_be_started_again(world: World):
    url = columns_page(world.ours, csv_bytes(file_rows(3)))
    client = world.ours.client()
    assert client.post(url, {**choice(world.ours), "start": "1"}).status_code == 302
    assert client.post(url, {**choice(world.ours), "start": "1"}).status_code == 404
    with world.ours.context():
        assert Job.objects.count() == 1


def test_discarded_upload_is_removed(world: World, media: Path):
    url = columns_page(world.ours, csv_bytes(file_rows(3)))
    client = world.ours.client()
    assert client.get(url + "discard/").status_code == 405
    assert client.post(url + "discard/").status_code == 302
    assert files_below(media) == []


def test_queries_of_the_page_do_not_grow_with_the_imports(world: World):
    client, counts = world.ours.client(), []
    for _ in range(2):
        begin_import(world.ours, csv_bytes(file_rows(2)))
        put(world.ours, csv_bytes(file_rows(2)))
        run_deliveries()
        client.get(page(world.ours))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(world.ours))
        counts.append(len(queries))
    assert counts[0] == counts[1]

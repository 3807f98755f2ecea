from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.jobs.models import Job
from tests.factories.accounts import Tenant, World, add_member


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def make_job(tenant: Tenant, **values) -> Job:
    with tenant.context():
        return Job.objects.create(**{"kind": "import_feedback", "title": "评论导入", "status": "running", **values})


def with_report(tenant: Tenant, media: Path, name: str = "a.csv") -> Job:
    path = media / "org" / str(tenant.id) / "reports" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"{tenant.slug} rows".encode())
    return make_job(tenant, status="succeeded", report_path=str(path.relative_to(media)), rejected=1)


def url(tenant: Tenant, name: str, job: Job) -> str:
    return reverse(f"jobs:{name}", args=[tenant.slug, job.id])


def test_list_shows_the_jobs_of_the_organization(world: World):
    make_job(world.ours, title="我们的任务")
    make_job(world.theirs, title="别家的任务")
    text = world.ours.client().get(reverse("jobs:list", args=[world.ours.slug])).content.decode()
    assert "我们的任务" in text
    assert "别家的任务" not in text


def test_running_job_asks_for_its_state_each_second_and_a_finished_one_does_not(world: World):
    job = make_job(world.ours, done=300, total=1000)
    client = world.ours.client()
    text = client.get(url(world.ours, "detail", job)).content.decode()
    assert f'hx-get="{url(world.ours, "state", job)}" hx-trigger="every 1s"' in text
    assert 'value="300" max="1000"' in text

    with world.ours.context():
        Job.objects.update(status="succeeded", done=1000)
    part = client.get(url(world.ours, "state", job)).content.decode()
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_failed_job_says_why(world: World):
    job = make_job(world.ours, status="failed", error="table.cell_too_long", result={"problem": {"row": 17}})
    response = world.ours.client().get(url(world.ours, "detail", job))
    assert "17" in response.context["error"]
    odd = make_job(world.ours, status="failed", error="unexpected", kind="unknown_kind")
    assert world.ours.client().get(url(world.ours, "detail", odd)).status_code == 200


def test_cancel_marks_the_job_once(world: World):
    job = make_job(world.ours)
    client = world.ours.client()
    assert client.get(url(world.ours, "cancel", job)).status_code == 405
    for _ in range(2):
        assert client.post(url(world.ours, "cancel", job)).status_code == 302
    with world.ours.context():
        job.refresh_from_db()
        assert job.cancel_requested
        assert AuditEntry.objects.filter(action="job.cancelled").count() == 1


def test_finished_job_is_not_cancelled(world: World):
    job = make_job(world.ours, status="succeeded")
    world.ours.client().post(url(world.ours, "cancel", job))
    with world.ours.context():
        job.refresh_from_db()
        assert not job.cancel_requested


def test_report_is_given_as_a_file(world: World, media: Path):
    job = with_report(world.ours, media)
    response = world.ours.client().get(url(world.ours, "report", job))
    assert b"".join(response.streaming_content) == b"ours rows"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "text/csv"


@pytest.mark.parametrize("name", ["detail", "state", "report"])
def test_job_of_another_organization_is_not_there(world: World, media: Path, name: str):
    theirs = with_report(world.theirs, media)
    assert world.ours.client(Role.OWNER).get(url(world.ours, name, theirs)).status_code == 404
    assert world.ours.client(Role.OWNER).get(url(world.theirs, name, theirs)).status_code == 404


def test_job_of_another_organization_cannot_be_cancelled(world: World):
    theirs = make_job(world.theirs)
    assert world.ours.client(Role.OWNER).post(url(world.ours, "cancel", theirs)).status_code == 404
    with world.theirs.context():
        theirs.refresh_from_db()
        assert not theirs.cancel_requested


@pytest.mark.parametrize(
    "path", ["../secret.csv", "org/{theirs}/reports/a.csv", "/etc/passwd", "org/{ours}/../{theirs}/reports/a.csv"]
)
def test_report_outside_the_own_folder_is_not_given(world: World, media: Path, path: str):
    with_report(world.theirs, media)
    (media.parent / "secret.csv").write_text("secret")
    path = path.format(ours=world.ours.id, theirs=world.theirs.id)
    job = make_job(world.ours, status="succeeded", report_path=path)
    assert world.ours.client(Role.OWNER).get(url(world.ours, "report", job)).status_code == 404


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.FRONTLINE])
def test_role_without_the_right_is_refused(world: World, role: Role):
    job = make_job(world.ours)
    client = world.ours.client(role)
    assert client.get(reverse("jobs:list", args=[world.ours.slug])).status_code == 403
    assert client.get(url(world.ours, "detail", job)).status_code == 403
    assert client.post(url(world.ours, "cancel", job)).status_code == 403
    with world.ours.context():
        job.refresh_from_db()
        assert not job.cancel_requested


def test_member_of_one_part_sees_only_own_jobs(world: World, media: Path):
    others = with_report(world.ours, media)
    with world.ours.context():
        member = add_member(world.ours, Role.ANALYST, department="上海店", email="part@ours.example")
    own = make_job(world.ours, created_by_id=member.user_id)
    client = world.ours.client(Role.ANALYST)

    assert client.get(url(world.ours, "report", others)).status_code == 404
    assert [row["job"].id for row in client.get(reverse("jobs:list", args=[world.ours.slug])).context["rows"]] == [
        own.id
    ]
    assert world.ours.client(Role.CX_MANAGER).get(url(world.ours, "detail", own)).status_code == 200


def test_queries_of_the_list_do_not_grow_with_the_jobs(world: World):
    client, counts = world.ours.client(), []
    for number in (1, 2):
        for _ in range(number):
            make_job(world.ours)
        client.get(reverse("jobs:list", args=[world.ours.slug]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("jobs:list", args=[world.ours.slug]))
        counts.append(len(queries))
    assert counts[0] == counts[1]

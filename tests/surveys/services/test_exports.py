import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from cem.audit.models import AuditEntry
from cem.jobs.models import Job
from surveys.models import Response
from surveys.selectors.exports import export_path
from surveys.services import exports
from surveys.services.exports import KEPT, purge_exports, start_export
from surveys.services.visits import Visit
from tests.factories.accounts import Tenant, World
from tests.factories.events import run_deliveries
from tests.factories.respondents import definition, hand_in, live, options, publish_again, question
from tests.factories.surveys import LiveSurvey, department_link

FIRST = definition([question("gender", "single", options=options("male", "female"))])
SECOND = definition(
    [
        question("gender", "single", options=options("male", "female", "other")),
        question("why", "long_text"),
        question("likes", "multiple", options=options("a", "b")),
    ]
)
OWN = [
    "_id", "_submitted_at", "_department", "_channel", "_language", "_outcome", "_ending", "_seconds", "_quality",
    "_excluded",
]  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    """Three responses over two versions; one of them by the link of 上海店."""
    survey = live(world.ours, FIRST, "回访")
    hand_in(world.ours, survey, {"gender": "male"})
    publish_again(world.ours, survey, SECOND)
    hand_in(world.ours, survey, {"gender": "other", "why": "=cmd|' /C calc'!A1", "likes": ["b"]})
    shop = LiveSurvey(survey.survey, department_link(world.ours, survey.survey, "上海店"))
    hand_in(world.ours, shop, {"why": "慢\n很慢"})
    their = live(world.theirs, SECOND, "回访")
    hand_in(world.theirs, their, {"why": "机密"})
    return survey


def export(tenant: Tenant, survey: LiveSurvey, file_format: str, role: Role = Role.CX_MANAGER) -> Job:
    with tenant.context(), translation.override("en"):
        job = start_export(actor=tenant.actor(role), survey=survey.survey, file_format=file_format)
    run_deliveries()
    with tenant.context():
        job.refresh_from_db()
    assert job.status == "succeeded", job.error
    return job


def table(job: Job) -> list[list[str]]:
    with export_path(job).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_holds_every_version_and_nothing_of_others(world: World, survey: LiveSurvey, media: Path):
    job = export(world.ours, survey, "csv")
    assert export_path(job).read_bytes().startswith(b"\xef\xbb\xbf")
    assert export_path(job).relative_to(media).parts[:3] == ("org", str(world.ours.id), "exports")
    head, *rows = table(job)
    assert head == [*OWN, "gender", "why", "likes_a", "likes_b"]
    assert [row[len(OWN) :] for row in rows] == [
        ["male", "", "", ""],
        ["other", "'=cmd|' /C calc'!A1", "0", "1"],
        ["", "慢\n很慢", "", ""],
    ]
    assert [(row[2], row[3], row[4], row[5], row[6]) for row in rows] == [
        ("总部", "link", "zh-hans", "complete", "done"),
        ("总部", "link", "zh-hans", "complete", "done"),
        ("上海店", "link", "zh-hans", "complete", "done"),
    ]
    assert job.result == {"rows": 3, "columns": 14}
    assert "机密" not in export_path(job).read_text(encoding="utf-8-sig")


def test_xlsx_has_codes_labels_and_a_codebook(world: World, survey: LiveSurvey):
    book = load_workbook(export_path(export(world.ours, survey, "xlsx")), read_only=True)
    assert book.sheetnames == ["Codes", "Labels", "Codebook"]
    codes, labels, codebook = (list(book[name].iter_rows(values_only=True)) for name in book.sheetnames)
    assert codes[0][: len(OWN)] == tuple(OWN)
    assert codes[2][len(OWN) :] == ("other", "'=cmd|' /C calc'!A1", 0, 1)
    assert labels[0][:3] == ("Response", "When", "Department")
    assert labels[1][5] == "Complete"
    assert ("gender", "gender", "code") in codebook
    assert ("gender", None, None, "other", "other") in codebook
    book.close()


def test_tests_are_left_out(world: World, survey: LiveSurvey):
    with world.ours.context():
        Response.objects.filter(answers={"gender": "male"}).update(is_test=True)
    assert len(table(export(world.ours, survey, "csv"))) == 3


def test_members_export_what_they_may_see(world: World, survey: LiveSurvey):
    from tests.factories.accounts import add_member  # only here

    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="华东", email="east@ours.example")
    rows = table(export(world.ours, survey, "csv"))
    assert [row[2] for row in rows[1:]] == ["上海店"]
    with world.ours.context(), pytest.raises(PermissionDenied):
        start_export(actor=world.ours.actor(Role.FRONTLINE), survey=survey.survey)


def test_batches_leave_nothing_out(world: World, survey: LiveSurvey, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 2)
    for number in range(4):
        hand_in(world.ours, survey, {"why": f"第{number}条"})
    rows = table(export(world.ours, survey, "csv"))
    assert len(rows) == 8
    assert len({row[0] for row in rows}) == 8


def test_too_large_is_refused_in_words(world: World, survey: LiveSurvey, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    with world.ours.context():
        job = start_export(actor=world.ours.actor(), survey=survey.survey)
    run_deliveries()
    with world.ours.context():
        job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "export.too_large")
    page = world.ours.client().get(reverse("jobs:detail", args=["ours", job.pk]))
    assert page.status_code == 200
    assert not export_path(job).exists()


def test_export_by_the_page(world: World, survey: LiveSurvey):
    client = world.ours.client(Role.ANALYST)
    answer = client.post(reverse("surveys:export", args=["ours", survey.survey.pk]), {"format": "csv"})
    with world.ours.context():
        job = Job.objects.get()
        assert AuditEntry.objects.filter(action="responses.exported", target_id=survey.survey.pk).count() == 1
    assert answer["Location"] == reverse("jobs:detail", args=["ours", job.pk])
    file = reverse("surveys:export_file", args=["ours", job.pk])
    assert client.get(file).status_code == 404
    run_deliveries()
    assert file in client.get(answer["Location"]).content.decode()
    found = client.get(file)
    assert found["Content-Disposition"].startswith("attachment;")
    assert b"".join(found.streaming_content).startswith(b"\xef\xbb\xbf_id")
    assert world.ours.client(Role.EXECUTIVE).get(file).status_code == 403
    assert world.theirs.client().get(file).status_code == 404


def test_export_by_api(world: World, survey: LiveSurvey):
    with world.ours.context():
        _, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="x", scopes=[ApiScope.RESPONSES_READ])
    partner = Client(headers={"Authorization": f"Bearer {secret}"})
    started = partner.post(f"/api/v1/surveys/{survey.survey.pk}/exports", {"format": "csv"}, "application/json")
    assert (started.status_code, started.json()["status"], started.json()["file"]) == (202, "queued", None)
    address = f"/api/v1/exports/{started.json()['id']}"
    assert partner.get(f"{address}/file").json()["code"] == "export_not_ready"
    run_deliveries()
    state = partner.get(address).json()
    assert (state["status"], state["done"], state["file"]) == ("succeeded", 3, f"{address}/file")
    assert b"".join(partner.get(state["file"]).streaming_content).startswith(b"\xef\xbb\xbf_id")


def test_files_go_after_a_week(world: World, survey: LiveSurvey):
    job = export(world.ours, survey, "csv")
    later = timezone.now() + KEPT + timedelta(hours=1)
    with world.theirs.context():
        assert purge_exports(now=later) == 0
    with world.ours.context():
        assert (purge_exports(), purge_exports(now=later), purge_exports(now=later)) == (0, 1, 0)
    assert not export_path(job).exists()


def test_quality_stands_in_the_table(world: World):
    survey = live(world.ours, FIRST)
    accepted = hand_in(world.ours, survey, {"gender": "male"}, visit=Visit())
    with world.ours.context():
        Response.objects.filter(pk=accepted.response_id).update(quality={"score": 87, "flags": []})
        Response.objects.filter(pk=accepted.response_id).update(excluded_at=timezone.now())
    rows = table(export(world.ours, survey, "csv"))
    assert rows[1][8:10] == ["87", "1"] or rows[1][9] == "1"

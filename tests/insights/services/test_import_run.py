"""Imports from the upload to the last row, with exact counts."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.db import OperationalError

from cem.accounts.access import system_actor
from cem.accounts.enums import Role
from cem.events.models import Delivery
from cem.events.registry import Envelope
from cem.jobs.enums import JobStatus
from cem.jobs.models import Job
from cem.jobs.selectors import report_file
from cem.jobs.services import JobCancelledError, Progress, cancel_job, run_job_here
from cem.tenancy.models import uuid7
from insights.models import Feedback, FeedbackAnalysis, FeedbackUpload
from insights.services.import_run import run_import
from insights.services.imports import import_parameters, store_upload
from tests.factories.accounts import Tenant, World, add_member
from tests.factories.events import run_deliveries
from tests.factories.feedback import (
    HEADERS,
    begin_import,
    counts_of,
    csv_bytes,
    file_rows,
    files_below,
    options,
    stored_ids,
    xlsx_bytes,
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def finished(tenant: Tenant, job: Job) -> Job:
    run_deliveries()
    with tenant.context():
        job.refresh_from_db()
    return job


def report_lines(tenant: Tenant, job: Job) -> list[list[str]]:
    with tenant.context():
        path = report_file(Job.objects.get(pk=job.pk))
    assert path is not None
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(csv_bytes(file_rows(1200)), id="utf-8"),
        pytest.param(csv_bytes(file_rows(1200), encoding="utf-8-sig"), id="utf-8-with-mark"),
        pytest.param(csv_bytes(file_rows(1200), encoding="gb18030"), id="gb18030"),
        pytest.param(xlsx_bytes(file_rows(1200)), id="xlsx"),
    ],
)
def test_file_of_every_encoding_arrives_whole(world: World, media: Path, content: bytes):
    job = finished(world.ours, begin_import(world.ours, content))

    assert job.status == JobStatus.SUCCEEDED
    assert counts_of_in(world.ours, job) == (1200, 0, 0, 0)
    assert (job.done, job.total, job.rejected) == (1200, 1200, 0)
    with world.ours.context():
        row = Feedback.objects.select_related("department").get(source_id="r7")
        assert (row.text, row.department.name, row.rating) == (
            "质量很好，非常满意，会再来 第7单",
            "上海店",
            Decimal("3.00"),
        )
        assert (row.author, row.source, row.kind) == ("用户7", "jd.com", "review")
        assert row.occurred_at.isoformat() == "2026-01-08T02:00:00+00:00"
        assert FeedbackAnalysis.objects.filter(is_current=True).count() == 1200
        assert FeedbackUpload.objects.count() == 0
    with world.theirs.context():
        assert Feedback.objects.count() == 0
    assert files_below(media) == []


def test_same_file_again_changes_nothing(world: World):
    content = csv_bytes(file_rows(30))
    finished(world.ours, begin_import(world.ours, content))
    again = finished(world.ours, begin_import(world.ours, content))

    assert counts_of_in(world.ours, again) == (0, 0, 30, 0)


def test_file_without_numbers_of_its_own_can_be_imported_twice(world: World):
    columns = {"text": "评论内容", "author": "用户昵称"}
    content = csv_bytes(file_rows(30))
    first = finished(world.ours, begin_import(world.ours, content, columns=columns))
    again = finished(world.ours, begin_import(world.ours, content, columns=columns))

    assert counts_of_in(world.ours, first) == (30, 0, 0, 0)
    assert counts_of_in(world.ours, again) == (0, 0, 30, 0)


def test_rejected_rows_are_told_with_reason_and_cells(world: World):
    rows = [
        ("r1", "物流太慢", "2026-01-05", "4", "S1", "甲"),
        ("r2", "", "2026-01-05", "4", "S1", "乙"),
        ("r3", "=cmd|' /C calc'!A0", "昨天", "很好", "S1", "@丙"),
        ("r4", "没有这家店", "2026-01-05", "4", "S9", "丁"),
        ("r5", "少一格", "2026-01-05", "4", "S1"),
        ("r6", "质量很好", "2026-01-05", "4", "杭州店", "戊"),
    ]
    job = finished(world.ours, begin_import(world.ours, csv_bytes(rows)))

    assert counts_of_in(world.ours, job) == (2, 0, 0, 4)
    assert stored_ids(world.ours) == ["r1", "r6"]
    lines = report_lines(world.ours, job)
    assert lines[0][2:] == list(HEADERS)
    assert [line[0] for line in lines[1:]] == ["3", "4", "5", "6"]
    assert lines[2][2:] == ["r3", "'=cmd|' /C calc'!A0", "昨天", "很好", "S1", "'@丙"]
    assert "评论内容" in lines[1][1]
    assert "昨天" in lines[2][1]
    assert "很好" in lines[2][1]
    assert "S9" in lines[3][1]
    assert lines[4] == ["6", lines[4][1]]


def test_unknown_department_takes_the_default_when_asked(world: World):
    rows = [("r1", "物流太慢", "2026-01-05", "4", "S9", "甲"), ("r2", "还行", "2026-01-05", "4", "", "乙")]
    job = finished(world.ours, begin_import(world.ours, csv_bytes(rows), unknown_department="default"))

    assert counts_of_in(world.ours, job) == (2, 0, 0, 0)
    with world.ours.context():
        assert set(Feedback.objects.values_list("department__name", flat=True)) == {"总部"}


def test_department_code_of_another_organization_is_unknown(world: World):
    with world.theirs.context():
        shop = world.theirs.departments["北京店"]
        shop.code = "ONLY-THEIRS"
        shop.save()
    rows = [("r1", "物流太慢", "2026-01-05", "4", "ONLY-THEIRS", "甲")]
    job = finished(world.ours, begin_import(world.ours, csv_bytes(rows)))

    assert counts_of_in(world.ours, job) == (0, 0, 0, 1)
    assert stored_ids(world.ours) == stored_ids(world.theirs) == []


def test_member_of_one_shop_can_neither_write_nor_take_over_elsewhere(world: World):
    finished(world.ours, begin_import(world.ours, csv_bytes([("r1", "北京的话", "2026-01-05", "4", "S3", "甲")])))
    with world.ours.context():
        add_member(world.ours, Role.CX_MANAGER, department="上海店", email="shop@ours.example")
    rows = [
        ("r1", "拿走", "2026-01-05", "4", "S1", "甲"),
        ("r2", "别店", "2026-01-05", "4", "S3", "乙"),
        ("r3", "本店", "2026-01-05", "4", "S1", "丙"),
    ]
    job = finished(
        world.ours, begin_import(world.ours, csv_bytes(rows), department_id=world.ours.departments["上海店"].id)
    )

    assert counts_of_in(world.ours, job) == (1, 0, 0, 2)
    assert stored_ids(world.ours) == ["r1", "r3"]
    with world.ours.context():
        assert Feedback.objects.get(source_id="r1").text == "北京的话"


def test_values_longer_than_their_column_are_rejected_not_cut(world: World):
    rows = [("r" * 121, "好", "2026-01-05", "4", "S1", "甲"), ("r2", "好", "2026-01-05", "4", "S1", "名" * 121)]
    job = finished(world.ours, begin_import(world.ours, csv_bytes(rows)))

    assert counts_of_in(world.ours, job) == (0, 0, 0, 2)


class Crash(Progress):
    """Reports as usual, and has its database go away after some batches."""

    def __init__(self, job: Job, after: int, what: Callable[[], BaseException]) -> None:
        super().__init__(
            Envelope(uuid7(), job.organization_id, "job.import_feedback", {}), job.id, "jobs.import_feedback"
        )
        self.left, self.what = after, what

    def advance(self, *, done: int, rejected: int = 0, total: int | None = None) -> None:
        super().advance(done=done, rejected=rejected, total=total)
        self.left -= 1
        if not self.left:
            raise self.what()


@pytest.mark.parametrize("error", [OperationalError, SystemExit])
def test_job_that_was_killed_goes_on_and_counts_exactly(world: World, media: Path, error: type[BaseException]):
    rows = [
        (f"r{n}", "" if n % 100 == 0 else f"第{n}单物流太慢", "2026-01-05", "4", "S1", "甲") for n in range(1, 3501)
    ]
    job = begin_import(world.ours, csv_bytes(rows))
    with pytest.raises(error):
        run_import(job, Crash(job, after=3, what=error))  # counting, first batch, second batch
    assert len(stored_ids(world.ours)) == 1980

    job = finished(world.ours, job)

    assert job.status == JobStatus.SUCCEEDED
    assert counts_of_in(world.ours, job) == (3465, 0, 0, 35)
    assert len(stored_ids(world.ours)) == 3465
    assert [line[0] for line in report_lines(world.ours, job)[1:]] == [str(n + 1) for n in range(100, 3501, 100)]
    assert [path.suffix for path in files_below(media)] == [".csv"]


def test_lines_of_a_batch_that_was_not_committed_are_not_told_twice(world: World):
    rows = [(f"r{n}", "", "2026-01-05", "4", "S1", "甲") for n in range(1, 1501)]
    job = begin_import(world.ours, csv_bytes(rows))
    with pytest.raises(OperationalError):
        run_import(job, Crash(job, after=2, what=OperationalError))
    with world.ours.context():
        report = report_file(Job.objects.get(pk=job.pk))
    with report.open("a", encoding="utf-8") as stream:
        stream.write("1001,half a batch\r\n")

    job = finished(world.ours, job)

    assert [line[0] for line in report_lines(world.ours, job)[1:]] == [str(n) for n in range(2, 1502)]


def test_cancelled_job_keeps_what_it_has_done_and_drops_the_file(world: World, media: Path):
    job = begin_import(world.ours, csv_bytes(file_rows(2500)))
    with world.ours.context():
        assert len(files_below(media)) == 1

    class Impatient(Crash):
        def advance(self, *, done: int, rejected: int = 0, total: int | None = None) -> None:
            if done == 1000:
                with world.ours.context():
                    cancel_job(actor=world.ours.actor(), job=job)
            super().advance(done=done, rejected=rejected, total=total)

    with pytest.raises(JobCancelledError):
        run_import(job, Impatient(job, after=99, what=OperationalError))
    job = finished(world.ours, job)

    assert job.status == JobStatus.CANCELLED
    assert counts_of_in(world.ours, job) == (1000, 0, 0, 0)
    assert len(stored_ids(world.ours)) == 1000
    assert files_below(media) == []


def test_job_cancelled_before_it_starts_writes_nothing(world: World):
    job = begin_import(world.ours, csv_bytes(file_rows(5)))
    with world.ours.context():
        cancel_job(actor=world.ours.actor(), job=job)
    job = finished(world.ours, job)

    assert job.status == JobStatus.CANCELLED
    assert stored_ids(world.ours) == []


def test_delivery_that_comes_twice_imports_once(world: World):
    job = begin_import(world.ours, csv_bytes(file_rows(5)))
    finished(world.ours, job)
    Delivery.objects.filter(consumer="jobs.import_feedback").update(status="pending", finished_at=None)
    job = finished(world.ours, job)

    assert counts_of_in(world.ours, job) == (5, 0, 0, 0)


def test_file_that_breaks_off_in_the_middle_stores_nothing(world: World, media: Path):
    content = csv_bytes(file_rows(1500)) + b'r9999,"' + "无尽".encode() * 90_000
    job = finished(world.ours, begin_import(world.ours, content))

    assert (job.status, job.error) == (JobStatus.FAILED, "table.cell_too_long")
    assert job.result == {"problem": {"row": 1502}}
    assert stored_ids(world.ours) == []
    assert files_below(media) == []


def test_job_whose_file_is_gone_says_so(world: World, media: Path):
    job = begin_import(world.ours, csv_bytes(file_rows(5)))
    for path in files_below(media):
        path.unlink()
    job = finished(world.ours, job)

    assert (job.status, job.error) == (JobStatus.FAILED, "file.gone")


def test_job_can_run_in_the_process_of_a_command(world: World):
    actor = system_actor(world.ours.organization)
    content = xlsx_bytes(file_rows(1200))
    with world.ours.context():
        upload = store_upload(actor=actor, name="a.xlsx", size=len(content), chunks=[content])
        parameters = import_parameters(actor=actor, upload=upload, options=options(world.ours))
    told: list[tuple[int, int | None]] = []

    job = run_job_here(
        actor=actor,
        kind="import_feedback",
        title="a",
        parameters=parameters,
        progress=lambda done, total: told.append((done, total)),
    )

    assert counts_of_in(world.ours, job) == (1200, 0, 0, 0)
    assert told == [(0, 1200), (1000, None), (1200, None)]
    assert UUID(parameters["upload"]) == upload.id


def counts_of_in(tenant: Tenant, job: Job) -> tuple[int, int, int, int]:
    with tenant.context():
        return counts_of(job)

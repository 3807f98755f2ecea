"""What is refused at the door, and what the choice of columns is told."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.jobs.models import Job
from cem.refusal import Refusal
from insights.domain.intake.errors import MESSAGES
from insights.models import FeedbackUpload
from insights.services.imports import (
    check_upload,
    discard_upload,
    import_parameters,
    preview_upload,
    start_import,
    store_upload,
    upload_path,
)
from insights.services.problems import TEXTS, problem_text
from tests.factories.accounts import Tenant, World
from tests.factories.feedback import HEADERS, csv_bytes, file_rows, files_below, options, stored_ids, xlsx_bytes


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def store(tenant: Tenant, content: bytes, name: str = "评论.csv") -> FeedbackUpload:
    with tenant.context():
        return store_upload(actor=tenant.actor(), name=name, size=len(content), chunks=[content])


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
    return target.getvalue()


BAD_FILES = {
    "file.empty": b"",
    "file.binary": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20 + bytes(2000),
    "file.encoding": "評論內容,時間\n物流實在太慢了客服態度惡劣非常不滿意再也不會來了請改進服務\n".encode("big5") * 3,
    "file.no_rows": csv_bytes([]),
    "table.header_duplicate": csv_bytes([("1", "2")], headers=("内容", "内容")),
    "table.header_empty": csv_bytes([("1", "2", "3")], headers=("内容", "", "时间")),
    "file.old_excel": b"\xd0\xcf\x11\xe0" + bytes(600),
    "file.broken_workbook": b"PK\x03\x04 not a workbook",
    "file.workbook_too_large": zip_bomb(),
}


@pytest.mark.parametrize("code", BAD_FILES)
def test_bad_file_is_refused_and_leaves_nothing(world: World, media: Path, code: str):
    with pytest.raises(Refusal) as refused:
        store(world.ours, BAD_FILES[code])

    assert refused.value.code == code
    assert str(refused.value)
    assert files_below(media) == []
    with world.ours.context():
        assert FeedbackUpload.objects.count() == AuditEntry.objects.count() == 0


def test_file_over_the_limit_is_refused_by_its_stated_and_its_true_size(world: World, media: Path, settings):
    settings.FEEDBACK_FILE_MAX_BYTES = 100
    content = csv_bytes(file_rows(10))
    for size in (len(content), 50):
        with world.ours.context(), pytest.raises(Refusal) as refused:
            store_upload(actor=world.ours.actor(), name="a.csv", size=size, chunks=[content])
        assert (refused.value.code, refused.value.status) == ("file.too_large", 413)
    assert files_below(media) == []


@pytest.mark.parametrize("name", ["../../../etc/passwd.csv", "..\\..\\boot.csv", "a/b/评论.csv", "\x00\n.csv"])
def test_file_name_of_the_user_is_never_a_path(world: World, media: Path, name: str):
    upload = store(world.ours, csv_bytes(file_rows(2)), name)

    assert upload_path(upload) == media / "org" / str(world.ours.id) / "imports" / f"{upload.id}.csv"
    assert files_below(media) == [upload_path(upload)]
    assert "/" not in upload.name
    assert "\\" not in upload.name


def test_extension_follows_the_content(world: World):
    assert store(world.ours, xlsx_bytes(file_rows(2)), "a.csv").extension == "xlsx"
    assert store(world.ours, csv_bytes(file_rows(2)), "a.xlsx").extension == "csv"


def test_preview_suggests_columns_and_shows_ten_rows(world: World):
    upload = store(world.ours, csv_bytes(file_rows(40)))
    with world.ours.context():
        preview = preview_upload(upload)

    assert preview.headers == HEADERS
    assert preview.suggestion == {
        "source_id": "评论编号", "text": "评论内容", "occurred_at": "评论时间", "rating": "评分", "department": "门店",
        "author": "用户昵称",
    }  # fmt: skip
    assert len(preview.rows) == 10
    assert preview.rows[0] == list(file_rows(1)[0])


def test_check_reads_the_first_two_hundred_rows_and_writes_nothing(world: World):
    rows = file_rows(300)
    rows[4] = ("r5", "", "2026-01-05", "4", "S1", "甲")
    rows[250] = ("r251", "", "2026-01-05", "4", "S1", "甲")
    upload = store(world.ours, csv_bytes(rows))
    with world.ours.context():
        checked = check_upload(actor=world.ours.actor(), upload=upload, options=options(world.ours))

    assert (checked.rows, checked.accepted) == (200, 199)
    assert [number for number, _ in checked.problems] == [6]
    assert stored_ids(world.ours) == []


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"source_id": "评论编号"}, "mapping.text_missing"),
        ({"text": "没有"}, "mapping.unknown_column"),
        ({"text": "评论内容", "author": "评论内容"}, "mapping.column_twice"),
    ],
)
def test_start_with_columns_that_cannot_be_is_refused(world: World, columns: dict[str, str], code: str):
    upload = store(world.ours, csv_bytes(file_rows(2)))
    with world.ours.context(), pytest.raises(Refusal) as refused:
        start_import(actor=world.ours.actor(), upload=upload, options=options(world.ours, columns=columns))
    assert refused.value.code == code
    assert_nothing_started(world.ours)


def test_start_with_a_department_of_another_organization_is_refused(world: World):
    upload = store(world.ours, csv_bytes(file_rows(2)))
    theirs = world.theirs.departments["总部"].id
    with world.ours.context(), pytest.raises(Refusal) as refused:
        start_import(actor=world.ours.actor(), upload=upload, options=options(world.ours, department_id=theirs))
    assert refused.value.code == "department.unknown"
    assert_nothing_started(world.ours)


def test_import_starts_once(world: World):
    upload = store(world.ours, csv_bytes(file_rows(2)))
    with world.ours.context():
        start_import(actor=world.ours.actor(), upload=upload, options=options(world.ours))
        with pytest.raises(Refusal) as refused:
            start_import(actor=world.ours.actor(), upload=upload, options=options(world.ours))
        assert refused.value.code == "import.started_already"
        assert Job.objects.count() == Event.objects.filter(name="job.import_feedback").count() == 1


def test_upload_that_nobody_went_on_with_is_removed_with_the_next_one(world: World, media: Path):
    old = store(world.ours, csv_bytes(file_rows(2)))
    kept = store(world.ours, csv_bytes(file_rows(2)))
    with world.ours.context():
        FeedbackUpload.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=2))
    newest = store(world.ours, csv_bytes(file_rows(2)))

    assert {path.stem for path in files_below(media)} == {str(kept.id), str(newest.id)}


def test_discarded_upload_is_gone_from_disk_and_table(world: World, media: Path):
    upload = store(world.ours, csv_bytes(file_rows(2)))
    with world.ours.context():
        discard_upload(upload)
        assert FeedbackUpload.objects.count() == 0
        with pytest.raises(Refusal) as refused:
            import_parameters(actor=world.ours.actor(), upload=upload, options=options(world.ours))
    assert refused.value.code == "file.gone"
    assert files_below(media) == []


def test_every_code_of_the_intake_has_its_sentence():
    with translation.override("en"):
        assert {code: str(TEXTS[code]) for code in MESSAGES} == MESSAGES


def test_unknown_code_is_shown_as_it_is():
    assert problem_text("gone.code") == "gone.code"


def assert_nothing_started(tenant: Tenant) -> None:
    with tenant.context():
        assert Job.objects.count() == Event.objects.count() == 0
        assert FeedbackUpload.objects.get().job_id is None

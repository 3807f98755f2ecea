"""Feedback rows, and files of it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from cem.jobs.models import Job
from insights.models import Feedback
from insights.services.feedback import FeedbackInput, RecordedFeedback, record_feedback
from insights.services.import_rows import ImportOptions
from insights.services.imports import start_import, store_upload
from tests.factories.accounts import Tenant

HEADERS = ("评论编号", "评论内容", "评论时间", "评分", "门店", "用户昵称")
COLUMNS = dict(zip(("source_id", "text", "occurred_at", "rating", "department", "author"), HEADERS, strict=True))
START = datetime(2026, 1, 5, 2, tzinfo=UTC)
TEXTS = ("物流太慢，客服态度很差", "质量很好，非常满意，会再来", "一般般吧，价格有点贵")


def voice(tenant: Tenant, number: int = 1, **changes: Any) -> FeedbackInput:
    values: dict[str, Any] = {
        "source": "jd.com",
        "source_id": f"r{number}",
        "kind": "review",
        "department_id": tenant.departments["上海店"].id,
        "text": TEXTS[number % 3],
        "occurred_at": START + timedelta(hours=number),
        "rating": 4,
        **changes,
    }
    return FeedbackInput(**values)


def add_voices(tenant: Tenant, count: int, **changes: Any) -> RecordedFeedback:
    with tenant.context():
        return record_feedback(rows=[voice(tenant, number, **changes) for number in range(1, count + 1)])


def file_rows(count: int, start: int = 1) -> list[tuple[str, ...]]:
    return [
        (f"r{n}", f"{TEXTS[n % 3]} 第{n}单", f"2026-01-{1 + n % 28:02d} 10:00", str(1 + n % 5), "S1", f"用户{n}")
        for n in range(start, start + count)
    ]


def csv_bytes(rows: Iterable[Sequence[str]], *, headers: Sequence[str] = HEADERS, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[Any]], *, headers: Sequence[str] = HEADERS) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def options(tenant: Tenant, **changes: Any) -> ImportOptions:
    values: dict[str, Any] = {
        "columns": COLUMNS,
        "source": "jd.com",
        "kind": "review",
        "department_id": tenant.departments["总部"].id,
        **changes,
    }
    return ImportOptions(**values)


def begin_import(tenant: Tenant, content: bytes, **changes: Any) -> Job:
    """Upload and start; run the deliveries to have it done."""
    actor = tenant.actor()
    with tenant.context():
        upload = store_upload(actor=actor, name="评论.csv", size=len(content), chunks=[content])
        return start_import(actor=actor, upload=upload, options=options(tenant, **changes))


def uploaded(content: bytes, name: str = "评论.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def counts_of(job: Job) -> tuple[int, int, int, int]:
    job.refresh_from_db()
    return tuple(job.result[name] for name in ("created", "updated", "unchanged", "rejected"))  # type: ignore[return-value]


def stored_ids(tenant: Tenant) -> list[str]:
    with tenant.context():
        return sorted(Feedback.objects.values_list("source_id", flat=True))


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())

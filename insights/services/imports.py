"""Files of feedback: kept below the organisation's folder, looked at, and handed to a job."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.accounts.models import Department
from cem.audit.services import record_audit
from cem.jobs.enums import FINISHED
from cem.jobs.models import Job
from cem.jobs.services import start_job
from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from cem.tenancy.models import uuid7
from insights.domain.intake.errors import RowError, TableError
from insights.domain.intake.mapping import check_mapping, suggest_mapping
from insights.domain.intake.tables import Table, TableRow
from insights.enums import OWN_SURVEYS
from insights.models import FeedbackUpload
from insights.services.import_rows import DepartmentFinder, ImportOptions, RowReader
from insights.services.problems import problem_text, reserved_source_text, row_problem

KIND: Final = "import_feedback"
MAX_ROWS: Final = 1_000_000
PREVIEW_ROWS: Final = 10
CHECKED_ROWS: Final = 200
NAME_LENGTH: Final = 120
# An upload that nobody went on with, and one whose import was killed for good.
UNUSED_IS_KEPT: Final = timedelta(days=1)
ANY_IS_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Preview:
    """The header, a guess of its columns (field -> header), and the first rows as they stand."""

    headers: tuple[str, ...]
    suggestion: dict[str, str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of the first rows: how many were looked at, how many would be taken, what is wrong by row."""

    rows: int
    accepted: int
    problems: list[tuple[int, list[str]]]


def upload_folder(organization_id: UUID | str) -> Path:
    return Path(settings.MEDIA_ROOT) / "org" / str(organization_id) / "imports"


def upload_path(upload: FeedbackUpload) -> Path:
    return upload_folder(str(upload.organization_id)) / f"{upload.id}.{upload.extension}"


def store_upload(*, actor: Actor, name: str, size: int, chunks: Iterable[bytes]) -> FeedbackUpload:
    """Keep a file under a name of our own, once it has been found readable.

    `name` is only shown. Raises Refusal, leaving no file, for one that is too large, has no rows, or is no table.
    """
    _refuse_size(size)
    upload_id = uuid7()
    folder = upload_folder(require_organization_id())
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{upload_id}.part"
    try:
        written = _write(partial, chunks)
        extension = _checked_extension(partial)
        partial.rename(folder / f"{upload_id}.{extension}")
    finally:
        partial.unlink(missing_ok=True)
    with transaction.atomic():
        _remove_old_uploads()
        upload = FeedbackUpload.objects.create(
            id=upload_id, name=_shown_name(name), extension=extension, size=written, uploaded_by_id=actor.user_id
        )
        record_audit(actor=actor, action="feedback_file.uploaded", target=upload, changes={"size": written})
    return upload


def preview_upload(upload: FeedbackUpload) -> Preview:
    """What the mapping page shows. Raises Refusal when the file is not there any more."""
    with _opened(upload) as stream:
        try:
            table = Table(stream)
            rows = [_cells(row, table.headers) for row in islice(table.rows(), PREVIEW_ROWS)]
        except TableError as error:
            raise refusal_of(error) from error
    suggestion = {str(name): header for name, header in suggest_mapping(table.headers).items()}
    return Preview(table.headers, suggestion, rows)


def check_upload(*, actor: Actor, upload: FeedbackUpload, options: ImportOptions) -> Checked:
    """Read the first 200 rows with these options and write nothing. Raises Refusal as `start_import` does."""
    _refuse_department(actor, options)
    _refuse_source(options)
    reader = row_reader(actor.organization.time_zone, options, actor.department_ids)
    rows = 0
    problems: list[tuple[int, list[str]]] = []
    with _opened(upload) as stream:
        try:
            table = Table(stream)
            check_mapping(options.mapping(), table.headers)
            for row in islice(table.rows(), CHECKED_ROWS):
                rows += 1
                result = reader.read(row)
                if isinstance(result, list):
                    problems.append((result[0].row, [row_problem(error) for error in result]))
        except TableError as error:
            raise refusal_of(error) from error
    return Checked(rows, rows - len(problems), problems)


@transaction.atomic
def start_import(*, actor: Actor, upload: FeedbackUpload, options: ImportOptions) -> Job:
    """Queue the import of an uploaded file. Raises Refusal for a choice of columns or department that cannot be."""
    parameters = import_parameters(actor=actor, upload=upload, options=options)
    job = start_job(actor=actor, kind=KIND, title=import_title(upload), parameters=parameters)
    if not FeedbackUpload.objects.filter(pk=upload.pk, job_id=None).update(job_id=job.id):
        raise Refusal("import.started_already", _("The import of this file has been started already."), status=409)
    return job


def import_parameters(*, actor: Actor, upload: FeedbackUpload, options: ImportOptions) -> dict[str, Any]:
    """What the job is told. The actor's departments are settled now: the job must not see more than who started it."""
    _refuse_department(actor, options)
    _refuse_source(options)
    with _opened(upload) as stream:
        try:
            check_mapping(options.mapping(), Table(stream).headers)
        except TableError as error:
            raise refusal_of(error) from error
    within = None if actor.department_ids is None else sorted(str(pk) for pk in actor.department_ids)
    return {
        "upload": str(upload.id),
        "file": upload.name,
        "options": options.as_json(),
        "within": within,
        "language": get_language(),
    }


def import_title(upload: FeedbackUpload) -> str:
    return _("Import of %(file)s") % {"file": upload.name}


def discard_upload(upload: FeedbackUpload) -> None:
    """Remove the file and its row; done once its import has ended."""
    path = upload_path(upload)
    FeedbackUpload.objects.filter(pk=upload.pk).delete()
    path.unlink(missing_ok=True)


def row_reader(time_zone: str, options: ImportOptions, within: frozenset[UUID] | None) -> RowReader:
    return RowReader(options, DepartmentFinder(within), time_zone, timezone.now())


def refusal_of(error: TableError) -> Refusal:
    return Refusal(error.code, problem_text(error.code, error.params))


def _refuse_size(size: int) -> None:
    limit = settings.FEEDBACK_FILE_MAX_BYTES
    if size > limit:
        text = problem_text("file.too_large", {"size": size, "limit": limit})
        raise Refusal("file.too_large", text, status=413)


def _refuse_source(options: ImportOptions) -> None:
    if options.source == OWN_SURVEYS:
        message = reserved_source_text()
        raise Refusal("import.reserved_source", message, errors={"source": [message]})


def _refuse_department(actor: Actor, options: ImportOptions) -> None:
    seen = actor.department_ids
    if not Department.objects.filter(pk=options.department_id).exists() or (
        seen is not None and options.department_id not in seen
    ):
        raise Refusal("department.unknown", _("Choose a department of your own part of the organisation."))


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    written = 0
    with path.open("wb") as target:
        for chunk in chunks:
            written += len(chunk)
            _refuse_size(written)
            target.write(chunk)
    return written


def _checked_extension(path: Path) -> str:
    """By content, not by name. Raises Refusal."""
    with path.open("rb") as stream:
        try:
            table = Table(stream)
            if next(table.rows(), None) is None:
                raise Refusal("file.no_rows", problem_text("file.no_rows"))
        except TableError as error:
            raise refusal_of(error) from error
        return "xlsx" if table.is_workbook else "csv"


def _opened(upload: FeedbackUpload) -> BinaryIO:
    try:
        return upload_path(upload).open("rb")
    except FileNotFoundError as error:
        raise Refusal("file.gone", problem_text("file.gone"), status=410) from error


def _cells(row: TableRow | RowError, headers: tuple[str, ...]) -> list[str]:
    return [row.cells.get(header, "") for header in headers] if isinstance(row, TableRow) else [row_problem(row)]


def _shown_name(name: str) -> str:
    """The last part of a file name without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(char for char in last if char.isprintable()).strip()
    return plain[-NAME_LENGTH:] or _("file")


def _remove_old_uploads() -> None:
    """Uploads whose job has ended without them, that nobody went on with, and files that no row knows."""
    now = timezone.now()
    ended = Job.objects.filter(kind=KIND, status__in=FINISHED).values("pk")
    old = FeedbackUpload.objects.filter(
        Q(job_id__in=ended)
        | Q(job_id=None, uploaded_at__lt=now - UNUSED_IS_KEPT)
        | Q(uploaded_at__lt=now - ANY_IS_KEPT)
    )
    for upload in old:
        discard_upload(upload)
    known = {str(pk) for pk in FeedbackUpload.objects.values_list("pk", flat=True)}
    for path in upload_folder(require_organization_id()).iterdir():
        age = now.timestamp() - path.stat().st_mtime
        if path.stem not in known and age > UNUSED_IS_KEPT.total_seconds():
            path.unlink(missing_ok=True)

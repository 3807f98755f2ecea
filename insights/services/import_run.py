"""The job that reads an uploaded file into feedback, batch by batch."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from cem.accounts.models import Organization
from cem.jobs.models import Job
from cem.jobs.services import JobFailedError, Progress
from cem.tenancy.context import tenant_context
from insights.domain.intake.errors import RowError, TableError, spreadsheet_safe
from insights.domain.intake.mapping import check_mapping
from insights.domain.intake.tables import Table, TableRow
from insights.models import Feedback, FeedbackUpload
from insights.services.feedback import FeedbackInput, RecordedFeedback, record_feedback
from insights.services.import_rows import ImportOptions
from insights.services.imports import MAX_ROWS, discard_upload, row_reader, upload_path
from insights.services.problems import row_problem

BATCH: Final = 1_000
COUNT_GRAIN: Final = 10_000

Row = TableRow | RowError


def run_import(job: Job, progress: Progress) -> dict[str, Any]:
    """Read the file of an import job; returns its counts.

    After each batch the place in the file is kept in the job's result, in the transaction of the batch itself, so that
    a job that starts again goes on there and its counts and its report stay exact. The file is removed when the job
    ends in any way but the loss of the database.
    """
    with translation.override(job.parameters["language"]), tenant_context(progress.organization_id):
        upload = FeedbackUpload.objects.filter(pk=job.parameters["upload"]).first()
    if upload is None or not upload_path(upload).is_file():
        raise JobFailedError("file.gone")
    try:
        with translation.override(job.parameters["language"]):
            counts = _Import(job, progress, upload).run()
    except (OperationalError, InterfaceError):
        raise
    except TableError as error:
        _note_problem(job, progress, error)
        _remove(upload, job)
        raise JobFailedError(error.code) from error
    except Exception:
        _remove(upload, job)
        raise
    _remove(upload, job)
    return counts


class _Import:
    def __init__(self, job: Job, progress: Progress, upload: FeedbackUpload) -> None:
        self._job = job
        self._progress = progress
        self._path = upload_path(upload)
        self._options = ImportOptions.from_json(job.parameters["options"])
        within = job.parameters["within"]
        self._within = None if within is None else frozenset(UUID(pk) for pk in within)
        self._state = {
            "rows": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0, "last_row": 0, "report_bytes": 0,
            **job.result,
        }  # fmt: skip

    def run(self) -> dict[str, Any]:
        with self._path.open("rb") as stream:
            table = Table(stream, max_rows=MAX_ROWS)
            check_mapping(self._options.mapping(), table.headers)
            self._count(table)
            with tenant_context(self._progress.organization_id) as organization_id:
                zone = Organization.objects.get(pk=organization_id).time_zone
                self._reader = row_reader(zone, self._options, self._within)
            with _Report(self._job, table.headers, self._state["report_bytes"]) as report:
                for batch in _batches(table.rows(), after=self._state["last_row"]):
                    self._take(batch, report)
        return self._state

    def _count(self, table: Table) -> None:
        """Walk the file once before anything is written: one that breaks off in its middle is refused whole."""
        total = self._job.total
        if total is None:
            total = 0
            for _row in table.rows():
                total += 1
                if total % COUNT_GRAIN == 0:
                    self._progress.advance(done=0)
        self._progress.advance(done=self._state["rows"], rejected=self._state["rejected"], total=total)

    def _take(self, batch: list[Row], report: "_Report") -> None:
        accepted: list[tuple[Row, FeedbackInput]] = []
        rejected: list[tuple[Row, list[RowError]]] = []
        for row in batch:
            result = self._reader.read(row)
            if isinstance(result, list):
                rejected.append((row, result))
            else:
                accepted.append((row, result))
        with tenant_context(self._progress.organization_id):
            accepted = self._without_foreign(accepted, rejected)
            recorded = record_feedback(rows=[feedback for _row, feedback in accepted])
            report.write(sorted(rejected, key=lambda item: _number(item[0])))
            self._keep_state(batch, recorded, len(rejected), report)
        self._progress.advance(done=self._state["rows"], rejected=self._state["rejected"])

    def _keep_state(self, batch: list[Row], recorded: RecordedFeedback, rejected: int, report: "_Report") -> None:
        state = dict(self._state)
        state["rows"] += len(batch)
        state["rejected"] += rejected
        for name in ("created", "updated", "unchanged"):
            state[name] += getattr(recorded, name)
        state |= {"last_row": _number(batch[-1]), "report_bytes": report.size()}
        report_path = report.relative_path if state["rejected"] else ""
        Job.objects.filter(pk=self._job.pk).update(result=state, report_path=report_path)
        self._state = state

    def _without_foreign(
        self, accepted: list[tuple[Row, FeedbackInput]], rejected: list[tuple[Row, list[RowError]]]
    ) -> list[tuple[Row, FeedbackInput]]:
        """Leave out rows that would take feedback away from departments that the importer does not see."""
        if self._within is None:
            return accepted
        ids = [feedback.source_id for _row, feedback in accepted]
        foreign = set(foreign_source_ids(self._options.source, ids, self._within))
        kept = []
        for row, feedback in accepted:
            if feedback.source_id in foreign:
                rejected.append((row, [RowError(_number(row), None, "row.not_yours")]))
            else:
                kept.append((row, feedback))
        return kept


def report_path(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / "org" / str(job.organization_id) / "reports" / f"{job.id}.csv"


class _Report:
    """A CSV with each refused row, what is wrong with it, and its cells, so that it can be mended and sent again."""

    def __init__(self, job: Job, headers: tuple[str, ...], kept_bytes: int) -> None:
        self._path = report_path(job)
        self.relative_path = str(self._path.relative_to(settings.MEDIA_ROOT))
        self._headers = headers
        self._kept_bytes = kept_bytes

    def __enter__(self) -> "_Report":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        # Lines of a batch that was not committed go away; it is read again.
        kept = self._kept_bytes if self._kept_bytes <= self.size() else 0
        with self._path.open("r+b") as stream:
            stream.truncate(kept)
        self._stream: TextIO = self._path.open("a", encoding="utf-8" if kept else "utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        if not kept:
            self._writer.writerow([_("row"), _("problem"), *map(spreadsheet_safe, self._headers)])
            self._stream.flush()
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.close()

    def write(self, rejected: Iterable[tuple[Row, list[RowError]]]) -> None:
        for row, errors in rejected:
            cells = [row.cells.get(header, "") for header in self._headers] if isinstance(row, TableRow) else []
            problem = _("; ").join(row_problem(error) for error in errors)
            self._writer.writerow([_number(row), spreadsheet_safe(problem), *map(spreadsheet_safe, cells)])
        self._stream.flush()

    def size(self) -> int:
        return self._path.stat().st_size


def foreign_source_ids(source: str, source_ids: list[str], within: frozenset[UUID]) -> Iterable[str]:
    """Those of a source's ids that are known already and belong to a department outside `within`."""
    known = Feedback.objects.filter(source=source, source_id__in=source_ids).exclude(department_id__in=within)
    return known.values_list("source_id", flat=True)


def _batches(rows: Iterator[Row], *, after: int) -> Iterator[list[Row]]:
    waiting = (row for row in rows if _number(row) > after)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _number(row: Row) -> int:
    return row.number if isinstance(row, TableRow) else row.row


def _note_problem(job: Job, progress: Progress, error: TableError) -> None:
    with tenant_context(progress.organization_id):
        result = Job.objects.values_list("result", flat=True).get(pk=job.pk)
        Job.objects.filter(pk=job.pk).update(result={**result, "problem": dict(error.params)})


def _remove(upload: FeedbackUpload, job: Job) -> None:
    """The file, and a report that says nothing."""
    with suppress(OperationalError, InterfaceError, OSError), tenant_context(str(job.organization_id)):
        discard_upload(upload)
        if not Job.objects.values_list("report_path", flat=True).get(pk=job.pk):
            report_path(job).unlink(missing_ok=True)

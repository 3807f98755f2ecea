"""Writes the responses of a survey into a file, batch by batch."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.accounts.models import Organization
from cem.audit.services import record_audit
from cem.jobs.models import Job
from cem.jobs.services import JobFailedError, Progress, start_job
from cem.tenancy.context import tenant_context
from surveys import policies
from surveys.domain.exports import (
    CODE,
    NUMBER,
    TEXT,
    ExportColumn,
    arm_columns,
    export_cells,
    export_columns,
    in_words,
    safe_cell,
)
from surveys.domain.walk import Program
from surveys.models import Response, Survey, SurveyVersion
from surveys.selectors.definitions import published_program
from surveys.selectors.exports import EXPORT, export_path, looped_instances

BATCH = 500
KEPT = timedelta(days=7)
# What one sheet can hold; the CSV keeps to the same columns.
MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
FORMATS = ("xlsx", "csv")


@transaction.atomic
def start_export(*, actor: Actor, survey: Survey, file_format: str = "xlsx") -> Job:
    """Queue the writing of the responses that the actor may see; tests are left out."""
    policies.EXPORT_RESPONSES.require(actor)
    visible = actor.department_ids
    parameters = {
        "survey": str(survey.pk),
        "format": file_format if file_format in FORMATS else FORMATS[0],
        "within": None if visible is None else sorted(str(pk) for pk in visible),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    title = _("Responses of %(survey)s") % {"survey": survey.title}
    job = start_job(actor=actor, kind=EXPORT, title=title, parameters=parameters)
    record_audit(actor=actor, action="responses.exported", target=survey, changes={"kind": parameters["format"]})
    return job


def run_export(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the file of an export job; returns {"rows", "columns"}. Started again, it begins anew."""
    with translation.override(job.parameters["language"]):
        export = _Export(job, progress)
        return export.run()


def purge_exports(*, now: datetime | None = None) -> int:
    """Remove the files of the organisation in force that are a week old; return how many."""
    old = Job.objects.filter(kind=EXPORT, finished_at__lt=(now or timezone.now()) - KEPT)
    removed = 0
    for job in old.order_by("-finished_at")[:BATCH]:
        path = export_path(job)
        if path.is_file():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


class _Export:
    """One run. Each batch is a short transaction of its own; no more than one batch is in memory."""

    def __init__(self, job: Job, progress: Progress) -> None:
        self._job = job
        self._progress = progress
        self._survey_id = UUID(job.parameters["survey"])
        within = job.parameters["within"]
        self._within = None if within is None else [UUID(pk) for pk in within]
        with tenant_context(progress.organization_id) as organization_id:
            organization = Organization.objects.get(pk=organization_id)
            self._zone = ZoneInfo(organization.time_zone)
            self._arms, self._columns = self._read_columns(organization)
            self._total = self._responses().count()
        if len(self._columns) + len(self._arms) + len(_own_columns()) > MOST_COLUMNS or self._total > MOST_ROWS:
            raise JobFailedError("export.too_large")

    def run(self) -> dict[str, Any]:
        path = export_path(self._job)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        writer: _Writer = _CsvWriter(unfinished) if path.suffix == ".csv" else _XlsxWriter(unfinished)
        done = 0
        try:
            columns = [*_own_columns(), *self._arms, *self._columns]
            writer.begin(columns)
            self._progress.advance(done=0, total=self._total)
            for batch in self._batches():
                for own, cells in batch:
                    writer.row([*own, *(cells.get((column.instance, column.key)) for column in self._columns)])
                done += len(batch)
                self._progress.advance(done=done, total=max(done, self._total))
            writer.end()
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return {"rows": done, "columns": len(columns)}

    def _read_columns(self, organization: Organization) -> tuple[list[ExportColumn], list[ExportColumn]]:
        """Those of the experiments, and those of the answers."""
        versions = SurveyVersion.objects.filter(survey_id=self._survey_id).order_by("-number")
        programs: list[Program] = [published_program(pk) for pk in versions.values_list("id", flat=True)]
        names = looped_instances(self._survey_id, most=MOST_COLUMNS)
        answers = export_columns(programs, names, self._job.parameters["language"], organization.name)
        return arm_columns(programs), answers

    def _responses(self) -> Any:
        rows = Response.objects.filter(survey_id=self._survey_id, is_test=False)
        return rows if self._within is None else rows.filter(department_id__in=self._within)

    def _batches(self) -> Iterator[list[tuple[list[Any], dict[tuple[str, str], Any]]]]:
        last: UUID | None = None
        while True:
            with tenant_context(self._progress.organization_id):
                rows = self._responses().select_related("department", "collector").order_by("id")
                found = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
                batch = [
                    (
                        [*_own_cells(row, self._zone), *(row.arms.get(column.key) for column in self._arms)],
                        export_cells(published_program(row.version_id), row.answers),
                    )
                    for row in found
                ]
            if not found:
                return
            last = found[-1].pk
            yield batch


class _Writer(Protocol):
    def begin(self, columns: Sequence[ExportColumn]) -> None: ...
    def row(self, values: Sequence[Any]) -> None: ...
    def end(self) -> None: ...


class _CsvWriter:
    """Codes, in UTF-8 with a mark at the beginning, for spreadsheets take it for something else without."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)

    def begin(self, columns: Sequence[ExportColumn]) -> None:
        self._writer.writerow([safe_cell(column.name) for column in columns])

    def row(self, values: Sequence[Any]) -> None:
        self._writer.writerow([safe_cell(value) for value in values])

    def end(self) -> None:
        self._stream.close()


class _XlsxWriter:
    """A sheet of codes, one of labels, and the codebook. Rows go to disk as they come."""

    def __init__(self, path: Path) -> None:
        from openpyxl import Workbook  # slow to import

        self._path = path
        self._book = Workbook(write_only=True)
        self._codes = self._book.create_sheet(_("Codes"))
        self._labels = self._book.create_sheet(_("Labels"))
        self._columns: Sequence[ExportColumn] = ()

    def begin(self, columns: Sequence[ExportColumn]) -> None:
        self._columns = columns
        for sheet in (self._codes, self._labels):
            sheet.freeze_panes = "B2"
        self._codes.append([safe_cell(column.name) for column in columns])
        self._labels.append([safe_cell(column.title) for column in columns])

    def row(self, values: Sequence[Any]) -> None:
        self._codes.append([safe_cell(value) for value in values])
        pairs = zip(self._columns, values, strict=True)
        self._labels.append([safe_cell(in_words(column, value)) for column, value in pairs])

    def end(self) -> None:
        sheet = self._book.create_sheet(_("Codebook"))
        sheet.append([_("Column"), _("Question"), _("Kind"), _("Code"), _("Label")])
        for column in self._columns:
            first = [safe_cell(column.name), safe_cell(column.title), column.kind]
            sheet.append(first)
            for code, label in column.labels.items():
                sheet.append([safe_cell(column.name), None, None, safe_cell(code), safe_cell(label)])
        self._book.save(self._path)


def _own_columns() -> list[ExportColumn]:
    """What every response has beside its answers, titled in the language in force."""
    titles = {
        "id": (_("Response"), TEXT),
        "submitted_at": (_("When"), TEXT),
        "department": (_("Department"), TEXT),
        "channel": (_("Channel"), CODE),
        "language": (_("Language"), CODE),
        "outcome": (_("Outcome"), CODE),
        "ending": (_("Ending"), CODE),
        "seconds": (_("Seconds"), NUMBER),
        "quality": (_("Quality"), NUMBER),
        "excluded": (_("Excluded"), NUMBER),
    }
    labels = {
        "channel": _choices(Response._meta.get_field("collector").related_model, "channel"),
        "outcome": _choices(Response, "outcome"),
    }
    return [
        ExportColumn(f"_{name}", "", name, title, kind, labels.get(name, {})) for name, (title, kind) in titles.items()
    ]


def _own_cells(row: Response, zone: ZoneInfo) -> list[Any]:
    return [
        str(row.pk),
        row.submitted_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        row.department.name,
        row.collector.channel,
        row.language,
        row.outcome,
        row.ending,
        row.seconds,
        row.quality.get("score"),
        int(row.excluded_at is not None),
    ]


def _choices(model: Any, name: str) -> dict[str, str]:
    return {str(code): str(label) for code, label in model._meta.get_field(name).flatchoices}

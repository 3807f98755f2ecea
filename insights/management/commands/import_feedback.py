from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cem.accounts.access import Actor, system_actor
from cem.accounts.models import Organization
from cem.accounts.selectors.departments import root_department
from cem.jobs.enums import JobStatus
from cem.jobs.kinds import error_text
from cem.jobs.models import Job
from cem.jobs.selectors import report_file
from cem.jobs.services import run_job_here
from cem.refusal import Refusal
from cem.tenancy.context import tenant_context
from insights.domain.intake.mapping import Field
from insights.enums import FeedbackKind
from insights.services.import_rows import DepartmentFinder, ImportOptions
from insights.services.imports import (
    KIND,
    discard_upload,
    import_parameters,
    import_title,
    preview_upload,
    store_upload,
)

BLOCK = 1 << 20
SAID_EVERY = 10_000


class Command(BaseCommand):
    help = "Imports feedback from a CSV or XLSX file. The rows are written here; workers read their texts afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--source", required=True, help="where the feedback comes from, for example jd.com")
        parser.add_argument("--kind", choices=FeedbackKind.values, default=FeedbackKind.REVIEW)
        parser.add_argument("--department", metavar="CODE", help="for rows that name none (the headquarters)")
        parser.add_argument("--unknown-department", choices=["reject", "default"], default="reject")
        parser.add_argument("--rating-scale", type=int, choices=range(2, 11), metavar="N", help="best rating, 2 to 10")
        parser.add_argument(
            "--map", action="extend", nargs="+", default=[], metavar="FIELD=COLUMN",
            help=f"columns that are not found by their names; fields: {', '.join(Field)}",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation {options['organization']!r}.")
        actor = system_actor(organization, "import_feedback")
        try:
            title, parameters = self._prepare(actor, options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        job = run_job_here(actor=actor, kind=KIND, title=title, parameters=parameters, progress=self._say)
        self._report(job)

    def _prepare(self, actor: Actor, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        try:
            stream = options["file"].open("rb")
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        size = options["file"].stat().st_size
        with stream, tenant_context(actor.organization.id):
            upload = store_upload(actor=actor, name=options["file"].name, size=size, chunks=_blocks(stream))
            try:
                chosen = self._options(options, preview_upload(upload).suggestion)
                return import_title(upload), import_parameters(actor=actor, upload=upload, options=chosen)
            except BaseException:
                discard_upload(upload)
                raise

    def _options(self, options: dict[str, Any], suggestion: dict[str, str]) -> ImportOptions:
        columns = dict(suggestion)
        for pair in options["map"]:
            name, equals, header = pair.partition("=")
            if not equals or name not in list(Field):
                raise CommandError(f"--map takes FIELD=COLUMN with one of {', '.join(Field)}, not {pair!r}.")
            columns = {field: column for field, column in columns.items() if column != header} | {name: header}
        return ImportOptions(
            columns=columns,
            source=options["source"].strip()[:60],
            kind=options["kind"],
            department_id=self._department(options["department"]),
            unknown_department=options["unknown_department"],
            rating_scale=options["rating_scale"],
        )

    def _department(self, name: str | None) -> Any:
        if name is None:
            return root_department().id
        found = DepartmentFinder().find(name)
        if isinstance(found, str):
            raise CommandError(f"There is no one department {name!r}.")
        return found

    def _say(self, done: int, total: int | None) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{done:,} rows", ending="")
        elif done and done % SAID_EVERY == 0:
            self.stdout.write(f"{done:,} rows")
        self.stdout.flush()

    def _report(self, job: Job) -> None:
        if job.status != JobStatus.SUCCEEDED:
            raise CommandError(str(error_text(job)) or job.get_status_display())
        counts = ", ".join(f"{name} {job.result[name]:,}" for name in ("created", "updated", "unchanged", "rejected"))
        self.stdout.write(f"\r{job.result['rows']:,} rows: {counts}")
        path = report_file(job)
        if path is not None:
            self.stdout.write(f"Rejected rows: {path}")


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block

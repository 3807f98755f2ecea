"""How an export job is shown to people."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cem.jobs.kinds import JobKind, Link
from cem.jobs.models import Job
from surveys.selectors.exports import export_file


def _facts(job: Job) -> list[tuple[str | Promise, Any]]:
    if "rows" not in job.result:
        return []
    return [(_("Responses"), job.result["rows"]), (_("Columns"), job.result["columns"])]


def _links(job: Job) -> list[Link]:
    survey = job.parameters.get("survey")
    back = [Link(_("To the responses"), "surveys:responses", args=(survey,))] if survey else []
    file = [Link(_("Download the file"), "surveys:export_file", args=(job.id,))] if export_file(job) else []
    return [*file, *back]


def _error(job: Job) -> str:
    return str(_ERRORS.get(job.error, job.error))


_ERRORS = {"export.too_large": _("These are more responses or columns than one sheet can hold.")}

EXPORT_JOB = JobKind(_("Export of responses"), facts=_facts, links=_links, error=_error)

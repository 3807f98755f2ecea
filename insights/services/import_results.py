"""How an import job is shown to people."""

from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cem.jobs.kinds import JobKind, Link
from cem.jobs.models import Job
from insights.services.problems import problem_text


def _facts(job: Job) -> list[tuple[str | Promise, Any]]:
    options = job.parameters.get("options", {})
    facts: list[tuple[str | Promise, Any]] = [
        (_("File"), job.parameters.get("file")),
        (_("Source"), options.get("source")),
    ]
    if "created" in job.result:
        facts += [
            (_("Newly recorded"), job.result["created"]),
            (_("Updated"), job.result["updated"]),
            (_("Unchanged"), job.result["unchanged"]),
            (_("Rejected"), job.result["rejected"]),
        ]
    return facts


def _links(job: Job) -> list[Link]:
    source = job.parameters.get("options", {}).get("source", "")
    return [
        Link(_("See the feedback"), "insights:feedback", urlencode({"source": source})),
        Link(_("Import another file"), "insights:import"),
    ]


def _error(job: Job) -> str:
    return problem_text(job.error, job.result.get("problem"))


IMPORT_JOB = JobKind(_("Feedback import"), facts=_facts, links=_links, error=_error)

"""How jobs of a kind are shown to people. Filled by the apps' `consumers.py`; other kinds are shown plainly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cem.jobs.models import Job
from cem.jobs.services import UNEXPECTED


@dataclass(frozen=True)
class Link:
    """Where to go on from a job: a page of the organisation by name, its query string, and what its address names."""

    label: str | Promise
    url_name: str
    query: str = ""
    args: tuple[Any, ...] = ()


def _nothing(job: Job) -> list[Any]:
    return []


def _plain_error(job: Job) -> str:
    return job.error


@dataclass(frozen=True)
class JobKind:
    """`facts` are (term, value) pairs of a result, `links` lead on once it has ended, `error` words its code."""

    label: str | Promise
    facts: Callable[[Job], list[tuple[str | Promise, Any]]] = _nothing
    links: Callable[[Job], list[Link]] = _nothing
    error: Callable[[Job], str] = _plain_error


_UNKNOWN = JobKind(_("Job"))
_kinds: dict[str, JobKind] = {}


def describe_job(kind: str, description: JobKind) -> None:
    _kinds[kind] = description


def kind_of(job: Job) -> JobKind:
    return _kinds.get(job.kind, _UNKNOWN)


def error_text(job: Job) -> str | Promise:
    """Why a job failed, in the reader's language; empty for one that did not."""
    if not job.error:
        return ""
    if job.error == UNEXPECTED:
        return _("Something went wrong on our side. What was done before it stays done.")
    return kind_of(job).error(job)

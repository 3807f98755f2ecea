"""Reads of feedback and of uploaded files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import subtree_ids
from cem.tenancy.context import require_organization_id
from insights import policies
from insights.enums import OWN_SURVEYS, Polarity
from insights.models import Feedback, FeedbackUpload

PAGE_SIZE: Final = 30
# Counting a million rows takes longer than a person waits; beyond this the page says "more than".
COUNTED: Final = 10_000
UNREAD: Final = "none"
DEMO_SOURCES: Final = ("demo", "演示")


@dataclass(frozen=True, slots=True)
class FeedbackFilters:
    """What to show. `since` is included, `until` is not; `polarity` may be "none" for what has not been read."""

    since: datetime | None = None
    until: datetime | None = None
    source: str = ""
    kind: str = ""
    polarity: str = ""
    department_id: UUID | None = None
    survey_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackCursor:
    """A place in the list: the row that the page starts after, or (`backwards`) ends before."""

    occurred_at: datetime
    id: UUID
    backwards: bool = False

    def __str__(self) -> str:
        return f"{self.occurred_at.isoformat()}~{self.id}"


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    rows: list[Feedback]
    older: FeedbackCursor | None
    newer: FeedbackCursor | None


@dataclass(frozen=True, slots=True)
class FeedbackCounts:
    """Counted up to COUNTED rows, newest first; `is_capped` says that there are more."""

    total: int
    positive: int
    neutral: int
    negative: int
    is_capped: bool


def feedback_list(actor: Actor, filters: FeedbackFilters) -> QuerySet[Feedback]:
    """Voices of the actor's departments with their current `polarity`, `score` and `keywords` (None: not read)."""
    rows = policies.VIEW_FEEDBACK.filter(actor, Feedback.objects.all())
    if filters.since is not None:
        rows = rows.filter(occurred_at__gte=filters.since)
    if filters.until is not None:
        rows = rows.filter(occurred_at__lt=filters.until)
    if filters.department_id is not None:
        rows = rows.filter(department__in=subtree_ids(filters.department_id))
    for name in ("source", "kind", "survey_id"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    rows = with_reading(rows)
    if filters.polarity == UNREAD:
        rows = rows.filter(current__id=None)
    elif filters.polarity:
        rows = rows.filter(current__polarity=filters.polarity)
    if filters.text:
        # Most words here have no upper case, and looking for them as they are takes half the time.
        has_case = filters.text.upper() != filters.text.lower()
        rows = rows.filter(**{"text__icontains" if has_case else "text__contains": filters.text})
    return rows


def with_reading(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return rows.annotate(
        current=FilteredRelation("analyses", condition=Q(analyses__is_current=True)),
    ).annotate(polarity=F("current__polarity"), score=F("current__score"), keywords=F("current__keywords"))


def feedback_page(rows: QuerySet[Feedback], cursor: FeedbackCursor | None) -> FeedbackPage:
    """One page by time, newest first. The place is a row and not a number: page 10,000 costs what page 1 does."""
    backwards = cursor is not None and cursor.backwards
    if cursor is not None:
        rows = rows.filter(_beyond(cursor))
    order = ("occurred_at", "id") if backwards else ("-occurred_at", "-id")
    # First the ids alone: with the wide rows the planner would rather sort all that match than walk the index.
    ids = list(rows.order_by(*order).values_list("id", flat=True)[: PAGE_SIZE + 1])
    has_more, ids = len(ids) > PAGE_SIZE, ids[:PAGE_SIZE]
    full = with_reading(Feedback.objects.filter(pk__in=ids)).select_related("department")
    found = list(full.order_by("-occurred_at", "-id"))
    if not found:
        return FeedbackPage([], None, None)
    first, last = found[0], found[-1]
    older = FeedbackCursor(last.occurred_at, last.id) if has_more or backwards else None
    has_newer = has_more if backwards else cursor is not None
    newer = FeedbackCursor(first.occurred_at, first.id, backwards=True) if has_newer else None
    return FeedbackPage(found, older, newer)


def feedback_counts(rows: QuerySet[Feedback]) -> FeedbackCounts:
    """How many there are and how they read, in one query."""
    counted = (
        rows.order_by("-occurred_at")
        .values("id", "polarity")[: COUNTED + 1]
        .aggregate(total=Count("id"), **{name: Count("id", filter=Q(polarity=name)) for name in Polarity.values})
    )
    total = counted.pop("total")
    return FeedbackCounts(total=min(total, COUNTED), is_capped=total > COUNTED, **counted)


def feedback_sources() -> list[str]:
    """The names of the sources, at most 100, by hopping through the index instead of reading every row."""
    organization_id = require_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, [organization_id, organization_id])
        return [source for (source,) in cursor.fetchall()]


_SOURCES: Final = """
    WITH RECURSIVE hop AS (
        (SELECT source FROM insights_feedback WHERE organization_id = %s ORDER BY source LIMIT 1)
        UNION ALL
        SELECT (
            SELECT next.source FROM insights_feedback next
            WHERE next.organization_id = %s AND next.source > hop.source ORDER BY next.source LIMIT 1
        ) FROM hop WHERE hop.source IS NOT NULL
    )
    SELECT source FROM hop WHERE source IS NOT NULL LIMIT 100
"""


def source_label(source: str) -> str:
    """A source as people read it."""
    return _("Own surveys") if source == OWN_SURVEYS else source


def is_demo_source(source: str) -> bool:
    """Made-up voices are named so by their source."""
    return source.casefold().startswith(DEMO_SOURCES)


def read_cursor(text: str, *, backwards: bool = False) -> FeedbackCursor | None:
    """The place that `str(cursor)` wrote; None for anything else."""
    moment, _tilde, row_id = text.partition("~")
    try:
        occurred_at = datetime.fromisoformat(moment)
        return FeedbackCursor(occurred_at, UUID(row_id), backwards) if occurred_at.tzinfo else None
    except ValueError:
        return None


def upload_list(actor: Actor) -> QuerySet[FeedbackUpload]:
    """Files that the actor has uploaded and not yet had imported. Nobody else's: they may hold any department."""
    rows = policies.IMPORT_FEEDBACK.filter(actor, FeedbackUpload.objects.all())
    return rows.filter(uploaded_by_id=actor.user_id, job_id=None).order_by("-uploaded_at")


def _beyond(cursor: FeedbackCursor) -> Q:
    # The first condition is implied by the rest; it is what the index understands.
    if cursor.backwards:
        return Q(occurred_at__gte=cursor.occurred_at) & (Q(occurred_at__gt=cursor.occurred_at) | Q(id__gt=cursor.id))
    return Q(occurred_at__lte=cursor.occurred_at) & (Q(occurred_at__lt=cursor.occurred_at) | Q(id__lt=cursor.id))

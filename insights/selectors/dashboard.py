"""What the dashboard shows, gathered with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, FilteredRelation, Func, Max, Q, QuerySet
from django.utils import timezone

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import TreeNode, department_tree
from insights.domain.nps import NpsCounts, NpsFigure, nps, shown
from insights.domain.nps_change import NpsChange, nps_change
from insights.domain.period import Period
from insights.domain.trend import Grain, TrendPoint, grain_for, trend
from insights.enums import Polarity
from insights.models import Feedback, FeedbackAnalysis
from insights.policies import VIEW_FEEDBACK
from insights.selectors.scores import (
    ScoreFilters,
    counts_by_day,
    counts_by_department,
    first_day,
    score_counts,
    score_histogram,
)

COMMENTS_SHOWN = 8
WORDS_SHOWN = 12
# A trend of three weeks and more goes by week unless so many people answer each day.
ANSWERS_PER_DAY = 10
DAYS_IN_WEEKS = 21
# Keywords are counted over the newest comments only, so that the page stays quick whatever has been imported.
COMMENTS_COUNTED = 5000


@dataclass(frozen=True)
class View:
    """What a person looks at: a period, perhaps one survey, perhaps one department with everything below it.

    `nodes` is the part of the tree that the person may see, in reading order.
    """

    period: Period
    survey_id: UUID | None
    department: TreeNode | None
    nodes: tuple[TreeNode, ...]

    @property
    def is_narrowed(self) -> bool:
        """Less than the whole organisation is looked at: figures are held back below its minimum n."""
        top = self.department or (self.nodes[0] if self.nodes else None)
        return top is None or top.parent_id is not None

    @property
    def filters(self) -> ScoreFilters:
        below = subtree(self.nodes, self.department.id) if self.department else None
        return ScoreFilters(self.period.first, self.period.last, self.survey_id, below)


@dataclass(frozen=True)
class LeagueRow:
    """A department with everything below it; `is_itself` marks the answers that stand at the parent itself."""

    department_id: UUID
    name: str
    figure: NpsFigure
    is_itself: bool = False
    has_children: bool = False


@dataclass(frozen=True)
class Comment:
    """A voice as the page quotes it; polarity is empty until the text has been read."""

    id: UUID
    text: str
    occurred_at: datetime
    department: str
    rating: float | None
    response_id: UUID | None
    polarity: str
    analysed_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class Live:
    """What is read on every look: the answers of the period and the newest comments, and a stamp of both.

    The stamp changes with every answer, comment and reading that the page would show otherwise.
    """

    counts: NpsCounts
    comments: tuple[Comment, ...]
    stamp: str


@dataclass(frozen=True)
class Dashboard:
    view: View
    live: Live
    figure: NpsFigure
    before: NpsFigure | None
    change: NpsChange | None
    histogram: Mapping[int, int]
    grain: Grain
    points: tuple[TrendPoint, ...]
    league: tuple[LeagueRow, ...]
    positive_words: tuple[tuple[str, int], ...]
    negative_words: tuple[tuple[str, int], ...]
    has_answers_elsewhere: bool


def today_of(actor: Actor) -> date:
    """The day it is for the organisation."""
    return timezone.localdate(timezone=ZoneInfo(actor.organization.time_zone))


def visible_tree(actor: Actor) -> tuple[TreeNode, ...]:
    """The departments the actor may look at, in reading order."""
    return tuple(department_tree(actor.department_ids))


def subtree(nodes: Sequence[TreeNode], department_id: UUID) -> frozenset[UUID]:
    """The department and what lies below it among `nodes`, which are in reading order."""
    found = {department_id}
    for node in nodes:
        if node.parent_id in found:
            found.add(node.id)
    return frozenset(found)


def dashboard_live(actor: Actor, view: View) -> Live:
    """Three queries, whatever there is."""
    counts = score_counts(actor, view.filters)
    comments = latest_comments(actor, view)
    changed = VIEW_FEEDBACK.filter(actor, Feedback.objects.all()).aggregate(at=Max("updated_at"))["at"]
    parts = (view, counts, comments, changed)
    return Live(counts, comments, sha256(repr(parts).encode()).hexdigest()[:16])


def dashboard_detail(actor: Actor, view: View, live: Live | None = None) -> Dashboard:
    """Everything the page shows; at most ten queries, whatever there is."""
    live = live or dashboard_live(actor, view)
    minimum = actor.organization.minimum_n if view.is_narrowed else 0
    before = _counts_before(actor, view)
    figure, earlier = shown(nps(live.counts), minimum), shown(nps(before), minimum)
    comparable = figure.value is not None and earlier.value is not None
    grain = _grain(view.period, live.counts.n)
    return Dashboard(
        view=view,
        live=live,
        figure=figure,
        before=earlier,
        change=nps_change(live.counts, before) if comparable else None,
        histogram=score_histogram(actor, view.filters),
        grain=grain,
        points=_points(actor, view, grain, minimum),
        league=department_league(actor, view),
        positive_words=_words(actor, view, Polarity.POSITIVE),
        negative_words=_words(actor, view, Polarity.NEGATIVE),
        has_answers_elsewhere=bool(live.counts.n) or first_day(actor, ScoreFilters()) is not None,
    )


def department_league(actor: Actor, view: View) -> tuple[LeagueRow, ...]:
    """The departments right below the one looked at, best first, those with too few answers last.

    Counts of everything below a department are added up; figures are never averaged. Empty where nothing lies below.
    """
    parent, children = _league_of(view)
    if not children:
        return ()
    own = counts_by_department(actor, view.filters)
    minimum = actor.organization.minimum_n
    rows = [
        LeagueRow(
            department_id=node.id,
            name=node.name,
            figure=shown(nps(_sum(own, subtree(view.nodes, node.id))), minimum),
            has_children=any(other.parent_id == node.id for other in view.nodes),
        )
        for node in children
    ]
    if parent is not None and parent.id in own:
        rows.append(LeagueRow(parent.id, parent.name, shown(nps(own[parent.id]), minimum), is_itself=True))
    return tuple(sorted(rows, key=lambda row: (row.figure.value is None, -(row.figure.value or 0.0), row.name)))


def latest_comments(actor: Actor, view: View) -> tuple[Comment, ...]:
    """One query."""
    names = {node.id: node.name for node in view.nodes}
    rows = (
        _voices(actor, view)
        .annotate(reading=FilteredRelation("analyses", condition=Q(analyses__is_current=True)))
        .order_by("-occurred_at", "-id")
        .values(
            "id",
            "text",
            "occurred_at",
            "department_id",
            "rating",
            "response_id",
            "updated_at",
            polarity=F("reading__polarity"),
            analysed_at=F("reading__analysed_at"),
        )[:COMMENTS_SHOWN]
    )
    return tuple(
        Comment(
            id=row["id"],
            text=row["text"],
            occurred_at=row["occurred_at"],
            department=names.get(row["department_id"], ""),
            rating=None if row["rating"] is None else float(row["rating"]),
            response_id=row["response_id"],
            polarity=row["polarity"] or "",
            analysed_at=row["analysed_at"],
            updated_at=row["updated_at"],
        )
        for row in rows
    )


def _voices(actor: Actor, view: View) -> QuerySet[Feedback]:
    """The customers' own words of the period; its days are those of the organisation's time zone."""
    zone = ZoneInfo(actor.organization.time_zone)
    start = datetime.combine(view.period.first, time.min, zone)
    end = datetime.combine(view.period.last + timedelta(days=1), time.min, zone)
    rows = VIEW_FEEDBACK.filter(actor, Feedback.objects.filter(is_voice=True))
    rows = rows.filter(occurred_at__gte=start, occurred_at__lt=end)
    filters = view.filters
    if filters.survey_id is not None:
        rows = rows.filter(survey_id=filters.survey_id)
    if filters.department_ids is not None:
        rows = rows.filter(department__in=filters.department_ids)
    return rows


def _words(actor: Actor, view: View, polarity: Polarity) -> tuple[tuple[str, int], ...]:
    """The commonest keywords of texts of this polarity, with the number of texts. One query."""
    newest = _voices(actor, view).order_by("-occurred_at", "-id").values("id")[:COMMENTS_COUNTED]
    found = (
        FeedbackAnalysis.objects.filter(feedback__in=newest, is_current=True, polarity=polarity)
        .annotate(word=Func("keywords", function="unnest"))
        .values("word")
        .annotate(texts=Count("id", distinct=True))
        .order_by("-texts", "word")[:WORDS_SHOWN]
    )
    return tuple((row["word"], row["texts"]) for row in found)


def _counts_before(actor: Actor, view: View) -> NpsCounts:
    before = view.period.before()
    if before is None:
        return NpsCounts()
    return score_counts(actor, replace(view.filters, first=before.first, last=before.last))


def _grain(period: Period, n: int) -> Grain:
    """Days where the period is short and the answers are many; a line through a few answers a day shows only chance."""
    grain = grain_for(period.first, period.last)
    sparse = n < ANSWERS_PER_DAY * period.days and period.days >= DAYS_IN_WEEKS
    return Grain.WEEK if grain is Grain.DAY and sparse else grain


def _points(actor: Actor, view: View, grain: Grain, minimum: int) -> tuple[TrendPoint, ...]:
    daily = counts_by_day(actor, view.filters)
    points = trend(daily, view.period.first, view.period.last, grain)
    return tuple(TrendPoint(point.start, shown(point.figure, minimum)) for point in points)


def _league_of(view: View) -> tuple[TreeNode | None, list[TreeNode]]:
    """The department whose children are compared; None with the tops of the visible tree where there are several."""
    if view.department is not None:
        parent = view.department
    else:
        visible = {node.id for node in view.nodes}
        tops = [node for node in view.nodes if node.parent_id not in visible]
        if len(tops) != 1:
            return None, tops
        parent = tops[0]
    return parent, [node for node in view.nodes if node.parent_id == parent.id]


def _sum(own: Mapping[UUID, NpsCounts], department_ids: frozenset[UUID]) -> NpsCounts:
    return sum((own[each] for each in department_ids if each in own), NpsCounts())

"""What later apps may ask of insights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import subtree_ids
from insights.domain.nps import NpsFigure, nps, shown
from insights.models import FeedbackAnalysis
from insights.selectors.scores import ScoreFilters, is_department_view, score_counts


@dataclass(frozen=True)
class CommentReading:
    """What the analyser in force reads in a response's comment: `score` is 0 (negative) to 1 (positive)."""

    polarity: str
    score: float
    keywords: tuple[str, ...]


def comment_readings(response_ids: Iterable[UUID]) -> dict[UUID, CommentReading]:
    """By response id, of the first comment of each; responses without one that was read are left out. One query."""
    rows = (
        FeedbackAnalysis.objects.filter(feedback__response_id__in=list(response_ids), is_current=True)
        .order_by("-feedback__source_id")
        .values_list("feedback__response_id", "polarity", "score", "keywords")
    )
    # A response's first comment has the shortest source id of them, comes last here and therefore stays.
    return {response_id: CommentReading(polarity, score, tuple(words)) for response_id, polarity, score, words in rows}


def nps_figure(
    *,
    actor: Actor,
    survey_id: UUID | None = None,
    department_id: UUID | None = None,
    first: date | None = None,
    last: date | None = None,
) -> NpsFigure:
    """The NPS of what the actor may see, from `first` to `last` (both included), of a department with all below it.

    Figures of departments are held back (`suppressed`) below the organisation's minimum n. At most five queries.
    """
    below = subtree_ids(department_id) if department_id else None
    figure = nps(score_counts(actor, ScoreFilters(first, last, survey_id, below)))
    return shown(figure, actor.organization.minimum_n if is_department_view(actor, below) else 0)

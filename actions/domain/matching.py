"""Which alert rule a score sets off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rule:
    """None for `survey` or `department` stands for every one. A department stands for everything below it too."""

    id: UUID
    metric: str
    maximum_score: int
    created_at: datetime
    survey: UUID | None = None
    department: UUID | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """`departments` leads from the department of the response up to the root."""

    metric: str
    value: int
    survey: UUID
    departments: tuple[UUID, ...]


def matches(rule: Rule, score: Score) -> bool:
    """True for a score of the rule's metric, survey and part of the tree that is not above the rule's maximum."""
    return (
        rule.metric == score.metric
        and score.value <= rule.maximum_score
        and rule.survey in {None, score.survey}
        and (rule.department is None or rule.department in score.departments)
    )


def winning_rule(rules: Iterable[Rule], score: Score) -> Rule | None:
    """The most specific of the matching rules; None where none matches.

    Survey and department beat department, that beats survey, that beats a rule for everything. Of two rules for
    departments the one nearer to the response wins. Then the lower maximum, then the older rule, then the lower id.
    """
    found = [rule for rule in rules if matches(rule, score)]
    return min(found, key=lambda rule: _rank(rule, score), default=None)


def _rank(rule: Rule, score: Score) -> tuple[int, int, int, datetime, UUID]:
    specificity = 2 * (rule.department is not None) + (rule.survey is not None)
    distance = score.departments.index(rule.department) if rule.department is not None else 0
    return -specificity, distance, rule.maximum_score, rule.created_at, rule.id

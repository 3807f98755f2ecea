"""Quotas that can never be filled, or that let nobody in."""

from collections.abc import Iterator

from surveys.domain.checker.findings import ERROR, WARNING, Finding
from surveys.domain.checker.survey import Checked
from surveys.domain.definition.model import Quota, QuotaCell

MOST_COMPARED = 150
# On a full cell of such a quota nobody of that cell completes any more.
_CLOSING = frozenset({"end", "screen_out", "redirect"})


def check_quotas(survey: Checked) -> Iterator[Finding]:
    # Each is compared with each; where that would be too many, only what each is by itself is looked at.
    count = sum(len(quota.cells) for quota in survey.definition.quotas)
    for quota in survey.definition.quotas:
        for cell in quota.cells:
            params = {"quota": quota.name or quota.id, "cell": cell.id, "limit": cell.limit}
            if survey.judge.never(cell.rule):
                yield Finding(ERROR, "impossible_quota", params=params)
            elif cell.limit == 0:
                yield Finding(WARNING, "quota_lets_nobody_in", params=params)
            elif count <= MOST_COMPARED:
                yield from _check_interlock(survey, quota, cell)


def _check_interlock(survey: Checked, quota: Quota, cell: QuotaCell) -> Iterator[Finding]:
    """Everybody of this cell falls into cells of another quota too, which are full before this one is."""
    for other in survey.definition.quotas:
        if other.id == quota.id or other.do not in _CLOSING:
            continue
        within = [inner for inner in other.cells if not survey.judge.never(cell.rule, inner.rule)]
        room = sum(inner.limit for inner in within)
        if within and room < cell.limit and survey.judge.implies(cell.rule, [inner.rule for inner in within]):
            params = {"quota": quota.name or quota.id, "cell": cell.id, "limit": cell.limit}
            params |= {"other": other.name or other.id, "room": room}
            yield Finding(WARNING, "quota_cannot_fill", params=params)

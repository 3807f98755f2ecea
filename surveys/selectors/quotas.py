"""Reads of quotas: how many seats are taken, and how many are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from surveys.domain.definition import Definition
from surveys.domain.definition.model import Quota
from surveys.models import QuotaCell, Survey, SurveyVersion
from surveys.selectors.definitions import published_definition


@dataclass(frozen=True)
class CellState:
    """The counter of a cell as it stood when it was read."""

    id: UUID
    quota: str
    cell: str
    limit: int
    version_number: int
    counted: int
    reserved: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.counted - self.reserved)


@dataclass(frozen=True)
class CellStats:
    id: str
    limit: int
    counted: int
    reserved: int
    left: int


@dataclass(frozen=True)
class QuotaStats:
    id: str
    name: str
    do: str
    cells: tuple[CellStats, ...]


def cell_states(survey_id: UUID) -> list[CellState]:
    """The counters of a survey in the order in which they are to be locked."""
    rows = QuotaCell.objects.filter(survey_id=survey_id).order_by("id")
    return [CellState(*row) for row in rows.values_list(*CellState.__dataclass_fields__)]


def quota_stats(survey: Survey) -> tuple[QuotaStats, ...]:
    """The quotas of the newest version with their counters; none before the first publication."""
    version_id = SurveyVersion.objects.filter(survey=survey).order_by("-number").values_list("id", flat=True).first()
    if version_id is None:
        return ()
    definition: Definition = published_definition(version_id)
    if not definition.quotas:
        return ()
    states = {(state.quota, state.cell): state for state in cell_states(survey.pk)}
    return tuple(_stats(quota, states) for quota in definition.quotas)


def seats_left(quotas: Iterable[Quota], states: Iterable[CellState], mine: frozenset[UUID]) -> dict[str, int]:
    """{quota id: seats left over its cells}; a seat that the visit in question holds counts as left for it."""
    left = {quota.id: 0 for quota in quotas}
    for state in states:
        if state.quota in left:
            left[state.quota] += state.left + (1 if state.id in mine else 0)
    return left


def _stats(quota: Quota, states: dict[tuple[str, str], CellState]) -> QuotaStats:
    cells: list[Any] = []
    for cell in quota.cells:
        state = states.get((quota.id, cell.id))
        counted, reserved = (state.counted, state.reserved) if state else (0, 0)
        cells.append(CellStats(cell.id, cell.limit, counted, reserved, max(0, cell.limit - counted - reserved)))
    return QuotaStats(quota.id, quota.name, quota.do, tuple(cells))

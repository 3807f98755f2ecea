"""Which quota cells a respondent belongs to, as far as the path has decided it."""

from collections.abc import Callable, Mapping
from typing import Any

from surveys.domain.walk.program import Program


def matched_cells(
    program: Program, data: Mapping[str, Any], may_come: Callable[[str], bool]
) -> tuple[tuple[str, str], ...]:
    """(quota id, cell id) of the cells whose rule holds and can no longer change.

    A cell is decided when each question that its rule mentions was passed or cannot come any more (`may_come` is
    False); a rule that mentions none, of the channel for example, is decided from the start.
    """
    return tuple(
        (decided.quota, decided.cell.id)
        for decided in program.cells
        if not any(may_come(key) for key in decided.keys) and decided.rule(data)
    )

"""What a page is repeated for."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from surveys.domain.definition.model import Loop
from surveys.domain.walk.carry import Passed, taken
from surveys.domain.walk.program import WalkedPage
from surveys.domain.walk.results import LoopItem


def loop_items(
    page: WalkedPage, loop: Loop, data: Mapping[str, Any], passed: Callable[[str], Passed | None], language: str
) -> list[LoopItem]:
    """The items at the moment the loop begins; none when its question did not come or nothing was answered."""
    if page.times is not None:
        return [LoopItem(str(index), index) for index in range(1, _times(page.times(data), loop.most) + 1)]
    origin = passed(loop.question)
    if origin is None:
        return []
    source, in_force, value = origin
    choices = (in_force.rows or in_force.options) if loop.take == "rows" else (in_force.options or in_force.rows)
    found = taken(loop.take, choices, value, source.kind.shape, language)[: loop.most or None]
    return [LoopItem(choice.id, index, choice, language) for index, choice in enumerate(found, 1)]


def _times(value: Any, most: int) -> int:
    """Whole times, at most `most`; anything that is no number, or not above 0, is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return max(0, min(math.floor(value), most))

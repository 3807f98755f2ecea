"""The survey of the corpus: twelve questions of a shop, as the judge sees them."""

from dataclasses import dataclass, replace
from typing import Any

from surveys.domain.quality import Asked

FIVE = ("c1", "c2", "c3", "c4", "c5")


@dataclass(frozen=True)
class Item:
    """A question with what a generator must know. `options` are the values a click may give; `page` where it stands."""

    asked: Asked
    page: str
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.asked.name

    @property
    def kind(self) -> str:
        return self.asked.type


def _rows(count: int) -> tuple[str, ...]:
    return tuple(f"r{number}" for number in range(1, count + 1))


ITEMS: tuple[Item, ...] = (
    Item(Asked("nps", "nps", characters=32), "p1", tuple(map(str, range(11)))),
    Item(Asked("visit", "single", characters=34), "p1", ("o1", "o2", "o3", "o4")),
    Item(Asked("reason", "multiple", characters=46), "p1", tuple(f"o{number}" for number in range(1, 8))),
    Item(
        Asked("service", "matrix_single", characters=96, rows=_rows(8), scale=FIVE, pairs=(("r2", "r7"),)), "p2", FIVE
    ),
    Item(Asked("check", "single", characters=30, expected="o3"), "p2", ("o1", "o2", "o3", "o4", "o5")),
    Item(Asked("goods", "matrix_single", characters=70, rows=_rows(6), scale=FIVE), "p2", FIVE),
    Item(Asked("price", "csat", characters=22), "p3", tuple(map(str, range(1, 6)))),
    Item(Asked("effort", "ces", characters=28), "p3", tuple(map(str, range(1, 8)))),
    Item(Asked("city", "dropdown", characters=14), "p3", tuple(f"o{number}" for number in range(1, 31))),
    Item(Asked("again", "single", characters=26), "p3", ("o1", "o2", "o3")),
    Item(Asked("why", "long_text", characters=24, is_text=True), "p3"),
    Item(Asked("wish", "long_text", characters=18, is_text=True), "p3"),
)
BY_NAME = {item.name: item for item in ITEMS}


def answered(answers: dict[str, Any]) -> tuple[Asked, ...]:
    """The questions with their answers; nps, csat and ces as numbers, as they are stored."""
    return tuple(replace(item.asked, value=_stored(item, answers.get(item.name))) for item in ITEMS)


def _stored(item: Item, value: Any) -> Any:
    return int(value) if item.kind in {"nps", "csat", "ces"} and value is not None else value

"""Random orders. Each follows from the respondent's seed and the id of what is ordered, and from nothing else.

So an order stays the same whatever is answered, in every repetition of a loop, and in the page and on the server.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.domain.questions.base import Choice
from surveys.domain.randomness import Draw

if TYPE_CHECKING:
    from surveys.domain.walk.program import AskedQuestion, Program, WalkedPage


def shuffled_choices(choices: Sequence[Choice], seed: str, what: str, identifier: str) -> tuple[Choice, ...]:
    """A new order of options or rows: fixed and exclusive ones keep their places, groups stay together.

    Groups (and each choice without one) change places as a whole, and the members of a group among themselves. A fixed
    choice that stands in the middle may come to stand between two of a group.
    """
    draw = Draw(f"{seed}:{what}:{identifier}")
    units: dict[str, list[Choice]] = {}
    for at, choice in enumerate(choices):
        if not (choice.is_fixed or choice.is_exclusive):
            # No id begins with a full stop: a choice without a group is a unit of its own.
            units.setdefault(choice.group or f".{at}", []).append(choice)
    movable = iter(
        [
            choice
            for unit in draw.shuffle(list(units.values()))
            for choice in (draw.shuffle(unit) if len(unit) > 1 else unit)
        ]
    )
    return tuple(choice if choice.is_fixed or choice.is_exclusive else next(movable) for choice in choices)


def questions_in_order(page: "WalkedPage", seed: str) -> Sequence["AskedQuestion"]:
    """The questions of a page that this respondent may see: shuffled, and only `show` of those that ask something.

    Statements, pictures, hidden and calculated values keep their places and are not counted.
    """
    settings = page.page
    if not settings.shuffles and settings.show is None:
        return page.questions
    asked = [question for question in page.questions if question.mode == "asked"]
    drawn = Draw(f"{seed}:questions:{settings.id}").shuffle(asked)[: settings.show]
    if not settings.shuffles:
        kept = {question.key for question in drawn}
        return [each for each in page.questions if each.mode != "asked" or each.key in kept]
    movable = iter(drawn)
    in_order = (each if each.mode != "asked" else next(movable, None) for each in page.questions)
    return [each for each in in_order if each is not None]


def pages_in_order(program: "Program", seed: str) -> list["WalkedPage"]:
    """All pages that this respondent may come to: the pages of each shuffled group take one another's places.

    A group with `show` keeps its first so many after the draw, in their new places; conditions are asked only later.
    """
    pages: list[WalkedPage | None] = list(program.pages)
    for group in program.groups:
        places = sorted(program.targets[name] for name in group.pages)
        drawn = Draw(f"{seed}:pages:{group.pages[0]}").shuffle(places)[: group.show]
        for at, place in enumerate(places):
            pages[place] = program.pages[drawn[at]] if at < len(drawn) else None
    return [page for page in pages if page is not None]

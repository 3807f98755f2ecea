"""The values that the things a rule speaks of can have, where these are few enough to be tried one by one.

A set of values here may hold one that never comes, but lacks none that can: so "no value makes this true" is certain.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations
from typing import Any

from surveys.domain.definition.model import Definition, Page
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import AnswerError, Choice, InForce, Question, Taken

MOST_VALUES = 600
# A few more than any scale has; larger ranges are not tried one by one.
_PROBES = tuple(range(-10, 111))
_BEYOND = 1e14

Values = tuple[Any, ...]


class Domains:
    """Values by variable: "answers.nps", "arms.ab", "context.device"."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._found: dict[str, Values | None] = {}

    @cached_property
    def options(self) -> Mapping[str, tuple[Choice, ...]]:
        """The options of each question, those carried over first."""
        found: dict[str, tuple[Choice, ...]] = {}
        for question in self.definition.questions:
            source = question.options_from
            carried = found.get(source.question, ()) if source else ()
            if source and not carried and (other := self.definition.question(source.question)):
                carried = other.rows
            found[question.key] = carried + question.options
        return found

    @cached_property
    def certain(self) -> frozenset[str]:
        """Keys of questions that everybody has answered who is past them."""
        if self.definition.jumps or self.definition.settings.time_limit:
            return frozenset()
        drawn = {name for group in self.definition.shuffled_pages if group.show for name in group.pages}
        return frozenset(
            question.key
            for page in self.definition.pages
            if _is_for_all(page) and page.id not in drawn
            for question in page.questions
            if question.required and question.rule is None and not question.options_from and not question.rows_from
        )

    def values(self, path: str, *, mentioned: frozenset[str] = frozenset()) -> Values | None:
        """Every value a variable can have; None where they are too many or not known.

        `mentioned` are the option ids that the rule in question names; it matters for questions of many options.
        """
        root, _, rest = path.partition(".")
        if root == "arms":
            arms = {item.id: item.arms for item in self.definition.experiments}.get(rest)
            return tuple(arm for arm, _weight in arms) if arms else None
        if path == "context.device":
            return ("phone", "tablet", "desktop")
        if path == "context.language":
            return self.definition.languages
        question = self.definition.question(rest) if root == "answers" else None
        if question is None:
            return None
        found = self._answers(question, mentioned)
        if found is None:
            return None
        return found if question.key in self.certain else (None, *found)

    def _answers(self, question: Question, mentioned: frozenset[str]) -> Values | None:
        kind = QUESTION_TYPES[question.type]
        if not kind.is_asked:
            return None
        options = self.options[question.key]
        if options and not question.rows and not question.columns:
            if self._takes(question, [options[0].id]):
                return _subsets(options, mentioned)
            if self._takes(question, options[0].id):
                return tuple(_chosen(options))
            return None
        if self._takes(question, "yes") and self._takes(question, "no") and not self._takes(question, "other"):
            return ("yes", "no")
        return self._whole_numbers(question)

    def _whole_numbers(self, question: Question) -> Values | None:
        """The scores of a scale: a range of whole numbers whose ends are in sight."""
        taken = tuple(number for number in _PROBES if self._takes(question, number))
        if not taken or _PROBES[0] in taken or _PROBES[-1] in taken:
            return None
        between = (taken[0] + part for part in (0.5, 0.25, 0.1))
        return None if any(self._takes(question, number) for number in between) else taken

    def bounds(self, path: str) -> tuple[float, float] | None:
        """The ends of the range of a number that is asked for, as the refusal of a far larger one names them."""
        root, _, key = path.partition(".")
        question = self.definition.question(key) if root == "answers" else None
        if question is None or self.schema_type(question) not in {"number", "integer"}:
            return None
        verdict = QUESTION_TYPES[question.type].check_answer(question, _BEYOND, InForce())
        if not isinstance(verdict, AnswerError) or verdict.code != "out_of_range":
            return None
        low, high = verdict.params.get("low"), verdict.params.get("high")
        return (low, high) if isinstance(low, int | float) and isinstance(high, int | float) else None

    @staticmethod
    def schema_type(question: Question) -> str:
        """What JSON Schema calls the answers of a question; "" where nobody is asked or it is not one type."""
        kind = QUESTION_TYPES[question.type]
        found = kind.answer_schema.get("type") if kind.is_asked else ""
        return found if isinstance(found, str) else ""

    def _takes(self, question: Question, value: Any) -> bool:
        in_force = InForce(self.options[question.key], question.rows, question.columns)
        return isinstance(QUESTION_TYPES[question.type].check_answer(question, value, in_force), Taken)


def _is_for_all(page: Page) -> bool:
    is_timed = page.timer is not None and page.timer.most is not None
    return page.rule is None and page.show is None and page.loop is None and not is_timed


def _chosen(options: Iterable[Choice]) -> Iterator[Any]:
    for option in options:
        yield option.id
        if option.is_open:
            yield {"option": option.id, "text": "x"}


def _subsets(options: Sequence[Choice], mentioned: frozenset[str]) -> Values | None:
    """Sets of options. Those that no rule names are alike, so that only their number matters."""
    named = [option.id for option in options if option.id in mentioned]
    others = [option.id for option in options if option.id not in mentioned]
    if len(named) > 9 or 2 ** len(named) * (len(others) + 1) > MOST_VALUES:
        return None
    some = chain.from_iterable(combinations(named, size) for size in range(len(named) + 1))
    order = {option.id: at for at, option in enumerate(options)}
    found = [
        sorted([*chosen, *others[:number]], key=order.__getitem__)
        for chosen in some
        for number in range(len(others) + 1)
    ]
    return tuple(chosen for chosen in found if chosen)

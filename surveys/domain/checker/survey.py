"""A definition as the checks see it: where everything stands, and every rule with what it governs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys.domain.checker.formulas import Judge
from surveys.domain.checker.values import Domains
from surveys.domain.definition.model import Definition, Page
from surveys.domain.definition.rules import keys_of
from surveys.domain.questions.base import Question

# Whether a rule may look at the question it stands on.
BEFORE, WITH = "before", "with"


@dataclass(frozen=True)
class Governed:
    """A rule and what it decides.

    `what` names it for people: question, page, option, row, column, jump, check, required, ending, quota, loop, value.
    `place` is where it is evaluated: the number of the question in the survey; `sees` whether that question counts.
    """

    rule: Any
    what: str
    question: str = ""
    page: str = ""
    name: str = ""
    place: int = 0
    sees: str = BEFORE


class Checked:
    """One survey on the table. `raw` is the sound document of the present schema, `definition` the same as values."""

    def __init__(self, raw: Mapping[str, Any], definition: Definition) -> None:
        self.raw = raw
        self.definition = definition
        self.domains = Domains(definition)
        self.judge = Judge(self.domains)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """The number of each question in the survey, by key."""
        return {question.key: number for number, question in enumerate(self.definition.questions)}

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        return {question.key: page for page in self.definition.pages for question in page.questions}

    @cached_property
    def shuffled_with(self) -> Mapping[str, frozenset[str]]:
        """For each key, the keys of the questions that may come before or after it by chance."""
        pages = {page.id: page for page in self.definition.pages}
        groups = [
            frozenset(q.key for name in group.pages for q in pages[name].questions)
            for group in self.definition.shuffled_pages
        ]
        groups += [frozenset(q.key for q in page.questions) for page in self.definition.pages if page.shuffles]
        found: dict[str, frozenset[str]] = {}
        for keys in groups:
            for key in keys:
                found[key] = found.get(key, frozenset()) | keys
        return found

    def first_of(self, page: Page) -> int:
        """The number of the page's first question; where it has none, of the next one after it."""
        before = 0
        for known in self.definition.pages:
            if known.id == page.id:
                return before
            before += len(known.questions)
        return before

    @cached_property
    def rules(self) -> tuple[Governed, ...]:
        """Every rule, in the order of the survey. Quotas and endings see everything."""
        return tuple(self._rules())

    def _rules(self) -> Iterator[Governed]:
        for page in self.definition.pages:
            yield from self._of_page(page)
        last = len(self.position)
        for ending in self.definition.endings:
            if ending.rule is not None:
                yield Governed(ending.rule, "ending", name=ending.id, place=last)
        for quota in self.definition.quotas:
            for cell in quota.cells:
                yield Governed(cell.rule, "quota", name=f"{quota.id}.{cell.id}", place=last)

    def _of_page(self, page: Page) -> Iterator[Governed]:
        start = self.first_of(page)
        if page.rule is not None:
            yield Governed(page.rule, "page", page=page.id, place=start)
        if page.loop and page.loop.times is not None:
            yield Governed(page.loop.times, "loop", page=page.id, place=start)
        for question in page.questions:
            yield from _of_question(question, page.id, self.position[question.key])
        end = start + len(page.questions) - 1
        for jump in page.jumps:
            if jump.rule is not None:
                yield Governed(jump.rule, "jump", page=page.id, name=jump.to, place=end, sees=WITH)

    def keys_before(self, rule: Any, place: int) -> bool:
        """Whether a rule looks only at questions that are surely settled at a place."""
        keys = keys_of(rule)
        return all(self.position.get(key, place) < place for key in keys)


def _of_question(question: Question, page: str, place: int) -> Iterator[Governed]:
    key = question.key
    if question.rule is not None:
        yield Governed(question.rule, "question", key, page, place=place)
    if question.required_rule is not None:
        yield Governed(question.required_rule, "required", key, page, place=place)
    for what in ("option", "row", "column"):
        for choice in getattr(question, f"{what}s"):
            if choice.rule is not None:
                yield Governed(choice.rule, what, key, page, name=choice.id, place=place)
    for check in question.checks:
        yield Governed(check.rule, "check", key, page, name="soft" if check.is_soft else "", place=place, sees=WITH)
    for jump in question.jumps:
        if jump.rule is not None:
            yield Governed(jump.rule, "jump", key, page, name=jump.to, place=place, sees=WITH)
    if question.type == "calculated":
        yield Governed(question.settings.get("value"), "value", key, page, place=place)

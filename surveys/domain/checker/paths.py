"""How many different ways lead through a survey.

A way is the set of the pages and questions that somebody meets, and the jump that ends it early; the order by chance
does not count. Conditions are tried with every combination of the values of their variables. Pages that have nothing to
do with each other are tried apart, and their numbers multiply; where a group is too large, or hangs on something that
is not known beforehand, the number is a lower bound.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from surveys.domain.checker.findings import Paths
from surveys.domain.checker.formulas import connected, data_of
from surveys.domain.checker.survey import Checked
from surveys.domain.checker.values import Values
from surveys.domain.definition.model import Page
from surveys.domain.definition.rules import mentions
from surveys.domain.logic import compile_rule
from surveys.domain.questions.base import Jump
from surveys.domain.randomness import Draw

# Questions looked at in all combinations of a group of pages.
MOST_TRIED = 100_000

Truth = Any


class PathCount:
    def __init__(self, survey: Checked) -> None:
        self.survey = survey
        self.is_exact = not any(
            page.loop or page.show or page.shuffles for page in survey.definition.pages
        ) and not any(group.show for group in survey.definition.shuffled_pages)
        self.rules: dict[int, Truth] = {}

    def count(self) -> Paths:
        definition = self.survey.definition
        has_jumps = bool(definition.jumps)
        parts = [list(definition.pages)] if has_jumps else self._independent()
        found = prod(self._count(pages, has_jumps=has_jumps) for pages in parts)
        return Paths(max(found, 1), self.is_exact)

    def _independent(self) -> list[list[Page]]:
        """Groups of pages whose conditions share no variable, nor have one of another's questions in them."""

        def names(page: Page) -> set[str]:
            return set(self._variables([page])) | {f"answers.{question.key}" for question in page.questions}

        groups = connected(self.survey.definition.pages, names)
        order = {page.id: at for at, page in enumerate(self.survey.definition.pages)}
        return [sorted(pages, key=lambda page: order[page.id]) for pages in groups]

    def _variables(self, pages: Sequence[Page]) -> dict[str, frozenset[str]]:
        """The variables of every rule on the pages, with the options that the rules name."""
        found: dict[str, frozenset[str]] = {}
        for page in pages:
            rules = [page.rule, *(jump.rule for jump in page.jumps)]
            for question in page.questions:
                rules += [question.rule, *(jump.rule for jump in question.jumps)]
            for mention in (mention for rule in rules if rule is not None for mention in mentions(rule)):
                found[mention.path] = found.get(mention.path, frozenset()) | set(mention.options)
        return found

    def _count(self, pages: Sequence[Page], *, has_jumps: bool) -> int:
        values: dict[str, Values] = {}
        for path, options in self._variables(pages).items():
            known = self.survey.domains.values(path, mentioned=options)
            if known is None:
                self.is_exact = False
            else:
                values[path] = known
        most = max(MOST_TRIED // (1 + sum(len(page.questions) for page in pages)), 50)
        tried: Iterable[tuple[Any, ...]] = product(*values.values())
        if prod(map(len, values.values())) > most:
            self.is_exact = False
            tried = _some(list(values.values()), most)
        return len({self._walk(pages, dict(zip(values, chosen, strict=True)), has_jumps) for chosen in tried} - {None})

    def _walk(self, pages: Sequence[Page], values: Mapping[str, Any], has_jumps: bool) -> tuple[str, ...] | None:  # noqa: FBT001
        """What is met with these values; None when they cannot be, for something shown and required is not answered."""
        known = {path: value for path, value in values.items() if not path.startswith("answers.")}
        met: list[str] = []
        target = ""
        for page in pages:
            if target in {"", page.id}:
                target = ""
            is_inside = any(question.id == target for question in page.questions)
            if (target and not is_inside) or not (is_inside or self._holds(page.rule, known)):
                continue
            met.append(page.id)
            for question in page.questions:
                target = "" if target == question.id else target
                if target or not self._holds(question.rule, known):
                    continue
                met.append(question.id)
                path = f"answers.{question.key}"
                if path in values:
                    known[path] = values[path]
                    if values[path] is None and question.required:
                        return None
                target = self._jump(question.jumps, known) if has_jumps else ""
            target = target or (self._jump(page.jumps, known) if has_jumps else "")
        return (*met, target)

    def _jump(self, jumps: Sequence[Jump], known: Mapping[str, Any]) -> str:
        return next((jump.to for jump in jumps if self._holds(jump.rule, known)), "")

    def _holds(self, rule: Any, known: Mapping[str, Any]) -> bool:
        if rule is None:
            return True
        compiled = self.rules.get(id(rule))
        if compiled is None:
            compiled = self.rules[id(rule)] = compile_rule(rule).truthy
        return bool(compiled(data_of(known)))


def _some(values: Sequence[Values], count: int) -> Iterator[tuple[Any, ...]]:
    """So many combinations out of all, the same ones each time."""
    draw = Draw("paths")
    for _each in range(count):
        yield tuple(choices[draw.below(len(choices))] for choices in values)

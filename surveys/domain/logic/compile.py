"""Rules as closures, made once and called for every answer."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from surveys.domain.logic.allowance import ExhaustedError, refill
from surveys.domain.logic.check import LogicError, arguments_of, check_rule
from surveys.domain.logic.coercion import clean, truthy
from surveys.domain.logic.registry import OPERATORS, Part


class Rule:
    """A compiled rule. It may be shared between threads and never raises, whatever the data are.

    `variables` are the paths of the data that it surely reads, such as "answers.nps"; a path that is itself computed
    is not among them.
    """

    __slots__ = ("_run", "is_constant", "source", "variables")

    def __init__(self, source: Any, part: Part, variables: frozenset[str], *, is_counted: bool) -> None:
        self.source = source
        self.variables = variables
        self.is_constant = part.is_constant
        self._run: Callable[[Any, Any], Any] = _counted(part.run) if is_counted else part.run

    def __call__(self, data: Mapping[str, Any] | None) -> Any:
        """The value: of JSON, numbers finite, null where the rule asks for too much."""
        try:
            value = self._run(data, data)
            return value if value is True or value is False or value is None else clean(value)
        except (ExhaustedError, RecursionError):
            return None

    def truthy(self, data: Mapping[str, Any] | None) -> bool:
        """Whether the value is true, as JsonLogic has it."""
        try:
            return truthy(clean_number(self._run(data, data)))
        except (ExhaustedError, RecursionError):
            return False


def clean_number(value: Any) -> Any:
    return clean(value) if type(value) is float else value


def compile_rule(rule: Any) -> Rule:
    """A rule ready to be called; LogicError when it is not sound."""
    problems = check_rule(rule)
    if problems:
        raise LogicError(problems)
    return Rule(rule, _part(rule), frozenset(_reads(rule)), is_counted=_is_counted(rule))


def _counted(run: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def counted(data: Any, root: Any) -> Any:
        refill()
        return run(data, root)

    return counted


def _part(rule: Any) -> Part:
    if isinstance(rule, dict):
        name, values = arguments_of(rule)
        return Part(OPERATORS[name].build([_part(value) for value in values]))
    if isinstance(rule, list):
        parts = [_part(item) for item in rule]
        runs = [part.run for part in parts]
        is_constant = all(part.is_constant for part in parts)
        return Part(
            lambda data, root: [run(data, root) for run in runs],
            is_constant=is_constant,
            value=rule if is_constant else None,
        )
    return Part(lambda data, root: rule, is_constant=True, value=rule)


def _is_counted(rule: Any) -> bool:
    if isinstance(rule, dict):
        name, values = arguments_of(rule)
        return OPERATORS[name].is_counted or any(_is_counted(value) for value in values)
    return isinstance(rule, list) and any(_is_counted(item) for item in rule)


def _reads(rule: Any, *, is_scoped: bool = False) -> Iterator[str]:
    """`is_scoped`: within the rule for an item, where `var` means the item; the operators of answers mean all data."""
    if isinstance(rule, list):
        for item in rule:
            yield from _reads(item, is_scoped=is_scoped)
    elif isinstance(rule, dict):
        name, values = arguments_of(rule)
        known = OPERATORS[name]
        if not (is_scoped and name in ("var", "missing", "missing_some")):
            yield from known.reads(values)
        for position, value in enumerate(values):
            yield from _reads(value, is_scoped=is_scoped or position == known.scoped)

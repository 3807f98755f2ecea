"""Can a rule ever hold, can it ever fail? Decided over the values that its variables can have.

A rule is taken apart at and, or and not; what remains (a comparison, an operator) is tried with every combination of
the values of its variables. What cannot be tried may be either, so that "never" and "always" are only said when
certain.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import Any, TypeVar

from surveys.domain.checker.values import Domains, Values
from surveys.domain.definition.rules import mentions
from surveys.domain.logic import compile_rule

Part = TypeVar("Part")

MOST_TRIED = 20_000
MOST_FOR_A_LEAF = 3_000
# Steps for a whole survey: about a second. Beyond them nothing more is certain.
ALLOWANCE = 1_000_000
_OVER_SETS = frozenset({"selected", "selected_any", "selected_all", "count", "answered", "var"})
_COMPARING = frozenset({"==", "!=", "===", "!==", "<", "<=", ">", ">=", "within", "var", "answered"})
_EQUAL = frozenset({"==", "!=", "===", "!==", "var", "answered"})
_OTHER_TEXT = "\u0001 some other text"


@dataclass(frozen=True)
class Leaf:
    """Something that holds for some values of its variables: `holds` are their positions. No variables: a constant."""

    variables: tuple[str, ...]
    holds: frozenset[tuple[int, ...]]


@dataclass(frozen=True)
class Node:
    """`kind` is "and" or "or"; an empty "and" holds, an empty "or" does not."""

    kind: str
    parts: tuple["Formula", ...]


Formula = Leaf | Node
TRUE, FALSE = Node("and", ()), Node("or", ())


class Judge:
    """Reads rules of one survey. Variables that nothing is known of become variables of two values."""

    def __init__(self, domains: Domains) -> None:
        self.domains = domains
        # By variable of a formula; its name has the mentioned options in it, for the values depend on them.
        self.values: dict[str, Values] = {}
        self.left = ALLOWANCE
        self._known: dict[str, bool] = {}

    def spend(self, steps: int) -> bool:
        """Whether so many steps are still allowed; they are taken off."""
        if steps > self.left:
            return False
        self.left -= steps
        return True

    def formula(self, *rules: Any) -> Formula:
        """All of the rules together; None is no rule and always holds."""
        given = [rule for rule in rules if rule is not None]
        frame = _Frame(self, given)
        return Node("and", tuple(frame.read(rule) for rule in given))

    def never(self, *rules: Any) -> bool:
        """Whether the rules can certainly not hold together."""
        return self._once("never", rules, lambda: not self.can_hold(self.formula(*rules)))

    def always(self, *rules: Any) -> bool:
        """Whether the rules certainly hold whatever is answered."""
        return self._once("always", rules, lambda: not self.can_hold(negated(self.formula(*rules), self.values)))

    def _once(self, what: str, rules: Sequence[Any], judge: Callable[[], bool]) -> bool:
        name = what + json.dumps(rules, sort_keys=True)
        if name not in self._known:
            self._known[name] = judge()
        return self._known[name]

    def implies(self, rule: Any, others: Sequence[Any]) -> bool:
        """Whether one of the others certainly holds where the rule holds."""
        frame = _Frame(self, [rule, *others])
        none = [negated(frame.read(other), self.values) for other in others]
        return not self.can_hold(Node("and", (frame.read(rule), *none)))

    def can_hold(self, formula: Formula) -> bool:
        """False only when no values make it hold."""
        if isinstance(formula, Leaf):
            return bool(formula.holds)
        if formula.kind == "or":
            return any(self.can_hold(part) for part in formula.parts)
        flat = tuple(_flattened(formula))
        return all(self._group_can_hold(group) for group in connected(flat, lambda part: set(_variables(part))))

    def _group_can_hold(self, group: Sequence[Formula]) -> bool:
        if len(group) == 1:
            part = group[0]
            if isinstance(part, Leaf) or not part.parts:
                return self.can_hold(part) if isinstance(part, Leaf) else part.kind == "and"
        variables = sorted(set().union(*(_variables(part) for part in group)))
        sizes = [len(self.values[name]) for name in variables]
        if prod(sizes) > MOST_TRIED or not self.spend(prod(sizes) * len(group)):
            return len(group) > 1 or self._some_part_can_hold(group[0])
        whole = Node("and", tuple(group))
        for positions in product(*(range(size) for size in sizes)):
            if holds(whole, dict(zip(variables, positions, strict=True))):
                return True
        return False

    def _some_part_can_hold(self, part: Formula) -> bool:
        return isinstance(part, Leaf) or any(self.can_hold(inner) for inner in part.parts)


class _Frame:
    """Reads rules that are judged together: a variable has the same values in all of them."""

    def __init__(self, judge: Judge, rules: Iterable[Any]) -> None:
        self.judge = judge
        found = [mention for rule in rules for mention in mentions(rule)]
        self.options = {
            path: frozenset(option for mention in found if mention.path == path for option in mention.options)
            for path in {mention.path for mention in found}
        }
        self.rules = list(rules)

    def read(self, rule: Any) -> Formula:
        if isinstance(rule, dict) and len(rule) == 1:
            ((operator, given),) = rule.items()
            arguments = given if isinstance(given, list) else [given]
            if operator in {"and", "or"} and arguments:
                return Node(operator, tuple(self.read(argument) for argument in arguments))
            if operator == "!" and len(arguments) == 1:
                return negated(self.read(arguments[0]), self.judge.values)
            if operator == "!!" and len(arguments) == 1:
                return self.read(arguments[0])
        return self._leaf(rule)

    def _leaf(self, rule: Any) -> Formula:
        paths = sorted({mention.path for mention in mentions(rule)})
        variables = [self._variable(path, rule) for path in paths]
        if any(name is None for name in variables) or _is_changing(rule):
            return self._unknown(rule)
        names = [name for name in variables if name is not None]
        values = [self.judge.values[name] for name in names]
        tried = prod(map(len, values))
        if tried > MOST_FOR_A_LEAF or not self.judge.spend(tried * _size(rule)):
            return self._unknown(rule)
        compiled = compile_rule(rule)
        numbered = [list(enumerate(choices)) for choices in values]
        held = frozenset(
            tuple(position for position, _value in chosen)
            for chosen in product(*numbered)
            if compiled.truthy(data_of(dict(zip(paths, (value for _position, value in chosen), strict=True))))
        )
        return Leaf(tuple(names), held)

    def _variable(self, path: str, rule: Any) -> str | None:
        """The name under which the values of a variable are kept, or None when they are not known."""
        mentioned = self.options[path]
        values = self.judge.domains.values(path, mentioned=mentioned)
        if values is None:
            return self._critical(path)
        if any(isinstance(value, list) for value in values) and not operators(rule) <= _OVER_SETS | _COMPARING:
            return None
        name = f"{path} {','.join(sorted(mentioned))}" if mentioned else path
        self.judge.values.setdefault(name, values)
        return name

    def _critical(self, path: str) -> str | None:
        """Numbers and texts have no end of values; compared with fixed ones only a few of them make a difference."""
        kind = self._kind(path)
        constants: list[Any] = []
        for rule in self.rules:
            for leaf in _leaves_about(rule, path):
                if {mention.path for mention in mentions(leaf)} != {path}:
                    return None
                if not operators(leaf) <= (_COMPARING if kind == "number" else _EQUAL):
                    return None
                constants += _constants(leaf)
        wanted: type | tuple[type, ...] = str if kind == "text" else (int, float)
        if not kind or not all(isinstance(value, wanted) and not isinstance(value, bool) for value in constants):
            return None
        if kind == "text":
            values: Values = (None, *dict.fromkeys(constants), _OTHER_TEXT)
        else:
            values = (None, *_around(constants, self.judge.domains.bounds(path)))
        name = f"{path} {json.dumps(values)}"
        self.judge.values.setdefault(name, values)
        return name

    def _kind(self, path: str) -> str:
        root, _, key = path.partition(".")
        question = self.judge.domains.definition.question(key) if root == "answers" else None
        if question is None or question.type in {"hidden", "calculated"}:
            return ""
        schema = self.judge.domains.schema_type(question)
        return {"number": "number", "integer": "number", "string": "text"}.get(schema, "")

    def _unknown(self, rule: Any) -> Formula:
        name = f"? {json.dumps(rule, sort_keys=True)}"
        self.judge.values.setdefault(name, (False, True))
        return Leaf((name,), frozenset({(1,)}))


def negated(formula: Formula, values: Mapping[str, Values]) -> Formula:
    if isinstance(formula, Node):
        kind = "or" if formula.kind == "and" else "and"
        return Node(kind, tuple(negated(part, values) for part in formula.parts))
    everything = product(*(range(len(values[name])) for name in formula.variables))
    return Leaf(formula.variables, frozenset(everything) - formula.holds)


def holds(formula: Formula, positions: Mapping[str, int]) -> bool:
    """Whether it holds with these values, given by their positions."""
    if isinstance(formula, Leaf):
        return tuple(positions[name] for name in formula.variables) in formula.holds
    if formula.kind == "and":
        return all(holds(part, positions) for part in formula.parts)
    return any(holds(part, positions) for part in formula.parts)


def data_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """{"answers.nps": 3} as the data of a rule."""
    data: dict[str, Any] = {"answers": {}, "context": {}, "arms": {}}
    for path, value in values.items():
        root, _, name = path.partition(".")
        if value is not None:
            data.setdefault(root, {})[name] = value
    return data


def operators(rule: Any) -> frozenset[str]:
    """Every operator in a rule."""
    if isinstance(rule, list):
        return frozenset().union(*map(operators, rule))
    if not isinstance(rule, dict):
        return frozenset()
    return frozenset(rule) | operators(list(rule.values()))


def _size(rule: Any) -> int:
    """How many parts a rule has."""
    if isinstance(rule, list):
        return 1 + sum(map(_size, rule))
    return 1 + _size(list(rule.values())) if isinstance(rule, dict) else 1


def _is_changing(rule: Any) -> bool:
    """What depends on more than its variables: the day, the item of a loop, scores of options."""
    return not operators(rule).isdisjoint({"today", "age", "score", "quota_left", "log", "missing", "missing_some"})


def _constants(rule: Any) -> list[Any]:
    """The fixed values in a comparison; not the names of variables."""
    if isinstance(rule, list):
        return [value for item in rule for value in _constants(item)]
    if isinstance(rule, dict):
        return [value for name, item in rule.items() if name not in {"var", "answered"} for value in _constants(item)]
    return [] if rule is None else [rule]


def _leaves_about(rule: Any, path: str) -> Iterator[Any]:
    if isinstance(rule, dict) and len(rule) == 1 and next(iter(rule)) in {"and", "or", "!", "!!"}:
        (given,) = rule.values()
        for argument in given if isinstance(given, list) else [given]:
            yield from _leaves_about(argument, path)
    elif any(mention.path == path for mention in mentions(rule)):
        yield rule


def _around(constants: Iterable[float], bounds: tuple[float, float] | None) -> Iterator[float]:
    """The numbers themselves, one between each two, one beyond each end; within the bounds, which are there too."""
    # Nought is the one number that does not hold by itself.
    points = sorted({0, *constants, *(bounds or ())})
    low, high = bounds or (points[0] - 1, points[-1] + 1)
    between = [(left + right) / 2 for left, right in pairwise(points)]
    yield from sorted(point for point in {*points, *between, low, high} if low <= point <= high)


def _flattened(formula: Node) -> Iterator[Formula]:
    for part in formula.parts:
        if isinstance(part, Node) and part.kind == "and":
            yield from _flattened(part)
        else:
            yield part


def _variables(formula: Formula) -> frozenset[str]:
    if isinstance(formula, Leaf):
        return frozenset(formula.variables)
    return frozenset().union(*map(_variables, formula.parts))


def connected(parts: Iterable[Part], names_of: Callable[[Part], set[str]]) -> list[list[Part]]:
    """Groups of parts that have names in common with each other and with no other group."""
    groups: list[tuple[set[str], list[Part]]] = []
    for part in parts:
        names, members = names_of(part), [part]
        apart = []
        for known, others in groups:
            if known.isdisjoint(names):
                apart.append((known, others))
            else:
                names |= known
                members = others + members
        groups = [*apart, (names, members)]
    return [members for _names, members in groups]

"""Lists. Within `map` and its like `var` means the item; the operators for answers still see all of them."""

from collections.abc import Callable, Sequence
from typing import Any

from surveys.domain.logic.allowance import ITEM, ExhaustedError, spend
from surveys.domain.logic.coercion import is_object, strict_equal, text, truthy
from surveys.domain.logic.registry import Part, Run, operator

FAMILY = "Lists"
OVER_TWO = [{"var": ""}, 2]


def _each(
    name: str, doc: str, example: tuple[Any, Any, Any], pick: Callable[[Sequence[Any], Callable[[Any], Any]], Any]
) -> None:
    """An operator over a list: `pick` gets the items (none when it is no list) and the rule for one item."""

    def build(parts: Sequence[Part]) -> Run:
        items, rule = parts[0].run, parts[1].run

        def run(data: Any, root: Any) -> Any:
            found = items(data, root)
            if not isinstance(found, list | tuple):
                found = ()
            spend(ITEM * len(found))
            return pick(found, lambda item: rule(item, root))

        return run

    operator(name, FAMILY, "list, rule", doc, example, scoped=1, is_counted=True)(build)


def _all(items: Sequence[Any], rule: Callable[[Any], Any]) -> bool:
    return bool(items) and all(truthy(rule(item)) for item in items)


def _some(items: Sequence[Any], rule: Callable[[Any], Any]) -> bool:
    return any(truthy(rule(item)) for item in items)


_each(
    "map",
    "The rule's value for each item.",
    ({"map": [{"var": "answers.hours"}, {"*": OVER_TWO}]}, {"answers": {"hours": [1, 2]}}, [2, 4]),
    lambda items, rule: [rule(item) for item in items],
)
_each(
    "filter",
    "The items for which the rule is true.",
    ({"filter": [[1, 2, 3], {">=": OVER_TWO}]}, {}, [2, 3]),
    lambda items, rule: [item for item in items if truthy(rule(item))],
)
_each("all", "Whether the rule is true for all items, and there is one.", ({"all": [[], True]}, {}, False), _all)
_each("some", "Whether it is true for one item.", ({"some": [[1, 2], {">=": OVER_TWO}]}, {}, True), _some)
_each(
    "none",
    "Whether it is true for no item.",
    ({"none": [[1, 3], {"==": OVER_TWO}]}, {}, True),
    lambda items, rule: not _some(items, rule),
)


@operator(
    "reduce",
    FAMILY,
    "list, rule, start?",
    "One value made of all items: the rule sees `current` and `accumulator`. It may not pile up lists in lists.",
    ({"reduce": [[1, 2, 3], {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]}, {}, 6),
    scoped=1,
    is_counted=True,
)
def reduce(parts: Sequence[Part]) -> Run:
    items, rule = parts[0].run, parts[1].run
    start = parts[2].run if len(parts) == 3 else lambda data, root: None

    def run(data: Any, root: Any) -> Any:
        found, value = items(data, root), start(data, root)
        if not isinstance(found, list | tuple):
            return value
        spend(ITEM * len(found))
        for item in found:
            scope = {"current": item, "accumulator": value}
            value = rule(scope, root)
            _refuse_growth(value, scope)
        return value

    return run


def _refuse_growth(value: Any, scope: dict[str, Any]) -> None:
    """A list that doubles, or holds itself, at each item would fill the memory within thirty items."""
    if isinstance(value, list | tuple):
        spend(len(value))
        if any(is_object(item) for item in value):
            raise ExhaustedError
    elif value is scope:
        raise ExhaustedError


@operator(
    "merge",
    FAMILY,
    "value...?",
    "One list of all values and of the items of all lists among them.",
    ({"merge": [[1, 2], 3]}, {}, [1, 2, 3]),
    is_counted=True,
)
def merge(parts: Sequence[Part]) -> Run:
    runs = [part.run for part in parts]

    def run(data: Any, root: Any) -> list[Any]:
        merged: list[Any] = []
        for each in runs:
            value = each(data, root)
            if isinstance(value, list | tuple):
                spend(len(value))
                merged.extend(value)
            else:
                merged.append(value)
        return merged

    return run


@operator(
    "in",
    FAMILY,
    "value, whole",
    "Whether the value is an item of a list (of the same kind), or stands within a text.",
    ({"in": [{"var": "url.city"}, ["sh", "bj"]]}, {"url": {"city": "bj"}}, True),
)
def in_(parts: Sequence[Part]) -> Run:
    value, whole = parts[0].run, parts[1].run
    constant = parts[1].value
    if isinstance(constant, list) and all(type(item) is str for item in constant):
        texts = frozenset(constant)

        def among_texts(data: Any, root: Any) -> bool:
            found = value(data, root)
            return type(found) is str and found in texts

        return among_texts
    return lambda data, root: _contains(value(data, root), whole(data, root))


def _contains(value: Any, whole: Any) -> bool:
    if isinstance(whole, list | tuple):
        return any(strict_equal(value, item) for item in whole)
    return isinstance(whole, str) and whole != "" and value is not None and text(value) in whole

"""The operators by name: how many arguments, what it does, an example, and how it becomes a closure.

docs/surveys/logic.md holds the same table; a test compares the two, and another runs the examples on both sides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

# A compiled rule: the data in reach (inside `map` and its like: the item), and the data of the whole rule.
Run = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An argument, compiled. `value` is what it always gives when `is_constant`."""

    run: Run
    is_constant: bool = False
    value: Any = None


@dataclass(frozen=True)
class Operator:
    """`least` and `most` are the numbers of arguments (None: any number)."""

    name: str
    family: str
    arguments: str
    least: int
    most: int | None
    doc: str
    # A rule, the data, and the value that it has with them.
    example: tuple[Any, Any, Any]
    build: Callable[[Sequence[Part]], Run]
    # The argument that is evaluated for each item of a list, where `var` means the item.
    scoped: int | None = None
    # Paths of the data that it reads, from its constant arguments.
    reads: Callable[[Sequence[Any]], Iterator[str]] = field(default=lambda values: iter(()))
    # What its constant arguments must be: the position and the allowed values.
    allowed: tuple[int, frozenset[str]] | None = None
    pattern: int | None = None
    # True where it counts against the allowance.
    is_counted: bool = False


OPERATORS: dict[str, Operator] = {}


def operator(
    names: str, family: str, arguments: str, doc: str, example: tuple[Any, Any, Any], **more: Any
) -> Callable[[Callable[[Sequence[Part]], Run]], Callable[[Sequence[Part]], Run]]:
    """Register a function that builds the closure from the compiled arguments; `names` are separated by spaces.

    In `arguments` a "?" marks what may be left out, "..." what may come several times.
    """
    words = [word.strip() for word in arguments.split(",") if word.strip()]
    least = sum(not word.endswith("?") for word in words)
    most = None if any("..." in word for word in words) else len(words)

    def register(build: Callable[[Sequence[Part]], Run]) -> Callable[[Sequence[Part]], Run]:
        for name in names.split():
            OPERATORS[name] = Operator(name, family, arguments, least, most, doc, example, build, **more)
        return build

    return register


def eager(function: Callable[..., Any]) -> Callable[[Sequence[Part]], Run]:
    """The builder of an operator that needs only the values of its arguments."""

    def build(parts: Sequence[Part]) -> Run:
        runs = [part.run for part in parts]
        if len(runs) == 1:
            (only,) = runs
            return lambda data, root: function(only(data, root))
        if len(runs) == 2:
            left, right = runs
            return lambda data, root: function(left(data, root), right(data, root))
        return lambda data, root: function(*[run(data, root) for run in runs])

    return build


def rooted(function: Callable[..., Any]) -> Callable[[Sequence[Part]], Run]:
    """The same for one that also reads the data of the whole rule, its first argument."""

    def build(parts: Sequence[Part]) -> Run:
        runs = [part.run for part in parts]
        return lambda data, root: function(root, *[run(data, root) for run in runs])

    return build

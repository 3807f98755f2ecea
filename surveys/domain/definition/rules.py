"""What a rule speaks of: read off its JSON, without running it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Their bodies see the items of a list, so that a "var" in them is no variable of the survey.
_OVER_ITEMS = frozenset({"map", "filter", "all", "none", "some", "reduce"})
_OPTION_OPERATORS = frozenset({"selected", "selected_any", "selected_all"})
_DEPTH = 80


@dataclass(frozen=True)
class Mention:
    """Something a rule names: `path` is "answers.nps" or "arms.ab"; `options` the ids it compares the answer with."""

    path: str
    options: tuple[str, ...] = ()
    is_score: bool = False

    @property
    def root(self) -> str:
        return self.path.partition(".")[0]

    @property
    def name(self) -> str:
        """The question's key, experiment's id and so on; without the item of a loop."""
        return self.path.partition(".")[2].partition(".")[0].partition("@")[0]


def mentions(rule: Any) -> Iterator[Mention]:
    """Everything that a rule names with fixed words, in order."""
    yield from _mentions(rule, is_item=False, depth=0)


def keys_of(rule: Any) -> frozenset[str]:
    """The keys of the questions that a rule asks about."""
    return frozenset(mention.name for mention in mentions(rule) if mention.root == "answers")


def _mentions(rule: Any, *, is_item: bool, depth: int) -> Iterator[Mention]:
    if depth > _DEPTH:
        return
    if isinstance(rule, list):
        for item in rule:
            yield from _mentions(item, is_item=is_item, depth=depth + 1)
    if not isinstance(rule, dict) or len(rule) != 1:
        return
    ((operator, given),) = rule.items()
    arguments = given if isinstance(given, list) else [given]
    yield from _named(operator, arguments, is_item=is_item)
    for number, argument in enumerate(arguments):
        inner = is_item or (operator in _OVER_ITEMS and number == 1)
        yield from _mentions(argument, is_item=inner, depth=depth + 1)


def _named(operator: str, arguments: list[Any], *, is_item: bool) -> Iterator[Mention]:
    words = [word for word in arguments if isinstance(word, str)]
    first = arguments[0] if arguments and isinstance(arguments[0], str) else ""
    if operator in {"var", "missing"} and not is_item:
        yield from (Mention(word) for word in (words[:1] if operator == "var" else words) if word)
    elif operator == "val" and not is_item and len(words) == len(arguments) > 1:
        yield Mention(".".join(words))
    elif operator == "missing_some" and not is_item and len(arguments) > 1 and isinstance(arguments[1], list):
        yield from (Mention(word) for word in arguments[1] if isinstance(word, str))
    elif operator in _OPTION_OPERATORS and first:
        yield Mention(f"answers.{first}", tuple(_texts_in(arguments[1:])))
    elif operator == "answered":
        yield from (Mention(f"answers.{word}") for word in words)
    elif operator == "score" and first:
        yield Mention(f"answers.{first}", is_score=True)
    elif operator == "quota_left" and first:
        yield Mention(f"quota.{first}")


def _texts_in(arguments: list[Any]) -> Iterator[str]:
    for argument in arguments:
        for item in argument if isinstance(argument, list) else [argument]:
            if isinstance(item, str):
                yield item

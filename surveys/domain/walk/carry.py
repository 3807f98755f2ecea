"""Which options, rows and columns are in force: carried over from earlier answers, by conditions, in a drawn order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from surveys.domain.questions.base import Choice, InForce
from surveys.domain.walk.orders import shuffled_choices
from surveys.domain.walk.pipes import OwnWords
from surveys.domain.walk.program import AskedQuestion, ChoiceSet, Predicate

_OPEN = frozenset({"option", "text"})
# Shapes in which a part of an answer says nothing without the option it names.
_INSEPARABLE = {"emotion": frozenset({"emotion"}), "sets": frozenset({"best", "worst"})}
# No answer has more levels; what anybody sends may have.
_DEEPEST = 5

# Of a question that was passed: itself, what of it was in force, and its answer.
Passed = tuple[AskedQuestion, InForce, Any]


def in_force_of(
    asked: AskedQuestion, data: Mapping[str, Any], seed: str, today: str, passed: Callable[[str], Passed | None]
) -> InForce | None:
    """What of a question this respondent sees; None when nothing is left of something it cannot do without."""
    found: dict[str, tuple[Choice, ...]] = {}
    for one in asked.sets:
        choices = _filtered(_gathered(one, asked, passed, data), one.rules, data)
        if one.shuffles:
            order = {choice.id: at for at, choice in enumerate(_drawn(one, seed, asked.question.id))}
            choices = sorted(choices, key=lambda choice: order[choice.id])
        if one.is_needed and not choices:
            return None
        found[one.name] = tuple(choices)
    return InForce(**found, today=today)


def chosen_ids(value: Any, shape: str = "") -> list[str]:
    """The options or rows that an answer names, in its order: best first for rankings, most first for figures.

    Of a total that was shared out, what got nothing is not chosen.
    """
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [name for item in value for name in chosen_ids(item)]
    if not isinstance(value, Mapping):
        return []
    if is_open(value):
        return [value["option"]]
    if shape == "emotion":
        return [value["emotion"]]
    names = [name for name in value if value[name]] if shape == "shares" else list(value)
    if all(isinstance(value[name], int | float) for name in names):
        return sorted(names, key=lambda name: -value[name])
    return names


def is_open(value: Mapping[str, Any]) -> bool:
    """Whether it is an option with the text that goes with it, and not a table with a row of that name."""
    return len(value) == len(_OPEN) and value.keys() == _OPEN


def taken(take: str, choices: Sequence[Choice], value: Any, shape: str, language: str) -> list[Choice]:
    """Those of an earlier question's choices in force that go on, with the words of the respondent for open ones.

    "none of these" (exclusive) is no thing to ask on about, and an open option that nobody filled neither; they go on
    only where all are taken.
    """
    if take in {"all", "rows"}:
        return list(choices)
    named = chosen_ids(value, shape)
    if take == "unchosen":
        left = set(named)
        return [each for each in choices if each.id not in left and not (each.is_exclusive or each.is_open)]
    words = _own_words(value)
    by_id = {choice.id: choice for choice in choices if not choice.is_exclusive}
    if take == "ranked":
        found = [by_id[name] for name in dict.fromkeys(named) if name in by_id]
    else:
        wanted = set(named)
        found = [choice for choice in by_id.values() if choice.id in wanted]
    return [_in_own_words(choice, words[choice.id], language) if choice.id in words else choice for choice in found]


def cut(value: Any, gone: frozenset[str], asked: AskedQuestion) -> Any:
    """An answer without the options, rows and columns that are no longer in force; None when nothing is left of it.

    A text may read like the id of a row; so of cells that hold texts and figures only whole rows and columns go.
    """
    shape, plan = asked.kind.shape, asked.plan
    if shape == "grid" and isinstance(value, Mapping):
        chosen = frozenset(column for column, cell in plan["cells"].items() if cell["kind"] == "single")
        rows = {row: _cut_row(cells, gone, chosen) for row, cells in value.items() if row not in gone}
        return {row: cells for row, cells in rows.items() if cells is not None} or None
    if shape == "table" and plan["cell"]["kind"] == "text":
        return _cut_row(value, gone, frozenset())
    return _cut(value, gone, _INSEPARABLE.get(shape, frozenset()), _DEEPEST)


def _cut_row(value: Any, gone: frozenset[str], chosen: frozenset[str]) -> Any:
    """`chosen` are the members that hold the id of a choice."""
    if not isinstance(value, Mapping):
        return value
    kept = {
        name: item
        for name, item in value.items()
        if not (item is None or name in gone or (name in chosen and isinstance(item, str) and item in gone))
    }
    return kept or None


def _cut(value: Any, gone: frozenset[str], inseparable: frozenset[str], deep: int) -> Any:
    if isinstance(value, str):
        return None if value in gone else value
    if not deep:
        return value
    if isinstance(value, list):
        kept = [item for item in (_cut(item, gone, inseparable, deep - 1) for item in value) if item is not None]
        return kept or None
    if not isinstance(value, Mapping):
        return value
    if is_open(value):
        return None if isinstance(value["option"], str) and value["option"] in gone else value
    if any(isinstance(value.get(name), str) and value[name] in gone for name in inseparable):
        return None
    members = {name: _cut(item, gone, inseparable, deep - 1) for name, item in value.items() if name not in gone}
    return {name: item for name, item in members.items() if item is not None} or None


def _own_words(value: Any) -> dict[str, str]:
    """{open option: what was written with it}."""
    items = value if isinstance(value, list) else [value]
    return {item["option"]: item["text"] for item in items if isinstance(item, Mapping) and is_open(item)}


def _gathered(
    one: ChoiceSet, asked: AskedQuestion, passed: Callable[[str], Passed | None], data: Mapping[str, Any]
) -> Sequence[Choice]:
    if one.source is None:
        return one.choices
    origin = passed(one.source.question)
    if origin is None:
        # A list that is only lent: its question did not come, the list is there all the same.
        carried = one.choices[: len(one.choices) - len(one.own)] if one.source.take == "all" else ()
        return (*carried, *one.own)
    source, in_force, value = origin
    choices = in_force.options or in_force.rows
    return (*taken(one.source.take, choices, value, source.kind.shape, asked.question.language), *one.own)


def _filtered(choices: Sequence[Choice], rules: Mapping[str, Predicate], data: Mapping[str, Any]) -> list[Choice]:
    if not rules:
        return list(choices)
    return [choice for choice in choices if choice.id not in rules or rules[choice.id](data)]


def _drawn(one: ChoiceSet, seed: str, identifier: str) -> tuple[Choice, ...]:
    """Drawn from all that may ever come, so that those in force keep their order whatever else comes and goes."""
    return shuffled_choices(one.choices, seed, one.name, identifier)


def _in_own_words(choice: Choice, words: str, language: str) -> Choice:
    return OwnWords(
        id=choice.id,
        key=choice.key,
        text={language: words},
        image=choice.image,
        is_fixed=choice.is_fixed,
        group=choice.group,
        score=choice.score,
    )

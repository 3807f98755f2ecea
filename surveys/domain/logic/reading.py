"""Reading the data: variables, answers, chosen options, scores, quotas."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from surveys.domain.logic.coercion import less_equal, number, text, values_in_order
from surveys.domain.logic.registry import Part, Run, eager, operator

FAMILY = "Data and answers"
MISSING = object()
ANSWERS = {"answers": {"q": ["o1", {"option": "o9", "text": "红"}], "n": 7}}


def step(value: Any, name: str) -> Any:
    """The entry of an object or the item of a list; MISSING where there is none."""
    if type(value) is dict:
        return value.get(name, MISSING)
    if isinstance(value, list | tuple):
        is_index = name.isascii() and name.isdecimal() and len(name) < 10 and (name[0] != "0" or name == "0")
        return value[int(name)] if is_index and int(name) < len(value) else MISSING
    return value.get(name, MISSING) if isinstance(value, Mapping) else MISSING


def look(value: Any, path: Any, default: Any = None) -> Any:
    """What stands at a path like "answers.sat"; the empty path is the value itself."""
    return value if path is None or path == "" else _descend(value, text(path).split("."), default)


def _descend(value: Any, names: Sequence[str], default: Any = None) -> Any:
    for name in names:
        value = step(value, name)
        if value is MISSING:
            return default
    return value


def answer(root: Any, key: Any) -> Any:
    return look(look(root, "answers"), key) if key not in (None, "") else None


def is_given(value: Any) -> bool:
    """Whether something was answered: 0 and false are answers; "", [] and {} are none."""
    return not (value is None or value == "" or (isinstance(value, list | tuple | Mapping) and not value))


def _variable_reads(values: Sequence[Any]) -> Iterator[str]:
    if not values:
        yield ""
    elif not isinstance(values[0], list | dict) or values[0] is None:
        yield text(values[0])


@operator(
    "var",
    FAMILY,
    "path?, default?",
    "What stands at a path of the data; the default, or null, where nothing stands.",
    ({"var": ["answers.sat.r1", 0]}, {"answers": {"sat": {"r1": 4}}}, 4),
    reads=_variable_reads,
)
def var(parts: Sequence[Part]) -> Run:
    if not parts:
        return lambda data, root: data
    path = parts[0]
    default = parts[1].run if len(parts) == 2 else None
    names = text(path.value).split(".")
    if default or not path.is_constant or path.value in (None, "") or len(names) > 2:
        return _general(path, default)
    if len(names) == 1:
        return lambda data, root: _descend(data, names)
    first, second = names

    def run(data: Any, root: Any) -> Any:
        if type(data) is dict:
            inner = data.get(first)
            if type(inner) is dict:
                return inner.get(second)
        return _descend(data, names)

    return run


def _general(path: Part, default: Run | None) -> Run:
    if default is None:
        return lambda data, root: look(data, path.run(data, root))
    return lambda data, root: look(data, path.run(data, root), default(data, root))


def _missing(data: Any, keys: Sequence[Any]) -> list[Any]:
    return [key for key in keys if look(data, key) in (None, "")]


def _each_path(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        yield from (path for path in (value if isinstance(value, list) else [value]) if isinstance(path, str))


@operator(
    "missing",
    FAMILY,
    "path...?",
    "Those of the paths at which nothing, null or an empty text stands.",
    ({"missing": ["answers.a", "answers.b"]}, {"answers": {"a": 1}}, ["answers.b"]),
    reads=_each_path,
)
def missing(parts: Sequence[Part]) -> Run:
    runs = [part.run for part in parts]

    def run(data: Any, root: Any) -> list[Any]:
        keys = [each(data, root) for each in runs]
        return _missing(data, keys[0] if keys and isinstance(keys[0], list | tuple) else keys)

    return run


@operator(
    "missing_some",
    FAMILY,
    "least, paths",
    "An empty list when at least so many of the paths are there, else those that are not.",
    ({"missing_some": [1, ["answers.a", "answers.b"]]}, {"answers": {"a": 1}}, []),
    reads=_each_path,
)
def missing_some(parts: Sequence[Part]) -> Run:
    least, paths = parts[0].run, parts[1].run

    def run(data: Any, root: Any) -> list[Any]:
        needed, keys = least(data, root), paths(data, root)
        keys = keys if isinstance(keys, list | tuple) else [keys]
        absent = _missing(data, keys)
        return [] if less_equal(needed, len(keys) - len(absent)) else absent

    return run


def _answer_reads(values: Sequence[Any]) -> Iterator[str]:
    if values and isinstance(values[0], str):
        yield f"answers.{values[0]}"


def _all_answer_reads(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        yield from _answer_reads([value])


def _answer_of(key: Part) -> Run:
    """The answer to the question that an argument names, quickly when it is a plain constant."""
    name = key.value
    if not isinstance(name, str) or name == "" or "." in name:
        return lambda data, root: answer(root, key.run(data, root))

    def run(data: Any, root: Any) -> Any:
        answers = root.get("answers") if type(root) is dict else look(root, "answers")
        return answers.get(name) if type(answers) is dict else look(answers, name)

    return run


def _of_answer(
    name: str, arguments: str, doc: str, example: tuple[Any, Any, Any]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An operator whose first argument is a key; the function gets the answer in its place."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        def build(parts: Sequence[Part]) -> Run:
            return eager(function)([Part(_answer_of(parts[0])), *parts[1:]])

        operator(name, FAMILY, arguments, doc, example, reads=_answer_reads)(build)
        return function

    return register


@operator(
    "answered",
    FAMILY,
    "key...",
    "Whether every one of these questions has an answer.",
    ({"answered": ["q", "n"]}, ANSWERS, True),
    reads=_all_answer_reads,
)
def answered(parts: Sequence[Part]) -> Run:
    runs = [_answer_of(part) for part in parts]
    return lambda data, root: all(is_given(run(data, root)) for run in runs)


def chosen(value: Any) -> list[str]:
    """The options in an answer, of one choice or of several, open texts or not; a number is its own option."""
    if isinstance(value, list | tuple):
        return [item if type(item) is str else text(_option(item)) for item in value]
    found = _option(value)
    return [] if found is None else [text(found)]


def _option(value: Any) -> Any:
    return look(value, "option") if isinstance(value, Mapping) else value


def _options(values: Sequence[Any]) -> list[str]:
    return [text(each) for value in values for each in (value if isinstance(value, list | tuple) else [value])]


@_of_answer(
    "selected",
    "key, option",
    "Whether the option is chosen, alone, among others or with a text of one's own.",
    ({"selected": ["q", "o9"]}, ANSWERS, True),
)
def selected(value: Any, option: Any) -> bool:
    return value == text(option) if type(value) is str else text(option) in chosen(value)


@_of_answer(
    "selected_any",
    "key, option...",
    "Whether one of the options is chosen; they may come as a list.",
    ({"selected_any": ["q", "o2", "o9"]}, ANSWERS, True),
)
def selected_any(value: Any, *options: Any) -> bool:
    have = chosen(value)
    return any(option in have for option in _options(options))


@_of_answer(
    "selected_all",
    "key, option...",
    "Whether all of the options are chosen; false when none is named.",
    ({"selected_all": ["q", ["o1", "o9"]]}, ANSWERS, True),
)
def selected_all(value: Any, *options: Any) -> bool:
    have, wanted = chosen(value), _options(options)
    return bool(wanted) and all(option in have for option in wanted)


@operator(
    "score",
    FAMILY,
    "key",
    "The sum of the scores of the chosen options, of all rows in a table; 0 without an answer.",
    ({"score": ["q"]}, {**ANSWERS, "scores": {"q": {"o1": 5, "o9": -1}}}, 4),
    reads=_answer_reads,
)
def score(parts: Sequence[Part]) -> Run:
    value, key = _answer_of(parts[0]), parts[0].run
    return lambda data, root: _score(value(data, root), step(look(root, "scores"), text(key(data, root))))


def _score(value: Any, points: Any) -> float:
    is_table = isinstance(value, Mapping) and look(value, "option") is None
    found = 0.0
    for each in values_in_order(value) if is_table else [value]:
        for option in chosen(each):
            worth = step(points, option)
            if isinstance(worth, int | float) and not isinstance(worth, bool):
                found += number(worth)
    return found


@operator(
    "quota_left",
    FAMILY,
    "quota",
    "How many places a quota has left; null when it is not known.",
    ({"quota_left": ["women"]}, {"quota": {"women": 3}}, 3),
    reads=lambda values: iter([f"quota.{values[0]}"] if values and isinstance(values[0], str) else []),
)
def quota_left(parts: Sequence[Part]) -> Run:
    quota = parts[0].run

    def run(data: Any, root: Any) -> Any:
        found = step(look(root, "quota"), text(quota(data, root)))
        return None if found is MISSING else found

    return run


def count(value: Any) -> int:
    if isinstance(value, list | tuple):
        return len(value)
    if isinstance(value, Mapping) and look(value, "option") is None:
        return sum(is_given(each) for each in value.values())
    return int(is_given(value))


operator(
    "count",
    FAMILY,
    "value",
    "How many there are: options of a choice, items of a list, filled rows of a table; 0 without an answer.",
    ({"count": [{"var": "answers.q"}]}, ANSWERS, 2),
)(eager(count))

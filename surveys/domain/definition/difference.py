"""What has changed between two definitions, as a person would say it; and what would change the meaning of answers."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.domain.definition.model import Definition, Page
from surveys.domain.questions.base import Choice, Question
from surveys.domain.texts import LANGUAGES, Texts

NOTE, WARNING, MEANING = "note", "warning", "meaning"
_LISTS = ("options", "rows", "columns")
# Settings and texts by type that say what a stored figure or id stands for.
SCALES: Mapping[str, tuple[str, ...]] = {
    "picture": ("multiple",),
    "cascade": ("tree",),
    "yes_no": ("yes", "no"),
    "blanks": ("blanks",),
    "sentence": ("blanks",),
    "number": ("unit",),
    "slider": ("min", "max"),
    "csat": ("scale",),
    "ces": ("version",),
    "rating": ("scale", "tags"),
    "emotion": ("intensities",),
    "constant_sum": ("total",),
    "maxdiff": ("sets",),
    "kano": ("with", "without", "answer_1", "answer_2", "answer_3", "answer_4", "answer_5"),
    "matrix_rating": ("scale",),
    "matrix_slider": ("min", "max", "unit"),
    "semantic": ("scale", "centred"),
    "side_by_side": ("kinds",),
    "hidden": ("from", "name", "value"),
    "calculated": ("value", "format"),
}
# Labels at the ends of a scale and at its steps: to be read again, for they may turn it round.
LABELS = ("low", "high", "score_texts")
# What stands beside the meaning in a part of a setting.
_BESIDE = frozenset(
    {
        "if", "image", "hint", "placeholder", "min", "max", "min_length", "max_length", "decimals", "step", "optional",
        "earliest", "latest", "scores", "key",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change. `owner` is a question's key, or the id of a page, ending, quota or experiment; "" the survey itself.

    `level`: note (nothing to mind), warning (read it again), meaning (answers that are stored would say something
    else). `params` holds figures for the sentence: "before" and "after" where there are such.
    """

    code: str
    owner: str = ""
    level: str = NOTE
    params: Mapping[str, Any] = field(default_factory=dict)


def difference(old: Definition, new: Definition) -> list[Change]:
    """Every change from `old` to `new`; empty when they say the same."""
    changes = list(_survey_changes(old, new))
    changes += _page_changes(old, new)
    for question in old.questions:
        if new.question(question.key) is None:
            changes.append(_about(question, "question_removed"))
    for question in new.questions:
        before = old.question(question.key)
        if before is None:
            changes.append(_about(question, "question_added"))
        else:
            changes += _question_changes(before, question, old.language)
    changes += _moves(old, new)
    changes += _named_changes("ending", old.endings, new.endings)
    changes += _named_changes("quota", old.quotas, new.quotas)
    changes += _named_changes("experiment", old.experiments, new.experiments)
    return changes


def meaning_changes(earlier: Sequence[Definition], new: Definition) -> list[Change]:
    """Changes by which answers to any earlier version would be read wrongly with the new one.

    Each key, and each option of it, is compared with the latest of `earlier` (oldest first) that has it: an id that was
    taken away and comes back with other words is found too.
    """
    found: list[Change] = []
    for question in new.questions:
        versions = [(old, version.language) for version in earlier if (old := version.question(question.key))]
        if not versions:
            continue
        found += _meaning_of_type(versions[-1][0], question)
        for name in _LISTS:
            known = {choice.id: (choice, language) for old, language in versions for choice in getattr(old, name)}
            found += _reused_ids(question, name, known)
    return [change for change in found if change.level == MEANING]


def _survey_changes(old: Definition, new: Definition) -> Iterator[Change]:
    if old.title != new.title:
        yield Change("title_changed", params=_sides(old.title, new.title, new.language))
    if old.language != new.language:
        yield Change("language_changed", level=WARNING, params={"before": old.language, "after": new.language})
    if old.languages != new.languages:
        yield Change("languages_changed", params=_pair(", ".join(old.languages), ", ".join(new.languages)))
    for name in ("intro", "settings", "theme", "shuffled_pages", "metrics"):
        if getattr(old, name) != getattr(new, name):
            yield Change(f"{name}_changed")


def _page_changes(old: Definition, new: Definition) -> Iterator[Change]:
    before = {page.id: page for page in old.pages}
    after = {page.id: page for page in new.pages}
    for page in old.pages:
        if page.id not in after:
            yield Change("page_removed", page.id)
    for page in new.pages:
        if page.id not in before:
            yield Change("page_added", page.id)
            continue
        known = before[page.id]
        if (known.title, known.text) != (page.title, page.text):
            yield Change("page_wording_changed", page.id)
        if _page_logic(known) != _page_logic(page):
            yield Change("page_logic_changed", page.id)
    kept = [page.id for page in old.pages if page.id in after]
    if kept != [page.id for page in new.pages if page.id in before]:
        yield Change("pages_moved")


def _page_logic(page: Page) -> tuple[Any, ...]:
    return page.rule, page.shuffles, page.show, page.loop, page.timer, page.jumps


def _question_changes(old: Question, new: Question, language: str) -> Iterator[Change]:
    yield from _meaning_of_type(old, new)
    if not _same_words(old.title, new.title, language):
        yield _about(new, "title_reworded", WARNING, **_sides(old.title, new.title, language))
    elif old.title != new.title:
        yield _about(new, "title_touched", **_sides(old.title, new.title, language))
    for code, of in _PLAIN_CHANGES.items():
        if of(old) != of(new):
            yield _about(new, code)
    if old.id != new.id:
        yield _about(new, "id_changed", **_pair(old.id, new.id))
    for name in _LISTS:
        yield from _list_changes(old, new, name, language)
    if old.type == new.type:
        yield from _label_changes(old, new)
    if old.type == new.type and _other_settings(old) != _other_settings(new):
        yield _about(new, "settings_changed")


_PLAIN_CHANGES: Mapping[str, Callable[[Question], Any]] = {
    "hint_changed": lambda question: question.hint,
    "required_changed": lambda question: (question.required, question.required_rule),
    "logic_changed": lambda question: (question.rule, question.jumps),
    "checks_changed": lambda question: question.checks,
}


def _other_settings(question: Question) -> dict[str, Any]:
    told = {*_LISTS, *LABELS, *SCALES.get(question.type, ())}
    others = {name: value for name, value in question.settings.items() if name not in told}
    return others | {
        "from": (question.options_from, question.rows_from),
        "shuffle": (question.shuffles_options, question.shuffles_rows),
        "expected": question.expected,
    }


def _list_changes(old: Question, new: Question, name: str, language: str) -> Iterator[Change]:
    before: dict[str, Choice] = {choice.id: choice for choice in getattr(old, name)}
    after: dict[str, Choice] = {choice.id: choice for choice in getattr(new, name)}
    thing = name.removesuffix("s")
    for gone in before.keys() - after.keys():
        yield _about(new, f"{thing}_removed", id=gone, text=before[gone].text.get(language, gone))
    for added in after.keys() - before.keys():
        yield _about(new, f"{thing}_added", id=added, text=after[added].text.get(new.language, added))
    yield from _reused_ids(new, name, {known: (choice, language) for known, choice in before.items()})
    for kept in before.keys() & after.keys():
        if _beside_text(before[kept]) != _beside_text(after[kept]):
            yield _about(new, f"{thing}_changed", id=kept, text=after[kept].text.get(new.language, kept))
    if [known for known in before if known in after] != [known for known in after if known in before]:
        yield _about(new, f"{name}_moved")


def _beside_text(choice: Choice) -> tuple[Any, ...]:
    return (
        choice.rule, choice.image, choice.is_fixed, choice.is_exclusive, choice.is_open, choice.group, choice.score,
        choice.key,
    )  # fmt: skip


def _reused_ids(question: Question, name: str, known: Mapping[str, tuple[Choice, str]]) -> Iterator[Change]:
    thing = name.removesuffix("s")
    for choice in getattr(question, name):
        if choice.id not in known:
            continue
        before, language = known[choice.id]
        sides = {"id": choice.id, **_sides(before.text, choice.text, language)}
        if not _same_words(before.text, choice.text, language):
            yield _about(question, f"{thing}_id_reused", MEANING, **sides)
        elif before.text != choice.text:
            other = any(before.text.get(code) and before.text[code] != text for code, text in choice.text.items())
            yield _about(question, f"{thing}_reworded", WARNING if other else NOTE, **sides)


def _meaning_of_type(old: Question, new: Question) -> Iterator[Change]:
    if old.type != new.type:
        yield _about(new, "type_changed", MEANING, **_pair(old.type, new.type))
        return
    for name in SCALES.get(new.type, ()):
        before, after = (_meant(question.settings.get(name), old.language) for question in (old, new))
        # A rule has no parts of its own: any other is another one.
        if _clash(before, after) or (new.type == "calculated" and before != after):
            yield _about(new, "scale_changed", MEANING, field=name, **_pair(_short(before), _short(after)))
    if new.type in {"consent", "consent_contact"} and old.settings["text_version"] == new.settings["text_version"]:
        words = [
            name for name in ("label", "purpose")
            if not _same_words(old.settings.get(name) or {}, new.settings.get(name) or {}, old.language)
        ]  # fmt: skip
        if words:
            yield _about(new, "consent_reworded", MEANING, version=new.settings["text_version"])


def _label_changes(old: Question, new: Question) -> Iterator[Change]:
    for name in LABELS:
        before, after = (_meant(question.settings.get(name), old.language) for question in (old, new))
        if before != after:
            yield _about(new, "labels_changed", WARNING, field=name, **_pair(_short(before), _short(after)))


def _meant(value: Any, language: str) -> Any:
    """A setting without what changes nothing stored: other languages, conditions, pictures, how words are set."""
    if isinstance(value, Mapping):
        if value and all(code in LANGUAGES for code in value):
            return _plain(str(value.get(language, "")))
        return {name: _meant(item, language) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_meant(item, language) for item in value]
    return value or None if isinstance(value, str | Mapping) else value


def _clash(before: Any, after: Any) -> bool:
    """Whether something that both have is another thing in each. What came or went clashes with nothing."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return any(_clash(before[name], after[name]) for name in before.keys() & after.keys() - _BESIDE)
    if isinstance(before, list) and isinstance(after, list) and all(_has_id(item) for item in before + after):
        known = {item["id"]: item for item in after}
        return any(_clash(item, known[item["id"]]) for item in before if item["id"] in known)
    return bool(before != after)


def _has_id(value: Any) -> bool:
    return isinstance(value, Mapping) and "id" in value


def _moves(old: Definition, new: Definition) -> Iterator[Change]:
    """Questions that stand on another page, or in another order among those that both have."""
    pages_before = {question.key: page.id for page in old.pages for question in page.questions}
    pages_after = {question.key: page.id for page in new.pages for question in page.questions}
    kept = [key for key in pages_before if key in pages_after]
    moved = [key for key in kept if pages_before[key] != pages_after[key]]
    staying = [key for key in kept if key not in moved]
    order = {key: at for at, key in enumerate(key for key in pages_after if key in staying)}
    in_order = set(_longest_rising(staying, order))
    for question in new.questions:
        if question.key in moved or (question.key in order and question.key not in in_order):
            yield _about(question, "question_moved")


def _longest_rising(items: Sequence[str], order: Mapping[str, int]) -> list[str]:
    """The most items that are in the same order as before (patience sorting); the others are those that were moved."""
    ends: list[int] = []
    piles: list[list[tuple[str, int]]] = []  # item, and how many items the pile before it had
    for item in items:
        at = bisect_left(ends, order[item])
        below = len(piles[at - 1]) if at else 0
        if at == len(ends):
            ends.append(order[item])
            piles.append([])
        ends[at] = order[item]
        piles[at].append((item, below))
    found: list[str] = []
    top = len(piles[-1]) if piles else 0
    for pile in reversed(piles):
        item, top = pile[top - 1]
        found.append(item)
    return found[::-1]


def _named_changes(thing: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[Change]:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    for gone in before:
        if gone not in after:
            yield Change(f"{thing}_removed", gone)
    for name, item in after.items():
        if name not in before:
            yield Change(f"{thing}_added", name)
        elif item != before[name]:
            yield Change(f"{thing}_changed", name)


def _same_words(old: Texts, new: Texts, language: str) -> bool:
    """Whether the same words stand in the survey's own language, however they are set: width, case, spaces, marks."""
    return _plain(old.get(language, "")) == _plain(new.get(language, ""))


def _plain(text: str) -> str:
    """Letters, digits and signs. A mark before a digit stays, for -1, 1.5 and 10-20 say something by it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    marks = [mark for mark in folded if unicodedata.category(mark)[0] not in "ZC"]
    return "".join(
        mark
        for mark, following in zip(marks, [*marks[1:], ""], strict=True)
        if unicodedata.category(mark)[0] != "P" or mark == "%" or following.isdigit()
    )


def _about(question: Question, code: str, level: str = NOTE, **params: Any) -> Change:
    return Change(code, question.key, level, {"key": question.key, **params})


def _sides(before: Texts, after: Texts, language: str) -> dict[str, str]:
    return _pair(before.get(language, ""), after.get(language, ""))


def _pair(before: str, after: str) -> dict[str, str]:
    return {"before": before, "after": after}


def _short(value: Any) -> str:
    return str(value)[:80] if value is not None else ""

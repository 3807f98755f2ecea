"""Puts answers, parameters and names into the texts of a path ("pipes"; their grammar is in surveys.domain.texts)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from surveys.domain.definition.model import Definition
from surveys.domain.logic.coercion import number_text
from surveys.domain.questions.base import Choice, InForce, Question
from surveys.domain.texts import LANGUAGES, pick, pipes_of, split_pipes

if TYPE_CHECKING:
    from surveys.domain.walk.program import Program
    from surveys.domain.walk.results import LoopItem, Shown, Step, Surroundings

Fields = tuple[tuple[str, str], ...]
SURVEY = "_survey"
# An option whose text asks for the answer that it is would have no end.
_DEPTH = 3
_KINDS = ("option", "row", "column")
_CHOICES = frozenset({"options", "rows", "columns"})


@dataclass(frozen=True)
class OwnWords(Choice):
    """A carried option that bears what the respondent wrote, in place of "other"."""


@dataclass(frozen=True, slots=True)
class PipedTexts:
    """The texts with pipes of one language, [(field, text)], by the id of what they belong to."""

    survey: Fields
    pages: Mapping[str, Fields]
    questions: Mapping[str, Fields]
    # {question id: {choice id: text}}
    choices: Mapping[str, Mapping[str, str]]
    endings: Mapping[str, Fields]

    def asked_keys(self) -> frozenset[str]:
        """Keys of the questions whose answers are put into some text."""
        groups = (self.pages, self.questions, self.endings)
        texts = [text for group in groups for fields in group.values() for _, text in fields]
        texts += [text for choices in self.choices.values() for text in choices.values()]
        texts += [text for _, text in self.survey]
        return frozenset(pipe.question for text in texts for pipe in pipes_of(text)) - {""}


def find_pipes(definition: Definition, resolved: Mapping[str, Question], language: str) -> PipedTexts:
    """Look for pipes in every text of a language; `resolved` are the questions with carried choices, by id."""
    own = definition.language

    def chosen(fields: Iterator[tuple[str, Mapping[str, str]]]) -> Fields:
        texts = ((name, pick(texts, language, own)) for name, texts in fields)
        return tuple((name, text) for name, text in texts if has_pipe(text))

    pages = {page.id: chosen(iter([("title", page.title), ("text", page.text)])) for page in definition.pages}
    questions = {question.id: chosen(_question_texts(question)) for question in resolved.values()}
    choices = {question.id: dict(_choice_texts(question, language)) for question in resolved.values()}
    endings = {
        ending.id: chosen(iter([("title", ending.title), ("text", ending.text), ("button", ending.button_text)]))
        for ending in definition.endings
    }
    return PipedTexts(
        survey=chosen(iter([("title", definition.title), ("intro", definition.intro)])),
        pages={name: fields for name, fields in pages.items() if fields},
        questions={name: fields for name, fields in questions.items() if fields},
        choices={name: fields for name, fields in choices.items() if fields},
        endings={name: fields for name, fields in endings.items() if fields},
    )


def has_pipe(text: str) -> bool:
    return any(True for _ in pipes_of(text))


def _question_texts(question: Question) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "title", question.title
    yield "hint", question.hint
    for name, value in question.settings.items():
        if name not in _CHOICES:
            yield from _nested_texts(name, value)


def _nested_texts(path: str, value: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Texts of a type's own, wherever they stand in its settings: "low", "blanks.0.text"."""
    if isinstance(value, Mapping):
        if value and all(code in LANGUAGES and isinstance(text, str) for code, text in value.items()):
            yield path, value
        else:
            for name, inner in value.items():
                yield from _nested_texts(f"{path}.{name}", inner)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _nested_texts(f"{path}.{at}", inner)


def _choice_texts(question: Question, language: str) -> Iterator[tuple[str, str]]:
    for choice in (*question.options, *question.rows, *question.columns):
        text = pick(choice.text, language, question.language)
        if has_pipe(text):
            yield choice.id, text


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pipe stands, and how many times more what is put in may be filled in itself."""

    language: str
    item: "LoopItem | None"
    loop: str
    depth: int


class Piping:
    """Fills texts in for one walk. What it is given is put in as it is: escaping is for the caller.

    `answers` and `in_force` (by instance name) are those of the walk, which adds to them as it goes.
    """

    def __init__(
        self,
        program: "Program",
        surroundings: "Surroundings",
        answers: Mapping[str, Any],
        in_force: Mapping[str, InForce],
    ) -> None:
        self.program = program
        self.surroundings = surroundings
        self.answers = answers
        self.in_force = in_force

    def texts(self, steps: Sequence["Step"], ending: str, language: str) -> dict[str, str]:
        """{slot: text} of the pages, questions and choices of a path and of its ending."""
        piped = self.program.piped(language)
        found = {f"{SURVEY}.{name}": self.fill(text, language) for name, text in piped.survey}
        for step in steps:
            at = f"@{step.item.id}" if step.item else ""
            for name, text in piped.pages.get(step.page.id, ()):
                found[f"{step.page.id}{at}.{name}"] = self.fill(text, language, step.item, step.loop)
            for shown in step.questions:
                slot = f"{shown.question.id}{at}"
                for name, text in piped.questions.get(shown.question.id, ()):
                    found[f"{slot}.{name}"] = self.fill(text, language, step.item, step.loop)
                for name, choice in _choices(shown):
                    text = piped.choices.get(shown.question.id, {}).get(choice.id, "")
                    if isinstance(choice, OwnWords):
                        found[f"{slot}.{name}"] = pick(choice.text, language, shown.question.language)
                    elif text:
                        found[f"{slot}.{name}"] = self.fill(text, language, step.item, step.loop)
        for name, text in piped.endings.get(ending, ()):
            found[f"{ending}.{name}"] = self.fill(text, language)
        return found

    def fill(
        self, text: str, language: str, item: "LoopItem | None" = None, loop: str = "", depth: int = _DEPTH
    ) -> str:
        """The text with every pipe replaced by its value, else by its fallback, else by nothing.

        An option that is put in may hold pipes of its own; those are filled in too, down to `depth`.
        """
        if "{" not in text:
            return text
        place = _Place(language, item, loop, depth)
        return "".join(
            part if isinstance(part, str) else self._value(part.source, place) or part.fallback
            for part in split_pipes(text)
        )

    def item_text(self, item: "LoopItem", language: str, depth: int = _DEPTH) -> str:
        """What a page is repeated for, in words."""
        text = item.text(language)
        return text if isinstance(item.choice, OwnWords) else self.fill(text, language, depth=depth - 1)

    def _value(self, source: str, place: "_Place") -> str:
        kind, _, name = source.partition(".")
        if kind == "answers":
            return self._answer(name, place) if place.depth > 0 else ""
        if kind == "loop":
            if place.item is None:
                return ""
            return str(place.item.index) if name == "index" else self.item_text(place.item, place.language, place.depth)
        if kind == "organization":
            return self.surroundings.organization_name
        values = {
            "url": self.surroundings.url,
            "customer": self.surroundings.customer,
            "context": self.surroundings.context,
        }[kind]
        return _plain_words(values.get(name))

    def _answer(self, key: str, place: "_Place") -> str:
        is_of_loop = place.item is not None and key in self.program.loop_keys.get(place.loop, ())
        name = f"{key}@{place.item.id}" if is_of_loop and place.item else key
        value = self.answers.get(name)
        asked = self.program.by_key.get(key)
        if value is None or asked is None:
            return ""
        return asked.kind.words(self._as_said(asked.question, name, place), value, place.language)

    def _as_said(self, question: Question, name: str, place: "_Place") -> Question:
        """The question with its choices in the words that this respondent sees."""
        words = dict(_own_words(question, self.in_force.get(name)))
        for choice, text in self.program.piped(place.language).choices.get(question.id, {}).items():
            if choice not in words:
                words[choice] = self.fill(text, place.language, place.item, place.loop, place.depth - 1)
        if not words:
            return question

        def said(choices: Iterable[Choice]) -> tuple[Choice, ...]:
            return tuple(
                replace(choice, text={question.language: words[choice.id]}) if choice.id in words else choice
                for choice in choices
            )

        return replace(
            question, options=said(question.options), rows=said(question.rows), columns=said(question.columns)
        )


def _choices(shown: "Shown") -> Iterator[tuple[str, Choice]]:
    for kind, choices in zip(_KINDS, (shown.options, shown.rows, shown.columns), strict=True):
        for choice in choices:
            yield f"{kind}.{choice.id}", choice


def _own_words(question: Question, in_force: InForce | None) -> Iterator[tuple[str, str]]:
    """(id, words) of open options that were carried over to the question."""
    if in_force is not None and (question.options_from or question.rows_from):
        for choice in (*in_force.options, *in_force.rows):
            if isinstance(choice, OwnWords):
                yield choice.id, choice.text[question.language]


def _plain_words(value: Any) -> str:
    """A parameter or attribute: texts and numbers as they are, anything else is nothing."""
    if isinstance(value, str):
        return value
    return number_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""

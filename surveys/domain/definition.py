"""Reads the JSON of a survey into typed values, and says what is wrong with it.

    {"schema": 1, "language": "zh-hans", "title": {"zh-hans": "..."},
     "pages": [{"id": "p1", "questions": [
         {"id": "q1", "key": "nps", "type": "nps", "title": {...}, "required": true}]}],
     "ending": {"title": {...}, "text": {...}}}

Ids and keys stay for ever: answers are stored by key, and a figure follows a question across versions by it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys.domain.questions import QUESTION_TYPES, Question
from surveys.domain.texts import LANGUAGES, Problem, TextField, Texts, check_texts, excerpt

SCHEMA = 1
MOST_PAGES = 50
MOST_QUESTIONS = 200

TITLE = TextField("title", 120)
QUESTION_TITLE = TextField("title", 300)
ENDING_TITLE = TextField("title", 80)
ENDING_TEXT = TextField("text", 500, required=False)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELDS = frozenset({"schema", "language", "title", "pages", "ending"})
_PAGE_FIELDS = frozenset({"id", "questions"})
_QUESTION_FIELDS = frozenset({"id", "key", "type", "title", "required"})
_ENDING_FIELDS = frozenset({"title", "text"})


class InvalidDefinitionError(ValueError):
    """The JSON is not a survey; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.path}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Page:
    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Ending:
    title: Texts
    text: Texts


@dataclass(frozen=True)
class Definition:
    """A survey that is known to be sound."""

    language: str
    title: Texts
    pages: tuple[Page, ...]
    ending: Ending

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The survey's own language, then those in which nothing that must be said is missing."""
        others = [
            code for code in LANGUAGES if code != self.language and all(code in texts for texts in self._needed())
        ]
        return (self.language, *others)

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def _needed(self) -> Iterator[Texts]:
        yield self.title
        yield self.ending.title
        for question in self.questions:
            yield question.title
            for text in QUESTION_TYPES[question.type].texts:
                if text.required:
                    yield question.settings[text.name]


def read_definition(raw: Any) -> Definition:
    """The typed survey; raises InvalidDefinitionError with every problem that was found."""
    problems = check_definition(raw)
    if problems:
        raise InvalidDefinitionError(problems)
    language = raw["language"]
    pages = tuple(
        Page(page["id"], tuple(_question(question, language) for question in page["questions"]))
        for page in raw["pages"]
    )
    ending = Ending(_texts(raw["ending"]["title"]), _texts(raw["ending"].get("text")))
    return Definition(language=language, title=_texts(raw["title"]), pages=pages, ending=ending)


def check_definition(raw: Any) -> list[Problem]:
    """Everything that is wrong with the JSON of a survey, in its order; empty when it can be published."""
    if not isinstance(raw, dict):
        return [Problem("", "not_object")]
    problems = list(_unknown_fields("", raw, _FIELDS))
    if type(raw.get("schema")) is not int or raw["schema"] != SCHEMA:
        problems.append(Problem("schema", "unknown_schema", {"known": SCHEMA}))
    language = raw.get("language")
    if language not in LANGUAGES:
        problems.append(Problem("language", "unknown_language", {"language": excerpt(language)}))
        language = LANGUAGES[0]
    problems += check_texts("title", raw.get("title"), TITLE, language)
    problems += _check_pages(raw.get("pages"), language)
    problems += _check_ending(raw.get("ending"), language)
    return problems


def _check_pages(pages: Any, language: str) -> Iterator[Problem]:
    if not isinstance(pages, list) or not pages:
        yield Problem("pages", "empty")
        return
    if len(pages) > MOST_PAGES:
        yield Problem("pages", "too_many", {"limit": MOST_PAGES})
        return
    questions: list[tuple[str, Any]] = []
    for number, page in enumerate(pages):
        path = f"pages.{number}"
        if not isinstance(page, dict) or not isinstance(page.get("questions"), list):
            yield Problem(path, "not_a_page")
            continue
        yield from _unknown_fields(path, page, _PAGE_FIELDS)
        questions += [(f"{path}.questions.{at}", question) for at, question in enumerate(page["questions"])]
    if not questions and all(isinstance(page, dict) and page.get("questions") == [] for page in pages):
        yield Problem("pages", "no_questions")
    if len(questions) > MOST_QUESTIONS:
        yield Problem("pages", "too_many", {"limit": MOST_QUESTIONS})
        return
    for path, question in questions:
        yield from _check_question(path, question, language)
    yield from _check_names([(f"pages.{at}", page) for at, page in enumerate(pages)], "id")
    yield from _check_names(questions, "id")
    yield from _check_names(questions, "key")
    yield from _check_single_contact(questions)


def _check_question(path: str, raw: Any, language: str) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield Problem(path, "not_object")
        return
    name = raw.get("type")
    kind = QUESTION_TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        yield Problem(f"{path}.type", "unknown_type", {"type": excerpt(name)})
        return
    yield from _unknown_fields(path, raw, _QUESTION_FIELDS | kind.fields | {text.name for text in kind.texts})
    if type(raw.get("required", False)) is not bool:
        yield Problem(f"{path}.required", "not_boolean")
    yield from check_texts(f"{path}.title", raw.get("title"), QUESTION_TITLE, language)
    for text in kind.texts:
        yield from check_texts(f"{path}.{text.name}", raw.get(text.name), text, language)
    yield from kind.check_definition(path, raw)


def _check_ending(ending: Any, language: str) -> Iterator[Problem]:
    if not isinstance(ending, dict):
        yield Problem("ending", "not_object")
        return
    yield from _unknown_fields("ending", ending, _ENDING_FIELDS)
    yield from check_texts("ending.title", ending.get("title"), ENDING_TITLE, language)
    yield from check_texts("ending.text", ending.get("text"), ENDING_TEXT, language)


def _check_names(items: Iterable[tuple[str, Any]], name: str) -> Iterator[Problem]:
    """Ids and keys: small letters, digits and underscores, each one once."""
    seen: set[str] = set()
    for path, item in items:
        if not isinstance(item, dict):
            continue
        value = item.get(name)
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            yield Problem(f"{path}.{name}", "not_a_name")
        elif value in seen:
            yield Problem(f"{path}.{name}", f"duplicate_{name}", {name: value})
        else:
            seen.add(value)


def _check_single_contact(questions: Iterable[tuple[str, Any]]) -> Iterator[Problem]:
    asking = [path for path, raw in questions if isinstance(raw, dict) and raw.get("type") == "consent_contact"]
    for path in asking[1:]:
        yield Problem(path, "contact_twice")


def _unknown_fields(path: str, raw: Mapping[str, Any], known: Iterable[str]) -> Iterator[Problem]:
    for name in raw:
        if name not in known:
            shown = excerpt(name)
            yield Problem(f"{path}.{shown}" if path else shown, "unknown_field", {"field": shown})


def _question(raw: Mapping[str, Any], language: str) -> Question:
    kind = QUESTION_TYPES[raw["type"]]
    settings: dict[str, Any] = {name: raw[name] for name in kind.fields if name in raw}
    settings |= {text.name: _texts(raw.get(text.name)) for text in kind.texts}
    return Question(
        id=raw["id"],
        key=raw["key"],
        type=raw["type"],
        title=_texts(raw["title"]),
        required=raw.get("required", False),
        language=language,
        settings=settings,
    )


def _texts(raw: Mapping[str, str] | None) -> dict[str, str]:
    """Empty texts count as missing."""
    return {language: text.strip() for language, text in (raw or {}).items() if text.strip()}

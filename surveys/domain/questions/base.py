"""What every type of question is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from surveys.domain.texts import Problem, TextField, Texts, pick


@dataclass(frozen=True)
class Question:
    """A question as the definition has it; `settings` holds what only its type knows."""

    id: str
    key: str
    type: str
    title: Texts
    required: bool
    language: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str, language: str) -> str:
        """One of its texts ("title", or a text of its type) in a language, else in the survey's own."""
        texts = self.title if name == "title" else self.settings.get(name) or {}
        return pick(texts, language, self.language)


@dataclass(frozen=True)
class AnswerError:
    """Why an answer cannot be taken: a stable code and the figures for the message."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """An answer in the shape in which it is stored. `private` is kept apart from the answers, encrypted."""

    value: Any
    private: Mapping[str, str] | None = None


class QuestionType(Protocol):
    """One module of this package for each type; the registry knows them by name."""

    name: str
    # Texts in every language beside the title, and other fields that the type allows in its definition.
    texts: tuple[TextField, ...]
    fields: frozenset[str]

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """What is wrong with the type's own fields; the common ones and the texts are checked already."""

    def check_answer(self, question: Question, value: Any) -> Taken | AnswerError | None:
        """Judge a value as the API sends it. None means: not answered."""

    def read_form(self, question: Question, data: Mapping[str, str]) -> Any:
        """The value out of the fields of a posted form, not judged yet; None when they are empty."""

    def answer_text(self, question: Question, value: Any, language: str) -> str:
        """A stored answer in words, for lists, tickets and exports."""

"""What every type of question is made of.

A type is a thin declaration: it names its shape (how an answer looks and is judged), its own fields as JSON Schema, its
texts, and how answers become columns of an export. Each shape is written twice, here and in static/respondent/shapes/,
so that the page and the server judge alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from surveys.domain.texts import Problem, TextField, Texts, pick


@dataclass(frozen=True)
class Choice:
    """An option, a row or a column. `key` is the code in exports; it is the id unless the survey says otherwise."""

    id: str
    key: str
    text: Texts
    rule: Any = None
    image: str = ""
    is_fixed: bool = False
    is_exclusive: bool = False
    # A text of one's own goes with it ("other, namely ...").
    is_open: bool = False
    group: str = ""
    score: float | None = None


@dataclass(frozen=True)
class Check:
    """A rule over all answers that an answer must keep; a soft one only asks "are you sure"."""

    rule: Any
    message: Texts
    is_soft: bool = False


@dataclass(frozen=True)
class Jump:
    """Go to a later page or question, to an ending, or to "end", when the rule holds (None: always)."""

    to: str
    rule: Any = None


@dataclass(frozen=True)
class Source:
    """Options or rows carried over from an earlier question; `take` is chosen, unchosen, ranked or all."""

    question: str
    take: str


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
    hint: Texts = field(default_factory=dict)
    options: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    options_from: Source | None = None
    rows_from: Source | None = None
    shuffles_options: bool = False
    shuffles_rows: bool = False
    rule: Any = None
    required_rule: Any = None
    checks: tuple[Check, ...] = ()
    jumps: tuple[Jump, ...] = ()
    # The one right answer of a trap question, which tells whether people read.
    expected: Any = None

    def text(self, name: str, language: str) -> str:
        """One of its texts ("title", "hint", or a text of its type) in a language, else in the survey's own."""
        texts = self.title if name == "title" else self.hint if name == "hint" else self.settings.get(name) or {}
        return pick(texts, language, self.language)


@dataclass(frozen=True)
class InForce:
    """What of a question this respondent sees, in the order shown: after conditions, carrying over and shuffling."""

    options: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    # "YYYY-MM-DD" where the respondent is; "" leaves relative limits of dates alone.
    today: str = ""


@dataclass(frozen=True)
class AnswerError:
    """Why an answer cannot be taken: a stable code and the figures for the message."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """An answer in the shape in which it is stored. `private` is kept apart from the answers, encrypted.

    `proof` came with it to show that it is true; whoever asked for it judges it, and it is not stored.
    """

    value: Any
    private: Any = None
    proof: str = ""


@dataclass(frozen=True)
class Column:
    """A column of an export: `kind` is text, number, date or code; `labels` explains the codes."""

    key: str
    title: str
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)


class Form(Protocol):
    """A posted form: names may come more than once, as those of checkboxes do."""

    def get(self, key: str, default: str = "") -> str | None: ...

    def getlist(self, key: str) -> list[str]: ...

    def __iter__(self) -> Iterator[str]: ...


class QuestionType(Protocol):
    """One class for each type; the registry knows them by name."""

    name: str
    # The name of its shape in static/respondent/shapes/, which reads and judges in the page.
    shape: str
    # JSON Schema (draft 2020-12) of the type's own fields: {"field": {...}}; "options", "rows", "columns" are named
    # here when the type has them, with the shared schema of choices.
    fields: Mapping[str, Any]
    # JSON Schema of an answer as the API takes it.
    answer_schema: Mapping[str, Any]
    # True where a stored answer identifies a person: it is encrypted and only a mask stands among the answers.
    is_private: bool
    # False for statements, videos, hidden and calculated values: nobody is asked for an answer.
    is_asked: bool
    # The module of static/respondent/types/ that makes it pleasant with script, if it needs one.
    behaviour: str

    @property
    def texts(self) -> tuple[TextField, ...]:
        """Texts in every language beside title and hint, such as the labels at the ends of a scale."""

    @property
    def example(self) -> Mapping[str, Any]:
        """A whole question of this type, for the documentation and the tests."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Which of `fields` must be there."""

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """What is wrong with the type's own fields beyond what its JSON Schema says."""

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        """Judge a value as the API sends it. None means: not answered."""

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """The value out of the fields of a posted form, not judged yet; None when they are empty.

        `name` is the name of this instance: the key, or "key@item" inside a loop.
        """

    def labels(self, question: Question, language: str) -> dict[str, str]:
        """The texts that `words` needs, by id, and the marks "," and ":" of the language; for the page's script too."""

    def words(self, question: Question, value: Any, language: str) -> str:
        """A stored answer in words, for pipes, lists, tickets and exports."""

    def columns(self, question: Question, language: str) -> list[Column]:
        """The columns of an export, the same for every response."""

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        """A stored answer by column key; columns without a value are left out."""

    def plan(self, question: Question) -> dict[str, Any]:
        """The settings that the page's script needs to read and judge: no texts."""

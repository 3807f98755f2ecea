"""A survey as typed values. Made by surveys.domain.definition.read_definition, never by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.domain.questions.base import Jump, Question
from surveys.domain.texts import Texts


@dataclass(frozen=True)
class Loop:
    """Repeats its page: for items of an earlier question (`question`, `take`), or a number of times (`times`)."""

    most: int
    question: str = ""
    take: str = ""
    times: Any = None


@dataclass(frozen=True)
class Timer:
    """Seconds that a page stays at least, and after which it is sent on at the latest; None: no such limit."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Page:
    id: str
    questions: tuple[Question, ...]
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    rule: Any = None
    shuffles: bool = False
    # Only so many of its questions are shown, drawn for each respondent.
    show: int | None = None
    loop: Loop | None = None
    timer: Timer | None = None
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True)
class ShuffledPages:
    """Pages that stand together and come in a drawn order; of which only `show` are shown when it is given."""

    pages: tuple[str, ...]
    show: int | None = None


@dataclass(frozen=True)
class Experiment:
    """Arms with their weights; each respondent is in one."""

    id: str
    arms: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QuotaCell:
    id: str
    rule: Any
    limit: int


@dataclass(frozen=True)
class Quota:
    """`do` is what happens on a full cell: end, screen_out, redirect or flag; `ending` the ending shown then."""

    id: str
    name: str
    cells: tuple[QuotaCell, ...]
    do: str
    ending: str = ""


@dataclass(frozen=True)
class Redirect:
    """`params` are texts with pipes by name; with `is_signed` a signature of all of them is added."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    is_signed: bool = False
    after: int = 0


@dataclass(frozen=True)
class Coupon:
    """One code for everybody (`text`), or one for each response that begins with `prefix`."""

    text: str = ""
    is_unique: bool = False
    prefix: str = ""


@dataclass(frozen=True)
class Ending:
    id: str
    outcome: str
    title: Texts
    text: Texts = field(default_factory=dict)
    rule: Any = None
    redirect: Redirect | None = None
    button_text: Texts = field(default_factory=dict)
    button_url: str = ""
    coupon: Coupon | None = None
    next_survey: str = ""


@dataclass(frozen=True)
class MetricBinding:
    question: str
    metric: str
    touchpoint: str = ""


@dataclass(frozen=True)
class Settings:
    progress: bool = True
    back: bool = True
    one_per_page: bool = False
    save: bool = True
    trajectory: bool = True
    # Seconds for the whole survey.
    time_limit: int | None = None
    elder: bool = False


@dataclass(frozen=True)
class Definition:
    """A survey that is known to be sound."""

    language: str
    languages: tuple[str, ...]
    title: Texts
    pages: tuple[Page, ...]
    endings: tuple[Ending, ...]
    intro: Texts = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    theme: Mapping[str, Any] = field(default_factory=dict)
    experiments: tuple[Experiment, ...] = ()
    shuffled_pages: tuple[ShuffledPages, ...] = ()
    quotas: tuple[Quota, ...] = ()
    metrics: tuple[MetricBinding, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def jumps(self) -> tuple[Jump, ...]:
        """Those of the pages and those of the questions."""
        of_pages = tuple(jump for page in self.pages for jump in page.jumps)
        return of_pages + tuple(jump for question in self.questions for jump in question.jumps)

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.questions}

    def question(self, key: str) -> Question | None:
        return self.by_key.get(key)

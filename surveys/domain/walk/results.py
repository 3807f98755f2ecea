"""What goes into a walk beside the answers, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from surveys.domain.definition.model import Page
from surveys.domain.questions.base import AnswerError, Choice, InForce, Question
from surveys.domain.texts import pick

if TYPE_CHECKING:
    from surveys.domain.walk.pipes import Piping

# Why an answer that was sent is not among the answers (or, carried_away, only in part).
HIDDEN = "hidden"
NOT_REACHED = "not_reached"
UNKNOWN = "unknown"
CARRIED_AWAY = "carried_away"
# Not an answer: the names of the questions whose soft checks the respondent has confirmed.
CONFIRMED = "_confirmed"


@dataclass(frozen=True)
class Surroundings:
    """All that a path depends on beside the answers; with the same surroundings a walk is always the same.

    `seed` decides every draw of this respondent. `turn` counts those who came before in this survey: given, the arms of
    experiments are dealt in blocks, in orders that follow from `survey`; None, each arm is drawn from the seed alone.
    `quota_left` is {quota id: places left} for rules that ask; a walk itself reserves nothing.
    """

    seed: str = ""
    url: Mapping[str, Any] = field(default_factory=dict)
    customer: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    quota_left: Mapping[str, int] = field(default_factory=dict)
    organization_name: str = ""
    turn: int | None = None
    survey: str = ""


@dataclass(frozen=True)
class LoopItem:
    """What a repeated page is about this time; `index` counts from 1."""

    id: str
    index: int
    # None for a number.
    choice: Choice | None = None
    own_language: str = ""

    def text(self, language: str) -> str:
        return pick(self.choice.text, language, self.own_language) if self.choice else str(self.index)


@dataclass(frozen=True)
class Shown:
    """A question as this respondent sees it. `name` is its key, or "key@item" inside a loop."""

    name: str
    question: Question
    in_force: InForce
    required: bool

    @property
    def options(self) -> tuple[Choice, ...]:
        return self.in_force.options

    @property
    def rows(self) -> tuple[Choice, ...]:
        return self.in_force.rows

    @property
    def columns(self) -> tuple[Choice, ...]:
        return self.in_force.columns


@dataclass(frozen=True)
class Step:
    """One page of the path; `name` is its id, or "id@item" inside a loop."""

    page: Page
    item: LoopItem | None
    name: str
    questions: tuple[Shown, ...]
    # The loop it belongs to, as the program names it.
    loop: str = ""


@dataclass(frozen=True)
class Walk:
    """The path of one respondent and all that follows from it.

    `answers` are normalised, of visible questions only, by instance name, with hidden and calculated values; `private`
    are the parts of them that identify a person. `ending` and `outcome` are empty while the path has no end yet, which
    happens only with `until`. `cells` are the quota cells that this respondent belongs to, as far as that is decided.
    """

    steps: tuple[Step, ...]
    answers: dict[str, Any]
    private: dict[str, Any]
    # Solutions of captchas and codes sent to numbers, for whoever judges them; they are not stored.
    solutions: dict[str, str]
    dropped: dict[str, str]
    errors: dict[str, AnswerError]
    soft: dict[str, tuple[str, ...]]
    # Names of trap questions that were answered otherwise than expected.
    traps: tuple[str, ...]
    ending: str
    outcome: str
    arms: dict[str, str]
    # {page id: ids of the items for which it is repeated}
    loops: dict[str, tuple[str, ...]]
    cells: tuple[tuple[str, str], ...]
    piping: "Piping"

    @cached_property
    def shown(self) -> dict[str, Shown]:
        return {shown.name: shown for step in self.steps for shown in step.questions}

    @cached_property
    def path(self) -> list[list[Any]]:
        """[[page instance, [names of questions shown]], ...] as it is stored with a response."""
        return [[step.name, [shown.name for shown in step.questions]] for step in self.steps]

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def next_step(self, name: str = "") -> Step | None:
        """The page after the named one, the first one without a name; None after the last and for a name not in it."""
        names = [step.name for step in self.steps]
        at = names.index(name) + 1 if name in names else 0 if not name else len(names)
        return self.steps[at] if at < len(names) else None

    def errors_on(self, name: str) -> dict[str, AnswerError]:
        """The errors of one page of the path."""
        step = self.step(name)
        names = [shown.name for shown in step.questions] if step else []
        return {each: self.errors[each] for each in names if each in self.errors}

    def texts(self, language: str) -> dict[str, str]:
        """{slot: text} of every text of the path that holds pipes, filled in. A slot is "<instance id>.<field>".

        Plain text: whoever puts it into HTML escapes it.
        """
        return self.piping.texts(self.steps, self.ending, language)

    def fill(self, text: str, language: str) -> str:
        """Any other text with pipes, for example a parameter of the redirect, seen from the end of the path."""
        return self.piping.fill(text, language)

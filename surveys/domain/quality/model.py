"""What a response is judged by, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from surveys.domain.trajectory.events import Trajectory
from surveys.domain.trajectory.reading import Reading


class Level(StrEnum):
    OK = "ok"
    LOOK = "look"
    BAD = "bad"


# The lowest score of a level. Chosen on the synthetic corpus of benchmarks/bots; see docs/surveys/quality.md.
OK_FROM = 70
LOOK_FROM = 40


@dataclass(frozen=True)
class Flag:
    """A reason for doubt: a stable code, the figures of its sentence, and how much doubt (0..1) it is alone."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """`score` is 0..100; 100 means that nothing speaks against the response."""

    score: int
    level: Level
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Asked:
    """A question that was shown, by instance name, in the order in which it was shown.

    `characters` is what there is to read, a Chinese character being 1 and a letter 0.4. `rows` are the rows in the
    order shown, `scale` the columns or steps in their order, `pairs` rows that say the opposite of each other.
    `expected` is the right answer of a trap question.
    """

    name: str
    type: str
    value: Any = None
    characters: float = 0
    rows: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    expected: Any = None
    is_text: bool = False


@dataclass(frozen=True)
class Spread:
    """How long a question takes in this survey: n, median and median absolute deviation of ln(ms)."""

    n: int
    median: float
    mad: float


@dataclass(frozen=True)
class Key:
    """The session nonce. `age` is in seconds from its making to the handing in, None when it is not signed."""

    is_signed: bool = True
    age: float | None = None
    # A partner's own program hands in with keys of its own.
    is_partner: bool = False


@dataclass(frozen=True)
class Twins:
    """Earlier responses of the same survey that look alike.

    `texts` counts, by question, those with nearly the same text; `rhythm` is the likeness (0..1) of the most similar
    trajectory; `devices` and `addresses` count those of the same device, and of the same address within a day.
    """

    texts: Mapping[str, int] = field(default_factory=dict)
    rhythm: float = 0.0
    devices: int = 0
    addresses: int = 0


@dataclass(frozen=True)
class Evidence:
    """`timings` are ms by question as the page has measured them, for responses without a trajectory. `warned` are the
    questions whose soft check failed and was confirmed all the same."""

    questions: tuple[Asked, ...]
    trajectory: Trajectory
    reading: Reading
    expects_trajectory: bool = True
    key: Key = field(default_factory=Key)
    timings: Mapping[str, int] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    warned: tuple[str, ...] = ()
    twins: Twins = field(default_factory=Twins)
    is_robot: bool = False

    @property
    def answered(self) -> tuple[Asked, ...]:
        return tuple(each for each in self.questions if each.value is not None)

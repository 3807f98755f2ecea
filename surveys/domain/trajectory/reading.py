"""Sums up a trajectory: how long each question took, where people hesitated, changed their mind or went back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from surveys.domain.trajectory.events import CHANGES, OF_QUESTIONS, Event, Kind, Trajectory

# A pause is a hesitation when it lasts five seconds and three times as long as this person's usual pause.
HESITATION_MS = 5000
HESITATION_TIMES = 3


@dataclass(frozen=True)
class Hesitation:
    """A long pause that ended with `name`; `at` is its beginning, in ms since the page was opened."""

    name: str
    at: int
    ms: int


@dataclass(frozen=True)
class QuestionReading:
    """`dwell_ms` is the time awake on the question: from the last touch of the one before to the last of this one.

    `revisions` counts answers taken back or put in the place of others, not the first ones; `visits` how often people
    came to the question; `values` is what the fields held last.
    """

    name: str
    dwell_ms: int = 0
    visits: int = 0
    changes: int = 0
    revisions: int = 0
    first_at: int = 0
    last_at: int = 0
    pasted: int = 0
    typed: int = 0
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """`questions` are in the order in which they were first touched. Times are in ms.

    `active_ms` is the whole without absences and idleness, `tail_ms` what came after the last touch of a question.
    """

    questions: Mapping[str, QuestionReading] = field(default_factory=dict)
    total_ms: int = 0
    active_ms: int = 0
    away_ms: int = 0
    aways: int = 0
    idle_ms: int = 0
    tail_ms: int = 0
    back_tracks: int = 0
    resumes: int = 0
    scrolls: int = 0
    pastes: int = 0
    turns: int = 0
    pointers: frozenset[int] = frozenset()
    pages: tuple[str, ...] = ()
    hesitations: tuple[Hesitation, ...] = ()

    @property
    def dwell(self) -> dict[str, int]:
        return {name: each.dwell_ms for name, each in self.questions.items()}

    @property
    def revisions(self) -> dict[str, int]:
        return {name: each.revisions for name, each in self.questions.items() if each.revisions}

    @property
    def hesitation_counts(self) -> dict[str, int]:
        return dict(Counter(each.name for each in self.hesitations))


def read_trajectory(trajectory: Trajectory, order: Sequence[str] = ()) -> Reading:
    """Sum up a trajectory. `order` are the questions as they were shown, to tell going back from going on; without it
    they count in the order of their first touch. Total: an unreadable trajectory gives an empty reading."""
    reader = _Reader(order)
    for event in trajectory.events:
        reader.take(event)
    return reader.reading(trajectory.total_ms)


class _Reader:
    def __init__(self, order: Sequence[str]) -> None:
        self.order = {name: place for place, name in enumerate(order)}
        self.questions: dict[str, _Question] = {}
        self.pages: list[str] = []
        self.pauses: list[tuple[str, int, int]] = []
        self.counts: Counter[Kind] = Counter()
        self.pointers: set[int] = set()
        self.before = 0
        self.pending = 0
        self.pending_since = 0
        self.away_since: int | None = None
        self.away_ms = 0
        self.idle_ms = 0
        self.furthest = -1
        self.is_back = False
        self.back_tracks = 0
        self.current = ""

    def take(self, event: Event) -> None:
        self._pass_time(event)
        self.counts[event.kind] += 1
        if event.kind in OF_QUESTIONS:
            self._question(event)
        elif event.kind is Kind.PAGE:
            self._page(event.name)
        elif event.kind is Kind.AWAY:
            self.away_since = event.at
        elif event.kind is Kind.POINTER:
            self.pointers.add(event.number)
        if event.kind not in (Kind.AWAY, Kind.SEND):
            self.away_since = None

    def _pass_time(self, event: Event) -> None:
        passed, self.before = event.at - self.before, event.at
        if self.away_since is not None or event.kind is Kind.RESUME:
            self.away_ms += passed
            return
        if event.kind is Kind.IDLE:
            rest = min(event.number, passed)
            self.idle_ms += rest
            passed -= rest
        self.pending += passed

    def _question(self, event: Event) -> None:
        question = self.questions.setdefault(event.name, _Question(first_at=event.at))
        place = self.order.setdefault(event.name, len(self.order))
        question.dwell += self.pending
        self.pauses.append((event.name, self.pending_since, self.pending))
        self.pending, self.pending_since = 0, event.at
        question.take(event)
        if event.name != self.current:
            question.visits += 1
            self.current = event.name
            # One way back counts once, however many questions are passed on it.
            if place < self.furthest and not self.is_back:
                self.back_tracks += 1
            self.is_back = place < self.furthest
        self.furthest = max(self.furthest, place)

    def _page(self, name: str) -> None:
        self.pages.append(name)

    def reading(self, total_ms: int) -> Reading:
        return Reading(
            questions={name: each.reading(name) for name, each in self.questions.items()},
            total_ms=total_ms,
            active_ms=total_ms - self.away_ms - self.idle_ms,
            away_ms=self.away_ms,
            aways=self.counts[Kind.AWAY],
            idle_ms=self.idle_ms,
            tail_ms=self.pending,
            back_tracks=self.back_tracks + self.counts[Kind.BACK],
            resumes=self.counts[Kind.RESUME],
            scrolls=self.counts[Kind.SCROLL],
            pastes=self.counts[Kind.PASTE],
            turns=self.counts[Kind.TURN],
            pointers=frozenset(self.pointers),
            pages=tuple(self.pages),
            hesitations=self._hesitations(),
        )

    def _hesitations(self) -> tuple[Hesitation, ...]:
        lasting = [ms for _name, _at, ms in self.pauses if ms > 0]
        least = max(HESITATION_MS, HESITATION_TIMES * median(lasting)) if lasting else HESITATION_MS
        return tuple(Hesitation(name, at, ms) for name, at, ms in self.pauses if ms >= least)


class _Question:
    def __init__(self, first_at: int) -> None:
        self.first_at = self.last_at = first_at
        self.dwell = 0
        self.visits = 0
        self.changes = 0
        self.revisions = 0
        self.pasted = 0
        self.typed = 0
        self.values: dict[str, set[str]] = {}
        self.lengths: dict[str, int] = {}

    def take(self, event: Event) -> None:
        self.last_at = event.at
        if event.kind in CHANGES:
            self.changes += 1
        if event.kind is Kind.PASTE:
            self.pasted += event.number
        elif event.kind is Kind.TEXT:
            self.typed += event.inputs
            self.revisions += event.number < self.lengths.get(event.field, 0)
            self.lengths[event.field] = event.number
        elif event.kind is Kind.CHOOSE:
            held = self.values.get(event.field)
            self.revisions += bool(held) and held != {event.value}
            self.values[event.field] = {event.value}
        elif event.kind is Kind.TICK:
            self._tick(event)

    def _tick(self, event: Event) -> None:
        held = self.values.setdefault(event.field, set())
        if event.is_off:
            held.discard(event.value)
            self.revisions += 1
        else:
            held.add(event.value)

    def reading(self, name: str) -> QuestionReading:
        return QuestionReading(
            name=name,
            dwell_ms=self.dwell,
            visits=self.visits,
            changes=self.changes,
            revisions=self.revisions,
            first_at=self.first_at,
            last_at=self.last_at,
            pasted=self.pasted,
            typed=self.typed,
            values={field: frozenset(held) for field, held in self.values.items()},
            lengths=dict(self.lengths),
        )

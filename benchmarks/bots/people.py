"""A stochastic model of people who fill the survey in. They are not real people, and the model is nobody's findings:
it has the parts that the literature on response times names, with magnitudes that we have chosen.

- reading: characters / speed; speed is log-normal between people (median 7.5 characters/s, sigma 0.35) and the time of
  a question log-normal within one (sigma 0.35);
- deciding: log-normal, median 1.4 s (sigma 0.55), for a further row of a table 0.9 s;
- writing: log-normal speed, median 2.2 characters/s; noted at most every 2 s, as the page does;
- hurry: 8 of 100 read 2.5 times as fast, decide twice as fast and fill half of their tables in a straight line;
- corrections (8 of 100 answers), ways back (4), scrolling, absences (5), rests of half a minute (3 of 100 questions);
- odd ones: pasted text (3 of 100 texts), dictation (4), no script (1 of 100 people), a reload (2), a shared device (3).
"""

from dataclasses import dataclass
from math import exp
from random import Random
from typing import Any

from benchmarks.bots.answers import attitude_answers, own_text
from benchmarks.bots.survey import ITEMS, Item
from surveys.domain.quality import Key
from surveys.domain.trajectory import Event, Kind, Problem, Trajectory


@dataclass(frozen=True)
class Sample:
    """One response of the corpus. `device` is the number of a device, "" for one of its own."""

    answers: dict[str, Any]
    trajectory: Trajectory
    key: Key
    device: str = ""
    is_bot: bool = False


class Writer:
    """Puts events in a row the way the page's script does."""

    def __init__(self) -> None:
        self.at = 0.0
        self.events: list[Event] = []
        self.page = ""
        self.question = ""

    def add(self, kind: Kind, name: str = "", **more: Any) -> None:
        self.events.append(Event(round(self.at), kind, name, **more))

    def wait(self, ms: float) -> None:
        self.at += ms

    def touch(self, item: Item) -> None:
        if item.name != self.question:
            if item.page != self.page:
                self.page = item.page
                self.add(Kind.PAGE, item.page)
            self.question = item.name
            self.add(Kind.FOCUS, item.name)

    def click(self, item: Item, value: str, field: str = "") -> None:
        self.touch(item)
        kind = Kind.TICK if item.kind == "multiple" else Kind.CHOOSE
        self.add(kind, item.name, field=field, value=value)

    def trajectory(self) -> Trajectory:
        self.add(Kind.SEND)
        return Trajectory(events=tuple(self.events))


def person(random: Random) -> Sample:
    answers = attitude_answers(random)
    for name in ("why", "wish"):
        answers[name] = own_text(random) or None
    return _Person(random, answers).fill_in()


class _Person:
    def __init__(self, random: Random, answers: dict[str, Any]) -> None:
        self.random = random
        self.answers = answers
        self.hurries = random.random() < 0.08
        self.speed = 7.5 * exp(random.gauss(0, 0.35)) * (2.5 if self.hurries else 1)
        self.typing = 2.2 * exp(random.gauss(0, 0.4))
        self.writer = Writer()

    def fill_in(self) -> Sample:
        random, writer = self.random, self.writer
        if self.hurries:
            self._straighten()
        writer.wait(1000 * random.lognormvariate(0.7, 0.6))
        writer.touch(ITEMS[0])
        writer.add(Kind.POINTER, number=random.choice((1, 2, 2, 2)))
        for place, item in enumerate(ITEMS):
            self._answer(item)
            if place and random.random() < 0.04:
                self._go_back(ITEMS[random.randrange(place)])
        writer.wait(1000 * random.lognormvariate(0.5, 0.5))
        trajectory = writer.trajectory()
        age = trajectory.total_ms / 1000 + random.uniform(0.3, 4)
        if random.random() < 0.01:
            trajectory = Trajectory(problem=Problem.MISSING)
        device = f"shared{random.randrange(3)}" if random.random() < 0.03 else ""
        return Sample(self.answers, trajectory, Key(age=age), device=device)

    def _answer(self, item: Item) -> None:
        random, writer = self.random, self.writer
        value = self.answers.get(item.name)
        if random.random() < 0.25:
            writer.wait(600)
            writer.add(Kind.SCROLL, number=random.randrange(100))
        self._rest()
        if value is None:
            return
        writer.wait(1000 * item.asked.characters / self.speed * random.lognormvariate(0, 0.35))
        if item.asked.is_text:
            self._write(item, value)
        elif isinstance(value, dict):
            for row in item.asked.rows:
                self._decide(0.9)
                writer.click(item, value[row], f".{row}")
        else:
            for each in value if isinstance(value, list) else [value]:
                self._decide(1.4)
                if random.random() < 0.08 and item.kind != "multiple":
                    writer.click(item, random.choice(item.options))
                    self._decide(1.4)
                writer.click(item, each)

    def _decide(self, median: float) -> None:
        seconds = median * exp(self.random.gauss(0, 0.55)) / (2 if self.hurries else 1)
        self.writer.wait(1000 * seconds)

    def _write(self, item: Item, text: str) -> None:
        random, writer = self.random, self.writer
        writer.touch(item)
        self._decide(1.4)
        way = random.random()
        if len(text) > 10 and way < 0.03:
            writer.add(Kind.PASTE, item.name, number=len(text))
            writer.add(Kind.TEXT, item.name, number=len(text), inputs=1)
            return
        if way < 0.07:
            writer.wait(400 * len(text))
            writer.add(Kind.TEXT, item.name, number=len(text), inputs=1)
            return
        done = 0
        while done < len(text):
            stroke = min(len(text) - done, max(1, round(2.2 * self.typing * random.lognormvariate(0, 0.4))))
            writer.wait(1000 * stroke / self.typing * random.lognormvariate(0, 0.3))
            done += stroke
            writer.add(Kind.TEXT, item.name, number=done, inputs=stroke)

    def _rest(self) -> None:
        random, writer = self.random, self.writer
        if random.random() < 0.05:
            writer.add(Kind.AWAY)
            writer.wait(1000 * random.lognormvariate(3, 1))
            writer.add(Kind.RETURN)
        elif random.random() < 0.03:
            rest = 1000 * random.lognormvariate(3.4, 0.5)
            writer.wait(rest)
            if rest > 15_000:
                writer.add(Kind.IDLE, number=round(rest))
        if random.random() < 0.002:
            writer.wait(2000)
            writer.add(Kind.RESUME)

    def _go_back(self, item: Item) -> None:
        value = self.answers.get(item.name)
        self._decide(2)
        self.writer.touch(item)
        if isinstance(value, str) and item.options:
            self._decide(1)
            self.writer.click(item, value)

    def _straighten(self) -> None:
        for item in ITEMS:
            if item.kind == "matrix_single" and self.random.random() < 0.5:
                column = self.random.choice(item.options[2:])
                self.answers[item.name] = dict.fromkeys(item.asked.rows, column)

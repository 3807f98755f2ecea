"""Four kinds of bots, each in a plain and in a careful form.

clickers    a driven browser that clicks options at random: plain with pauses of 0.15 to 0.6 s, careful with 2 to 9 s
posters     a program that posts answers without a browser, with planned durations and answers of one attitude that give
            a high alpha: plain without a trajectory (every second one without a signed key), careful with a forged one
            whose pauses are log-normal
replays     a person's recorded trajectory sent again with its answers and new texts: plain with 3 % of noise on each
            pause, careful with 30 %
generators  a person's way through the choices, with texts of a generator: plain pasted, careful typed stroke by stroke
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

from benchmarks.bots.answers import attitude_answers, generated_text, own_text, uniform_answers
from benchmarks.bots.people import Sample, Writer, person
from benchmarks.bots.survey import ITEMS, Item
from surveys.domain.quality import Key
from surveys.domain.trajectory import Event, Kind, Problem, Trajectory

Maker = Callable[[Random, Sequence[Sample]], Sample]
KINDS = ("clickers", "posters", "replays", "generators")
EFFORTS = ("plain", "careful")


def maker(kind: str, effort: str) -> Maker:
    return _MAKERS[kind, effort]


def _clicker(random: Random, least: float, most: float) -> Sample:
    answers = uniform_answers(random)
    for name in ("why", "wish"):
        answers[name] = own_text(random) or None
    writer = Writer()

    def pause() -> None:
        writer.wait(1000 * random.uniform(least, most))

    pause()
    writer.touch(ITEMS[0])
    writer.add(Kind.POINTER, number=1)
    for item in ITEMS:
        _click_through(writer, item, answers.get(item.name), pause)
    trajectory = writer.trajectory()
    return Sample(answers, trajectory, Key(age=trajectory.total_ms / 1000 + 1), is_bot=True)


def _click_through(writer: Writer, item: Item, value: Any, pause: Callable[[], None]) -> None:
    if value is None:
        return
    if item.asked.is_text:
        pause()
        writer.touch(item)
        writer.add(Kind.TEXT, item.name, number=len(value), inputs=1)
    elif isinstance(value, dict):
        for row in item.asked.rows:
            pause()
            writer.click(item, value[row], f".{row}")
    else:
        for each in value if isinstance(value, list) else [value]:
            pause()
            writer.click(item, each)


def _poster(random: Random, *, forges: bool) -> Sample:
    answers = attitude_answers(random, consistency=0.9, reads=1.0)
    for name in ("why", "wish"):
        answers[name] = own_text(random) or None
    planned = random.uniform(60, 120)
    if not forges:
        is_signed = random.random() < 0.5
        key = Key(is_signed=is_signed, age=planned if is_signed else None)
        return Sample(answers, Trajectory(problem=Problem.MISSING), key, is_bot=True)
    writer = Writer()
    writer.touch(ITEMS[0])
    writer.add(Kind.POINTER, number=2)
    for item in ITEMS:
        _click_through(
            writer, item, answers.get(item.name), lambda: writer.wait(1000 * random.lognormvariate(0.9, 0.6))
        )
    trajectory = writer.trajectory()
    return Sample(answers, trajectory, Key(age=trajectory.total_ms / 1000 + 2), is_bot=True)


def _replay(random: Random, recorded: Sequence[Sample], noise: float) -> Sample:
    source = random.choice(recorded)
    events = source.trajectory.events
    pauses = [events[0].at, *(after.at - before.at for before, after in pairwise(events))]
    at, again = 0.0, []
    for event, pause in zip(events, pauses, strict=True):
        at += pause * (1 + random.uniform(-noise, noise))
        again.append(replace(event, at=round(at)))
    trajectory = Trajectory(events=tuple(again))
    return Sample(dict(source.answers), trajectory, Key(age=trajectory.total_ms / 1000 + 2), is_bot=True)


def _generator(random: Random, *, types: bool) -> Sample:
    base = person(random)
    while not base.trajectory.events:
        base = person(random)
    answers = {**base.answers, "why": generated_text(random), "wish": generated_text(random)}
    events = [
        event for event in base.trajectory.events if event.name not in {"why", "wish"} and event.kind != Kind.SEND
    ]
    writer = Writer()
    writer.events, writer.at, writer.page = events, float(events[-1].at), "p3"
    for item in ITEMS[-2:]:
        text = answers[item.name]
        writer.wait(random.uniform(1500, 4000))
        writer.touch(item)
        if types:
            _type(writer, item, text, random)
        else:
            writer.wait(random.uniform(200, 900))
            writer.add(Kind.PASTE, item.name, number=len(text))
            writer.add(Kind.TEXT, item.name, number=len(text), inputs=1)
    trajectory = writer.trajectory()
    return Sample(answers, trajectory, Key(age=trajectory.total_ms / 1000 + 2), is_bot=True)


def _type(writer: Writer, item: Item, text: str, random: Random) -> None:
    """A stroke every 80 to 240 ms, noted every two seconds."""
    done, since = 0, 0.0
    while done < len(text):
        stroke = random.uniform(80, 240)
        writer.wait(stroke)
        since, done = since + stroke, done + 1
        if since > 2000 or done == len(text):
            strokes = done - _length(writer.events, item.name)
            writer.add(Kind.TEXT, item.name, number=done, inputs=strokes)
            since = 0.0


def _length(events: Sequence[Event], name: str) -> int:
    return next((event.number for event in reversed(events) if event.kind is Kind.TEXT and event.name == name), 0)


_MAKERS: dict[tuple[str, str], Maker] = {
    ("clickers", "plain"): lambda random, _people: _clicker(random, 0.15, 0.6),
    ("clickers", "careful"): lambda random, _people: _clicker(random, 2, 9),
    ("posters", "plain"): lambda random, _people: _poster(random, forges=False),
    ("posters", "careful"): lambda random, _people: _poster(random, forges=True),
    ("replays", "plain"): lambda random, people: _replay(random, people, 0.03),
    ("replays", "careful"): lambda random, people: _replay(random, people, 0.3),
    ("generators", "plain"): lambda random, _people: _generator(random, types=False),
    ("generators", "careful"): lambda random, _people: _generator(random, types=True),
}

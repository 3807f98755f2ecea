"""Trajectories between the form in which they travel, the one in which they are stored, and typed events.

    [1, level, ["", "p1", "nps", "9"], [0, 0, 1, 1200, 1, 2, 350, 2, 2, 0, 3]]

is the version, how much detail was given up, the names, and the events in one row: ms since the event before, kind,
then as many numbers as the kind has, of which names are given by their place in the list. It travels as "z" and base64
of its deflated form, or plain where a browser cannot deflate, and is stored as gzip.

What comes from outside is hostile until read: every function here is total. A trajectory that cannot be read is kept
as such, with the reason.
"""

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from surveys.domain.trajectory.events import ARITY, OF_QUESTIONS, Event, Kind, Problem, Trajectory

VERSION = 1
MOST_PACKED = 16 * 1024
MOST_BYTES = 64 * 1024
MOST_EVENTS = 5000
MOST_NAMES = 1500
LONGEST_MS = 30 * 24 * 3600 * 1000
LARGEST = 10_000_000

# Ids, ids of rows behind a dot, items of loops behind an @, numbers; never a text of a person.
_NAME = re.compile(r"[A-Za-z0-9_.@:+-]{0,80}")


class _Unreadable(Exception):  # noqa: N818  # does not leave this module
    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def unpack(packed: str) -> Trajectory:
    """The trajectory that a page has sent; total. `problem` says why it has no events when it cannot be read."""
    if not packed:
        return Trajectory(problem=Problem.MISSING)
    try:
        return _read(_inflated(packed) if packed.startswith("z") else _plain(packed))
    except _Unreadable as error:
        return Trajectory(problem=error.problem)


def to_bytes(trajectory: Trajectory) -> bytes:
    """The stored form; the same trajectory gives the same bytes. Empty for one that cannot be read."""
    if not trajectory.is_readable:
        return b""
    names: dict[str, int] = {"": 0}
    row: list[int] = []
    before = 0
    for event in trajectory.events:
        row += [event.at - before, int(event.kind), *_numbers(event, names)]
        before = event.at
    text = json.dumps([VERSION, trajectory.level, list(names), row], separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def from_bytes(stored: bytes) -> Trajectory:
    """The trajectory out of its stored form; total."""
    if not stored:
        return Trajectory(problem=Problem.MISSING)
    try:
        return _read(_decompressed(stored, zlib.MAX_WBITS | 16))
    except _Unreadable as error:
        return Trajectory(problem=error.problem)


def _plain(packed: str) -> bytes:
    if len(packed) > MOST_BYTES:
        raise _Unreadable(Problem.TOO_LARGE)
    return packed.encode(errors="replace")


def _inflated(packed: str) -> bytes:
    if len(packed) > MOST_PACKED:
        raise _Unreadable(Problem.TOO_LARGE)
    try:
        # A "+" of base64 that somebody took for a space in a form's encoding.
        raw = base64.b64decode(packed[1:].replace(" ", "+").encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise _Unreadable(Problem.MALFORMED) from None
    return _decompressed(raw, zlib.MAX_WBITS)


def _decompressed(raw: bytes, window: int) -> bytes:
    """At most MOST_BYTES come out, however much is in."""
    reader = zlib.decompressobj(window)
    try:
        text = reader.decompress(raw, MOST_BYTES)
    except zlib.error:
        raise _Unreadable(Problem.MALFORMED) from None
    if reader.unconsumed_tail:
        raise _Unreadable(Problem.TOO_LARGE)
    if not reader.eof:
        raise _Unreadable(Problem.MALFORMED)
    return text


def _read(text: bytes) -> Trajectory:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _Unreadable(Problem.MALFORMED) from None
    if not isinstance(document, list) or len(document) != 4 or not _is_int(document[0]) or document[0] != VERSION:
        raise _Unreadable(Problem.MALFORMED)
    _version, level, names, row = document
    if not _is_int(level) or not isinstance(names, list) or not isinstance(row, list):
        raise _Unreadable(Problem.MALFORMED)
    if len(names) > MOST_NAMES:
        raise _Unreadable(Problem.TOO_LARGE)
    if not all(isinstance(name, str) for name in names) or not all(_is_int(number) for number in row):
        raise _Unreadable(Problem.MALFORMED)
    # What is no id is not kept: it could be what somebody wrote.
    known = [name if _NAME.fullmatch(name) else "" for name in names]
    return Trajectory(events=tuple(_events(row, known)), level=max(0, min(3, level)))


def _events(row: Sequence[int], names: Sequence[str]) -> Iterator[Event]:
    place, at, count = 0, 0, 0
    while place < len(row):
        head = row[place : place + 2]
        if len(head) < 2 or head[1] not in ARITY or not 0 <= head[0] <= LONGEST_MS:
            raise _Unreadable(Problem.MALFORMED)
        kind = Kind(head[1])
        numbers = row[place + 2 : place + 2 + ARITY[kind]]
        at, count, place = at + head[0], count + 1, place + 2 + ARITY[kind]
        if len(numbers) < ARITY[kind] or at > LONGEST_MS:
            raise _Unreadable(Problem.MALFORMED)
        if count > MOST_EVENTS:
            raise _Unreadable(Problem.TOO_LARGE)
        yield _event(at, kind, numbers, names)


def _event(at: int, kind: Kind, numbers: Sequence[int], names: Sequence[str]) -> Event:
    def name(place: int) -> str:
        if not 0 <= place < len(names):
            raise _Unreadable(Problem.MALFORMED)
        return names[place]

    if kind in (Kind.CHOOSE, Kind.TICK):
        question, field, value = numbers
        is_off = kind is Kind.TICK and value < 0
        return Event(at, kind, name(question), name(field), name(-value if is_off else value), is_off=is_off)
    if kind is Kind.TEXT:
        question, field, length, inputs = numbers
        return Event(at, kind, name(question), name(field), number=_bounded(length), inputs=_bounded(inputs))
    if kind is Kind.PASTE:
        return Event(at, kind, name(numbers[0]), number=_bounded(numbers[1]))
    if kind in (Kind.PAGE, Kind.FOCUS):
        return Event(at, kind, name(numbers[0]))
    return Event(at, kind, number=_bounded(numbers[0]) if numbers else 0)


def _numbers(event: Event, names: dict[str, int]) -> list[int]:
    def place(name: str) -> int:
        return names.setdefault(name, len(names))

    if event.kind in (Kind.CHOOSE, Kind.TICK):
        value = place(event.value)
        return [place(event.name), place(event.field), -value if event.is_off else value]
    if event.kind is Kind.TEXT:
        return [place(event.name), place(event.field), event.number, event.inputs]
    if event.kind is Kind.PASTE:
        return [place(event.name), event.number]
    if event.kind is Kind.PAGE or event.kind in OF_QUESTIONS:
        return [place(event.name)]
    return [event.number] if ARITY[event.kind] else []


def _is_int(value: Any) -> bool:
    return type(value) is int


def _bounded(value: int) -> int:
    if not 0 <= value <= LARGEST * 1000:
        raise _Unreadable(Problem.MALFORMED)
    return value

"""Trajectories on their way in: what the page sends, and what somebody else sends."""

import base64
import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.trajectory import Event, Kind, Problem, Trajectory, from_bytes, to_bytes, unpack
from surveys.domain.trajectory.codec import MOST_BYTES, MOST_EVENTS

NAMES = ["", "p1", "nps", "9", "reason", ".r1", "c2"]
ROW = [0, 0, 1, 1200, 11, 2, 3, 1, 2, 350, 2, 2, 0, 3, 2000, 3, 4, 0, 12, 9, 10, 4, 4, 30, 5, 14, 2, 5, -6, 60, 13]
EVENTS = (
    Event(0, Kind.PAGE, "p1"),
    Event(1200, Kind.POINTER, number=2),
    Event(1203, Kind.FOCUS, "nps"),
    Event(1553, Kind.CHOOSE, "nps", value="9"),
    Event(3553, Kind.TEXT, "reason", number=12, inputs=9),
    Event(3563, Kind.PASTE, "reason", number=30),
    Event(3568, Kind.TICK, "nps", ".r1", "c2", is_off=True),
    Event(3628, Kind.SEND),
)


def plain(row: list[object] = ROW, *, names: list[object] = NAMES, level: object = 0, version: object = 1) -> str:
    return json.dumps([version, level, names, row])


def packed(text: str) -> str:
    return "z" + base64.b64encode(zlib.compress(text.encode())).decode()


@pytest.mark.parametrize("sent", [plain(), packed(plain()), packed(plain()).replace("+", " ")])
def test_trajectory_of_the_page_is_read(sent: str):
    trajectory = unpack(sent)

    assert trajectory.is_readable
    assert trajectory.events == EVENTS
    assert trajectory.total_ms == 3628


def test_stored_form_gives_the_same_trajectory_and_the_same_bytes():
    trajectory = unpack(plain(level=2))

    assert from_bytes(to_bytes(trajectory)) == trajectory
    assert trajectory.level == 2
    assert to_bytes(from_bytes(to_bytes(trajectory))) == to_bytes(trajectory)


def test_nothing_sent_is_missing():
    assert unpack("").problem == Problem.MISSING
    assert from_bytes(b"").problem == Problem.MISSING
    assert to_bytes(unpack("")) == b""


@pytest.mark.parametrize(
    "sent",
    [
        "x",
        "null",
        "{}",
        "[]",
        "[1,0,[],[]",
        "[" * 50_000,
        "9" * 5_000,
        "[1,0,[],[1e999]]",
        "[1,0,[],[NaN]]",
        "z",
        "z!!!",
        "z" + base64.b64encode(b"no deflate").decode(),
        "z" + base64.b64encode(zlib.compress(b"[1,0,[],[]]")[:-6]).decode(),
        "z" + "é" * 10,
        packed("\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")),
        plain(version=2),
        plain(version=True),
        plain(level="0"),
        plain(names="abc"),
        plain(names=[1]),
        plain(names=[None]),
        plain([0, 99]),
        plain([0, 0]),
        plain([0]),
        plain([-1, 13]),
        plain([10**12, 13]),
        plain([0, 1, 99]),
        plain([0, 1, -1]),
        plain([0, 2, 2, 0, -3]),
        plain([0, 3, 2, 0, -1, 0]),
        plain([0, 3, 2, 0, 10**30, 0]),
        plain([0.5, 13]),
        plain([True, 13]),
        plain([[0], 13]),
    ],
)
def test_what_is_no_trajectory_is_kept_as_unreadable(sent: str):
    assert unpack(sent) == Trajectory(problem=Problem.MALFORMED)


def test_what_grows_beyond_measure_is_refused_before_it_grows():
    bomb = "z" + base64.b64encode(zlib.compress(b"[" + b" " * 8_000_000 + b"]", 9)).decode()

    assert unpack(bomb).problem == Problem.TOO_LARGE
    assert unpack(plain() + " " * MOST_BYTES).problem == Problem.TOO_LARGE
    assert unpack("z" + "A" * 100_000).problem == Problem.TOO_LARGE
    assert unpack(packed(plain([0, 5] * (MOST_EVENTS + 1)))).problem == Problem.TOO_LARGE
    assert unpack(packed(plain([], names=[""] * 2000))).problem == Problem.TOO_LARGE
    assert from_bytes(gzip.compress(b" " * 8_000_000)).problem == Problem.TOO_LARGE


def test_names_that_are_no_ids_are_not_kept():
    trajectory = unpack(plain([0, 2, 1, 0, 2], names=["", "reason", "我的电话是 13800138000"]))

    assert trajectory.events == (Event(0, Kind.CHOOSE, "reason", value=""),)


@given(st.text(max_size=300))
def test_any_text_is_taken_without_an_error(text: str):
    assert isinstance(unpack(text), Trajectory)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_without_an_error(raw: bytes):
    assert isinstance(from_bytes(raw), Trajectory)
    assert isinstance(unpack("z" + base64.b64encode(zlib.compress(raw)).decode()), Trajectory)


_NUMBERS = st.lists(st.integers(-3, 40) | st.integers(-(2**70), 2**70), max_size=60)


@given(st.lists(st.text(max_size=8) | st.none(), max_size=8), _NUMBERS, st.integers(-5, 9))
def test_any_document_is_taken_without_an_error_and_comes_back_the_same(names: list, row: list, level: int):
    trajectory = unpack(plain(row, names=names, level=level))

    if trajectory.is_readable:
        assert from_bytes(to_bytes(trajectory)) == trajectory

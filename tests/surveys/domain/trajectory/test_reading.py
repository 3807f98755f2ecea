"""What a trajectory says of how somebody filled a survey in."""

from surveys.domain.trajectory import Event, Kind, Trajectory, read_trajectory

ORDER = ["nps", "why", "tags"]


def reading(*events: Event, order: list[str] = ORDER):
    return read_trajectory(Trajectory(events=events), order)


def test_time_before_a_touch_belongs_to_the_question_that_is_touched():
    found = reading(
        Event(0, Kind.PAGE, "p1"),
        Event(2000, Kind.SCROLL, number=30),
        Event(3000, Kind.FOCUS, "nps"),
        Event(3100, Kind.CHOOSE, "nps", value="9"),
        Event(8100, Kind.FOCUS, "why"),
        Event(9000, Kind.TEXT, "why", number=4, inputs=4),
        Event(9900, Kind.SEND),
    )

    assert found.dwell == {"nps": 3100, "why": 5900}
    assert (found.total_ms, found.active_ms, found.tail_ms) == (9900, 9900, 900)
    assert (found.scrolls, found.pages, found.back_tracks) == (1, ("p1",), 0)


def test_absence_and_idleness_do_not_count_as_time_on_a_question():
    found = reading(
        Event(1000, Kind.FOCUS, "nps"),
        Event(2000, Kind.AWAY),
        Event(62_000, Kind.RETURN),
        Event(102_000, Kind.IDLE, number=30_000),
        Event(103_000, Kind.CHOOSE, "nps", value="9"),
        Event(104_000, Kind.RESUME),
        Event(105_000, Kind.FOCUS, "why"),
    )

    assert (found.away_ms, found.aways, found.idle_ms, found.resumes) == (61_000, 1, 30_000, 1)
    assert found.dwell == {"nps": 13_000, "why": 1000}
    assert found.active_ms == 105_000 - 61_000 - 30_000


def test_change_of_mind_counts_and_a_first_answer_does_not():
    found = reading(
        Event(1, Kind.CHOOSE, "nps", value="9"),
        Event(2, Kind.CHOOSE, "nps", value="9"),
        Event(3, Kind.CHOOSE, "nps", value="3"),
        Event(4, Kind.TICK, "tags", value="a"),
        Event(5, Kind.TICK, "tags", value="b"),
        Event(6, Kind.TICK, "tags", value="a", is_off=True),
        Event(7, Kind.TEXT, "why", number=9, inputs=9),
        Event(8, Kind.TEXT, "why", number=4, inputs=5),
        Event(9, Kind.PASTE, "why", number=30),
    )

    assert found.revisions == {"nps": 1, "tags": 1, "why": 1}
    assert found.questions["nps"].values == {"": frozenset({"3"})}
    assert found.questions["tags"].values == {"": frozenset({"b"})}
    assert found.questions["why"].lengths == {"": 4}
    assert (found.questions["why"].typed, found.questions["why"].pasted, found.pastes) == (14, 30, 1)


def test_way_back_counts_once_however_many_questions_are_passed():
    found = reading(
        *(Event(at, Kind.FOCUS, name) for at, name in enumerate(["nps", "why", "tags", "why", "nps", "why", "tags"])),
        Event(8, Kind.BACK),
        Event(9, Kind.FOCUS, "nps"),
    )

    assert found.back_tracks == 3  # once by the questions, once by the browser's button, once more by the questions
    assert found.questions["why"].visits == 3


def test_long_pause_of_a_quick_person_is_a_hesitation():
    times = [1000, 2000, 3000, 4000, 5000, 14_000]
    events = [
        Event(at, Kind.CHOOSE, name, value=str(at))
        for at, name in zip(times, ["nps", "why", "tags", "a", "b", "c"], strict=True)
    ]

    found = reading(*events)

    assert [(each.name, each.at, each.ms) for each in found.hesitations] == [("c", 5000, 9000)]
    assert found.hesitation_counts == {"c": 1}


def test_slow_person_does_not_hesitate_at_every_question():
    events = [Event(6000 * at, Kind.CHOOSE, f"q{at}", value="1") for at in range(1, 8)]

    assert reading(*events, order=[]).hesitations == ()


def test_unreadable_trajectory_gives_an_empty_reading():
    found = read_trajectory(Trajectory(problem="malformed"))

    assert (found.questions, found.total_ms, found.hesitations) == ({}, 0, ())

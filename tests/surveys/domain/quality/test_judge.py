"""What makes a response doubtful, each reason by itself."""

from dataclasses import replace
from math import log
from typing import Any

import pytest

from surveys.domain.quality import CODES, Asked, Evidence, Flag, Key, Level, Spread, Twins, judge
from surveys.domain.quality.judge import score_of
from surveys.domain.quality.speed import floor_ms, reading_load, robust_z, spread_of
from surveys.domain.trajectory import Event, Kind, Problem, Trajectory, read_trajectory

FIVE = ("c1", "c2", "c3", "c4", "c5")
ROWS = ("r1", "r2", "r3", "r4", "r5", "r6")
QUESTIONS = (
    Asked("nps", "nps", value=9, characters=30),
    Asked("visit", "single", value="o2", characters=20),
    Asked("tags", "multiple", value=["o1", "o3"], characters=30),
    Asked("table", "matrix_single", dict(zip(ROWS, ["c4", "c3", "c4", "c5", "c2", "c4"], strict=True)), 60, ROWS, FIVE),
    Asked("why", "long_text", value="送货比上次快，包装也好", characters=20, is_text=True),
)
EVENTS = (
    Event(0, Kind.PAGE, "p1"),
    Event(2400, Kind.POINTER, number=2),
    Event(2401, Kind.FOCUS, "nps"),
    Event(2500, Kind.CHOOSE, "nps", value="9"),
    Event(7000, Kind.FOCUS, "visit"),
    Event(7100, Kind.CHOOSE, "visit", value="o2"),
    Event(12_000, Kind.FOCUS, "tags"),
    Event(12_100, Kind.TICK, "tags", value="o1"),
    Event(13_900, Kind.TICK, "tags", value="o3"),
    Event(20_000, Kind.FOCUS, "table"),
    *(
        Event(20_100 + 1700 * at, Kind.CHOOSE, "table", f".{row}", QUESTIONS[3].value[row])
        for at, row in enumerate(ROWS)
    ),
    Event(33_000, Kind.FOCUS, "why"),
    Event(35_000, Kind.TEXT, "why", number=5, inputs=5),
    Event(38_000, Kind.TEXT, "why", number=11, inputs=6),
    Event(40_000, Kind.SEND),
)
SOUND = Trajectory(events=EVENTS)


def evidence(trajectory: Trajectory = SOUND, questions: tuple[Asked, ...] = QUESTIONS, **more: Any) -> Evidence:
    order = [question.name for question in questions]
    more.setdefault("key", Key(age=45.0))
    return Evidence(questions=questions, trajectory=trajectory, reading=read_trajectory(trajectory, order), **more)


def flags(found: Evidence) -> dict[str, Flag]:
    return {flag.code: flag for flag in judge(found).flags}


def with_value(name: str, value: Any, **more: Any) -> tuple[Asked, ...]:
    return tuple(replace(each, value=value, **more) if each.name == name else each for each in QUESTIONS)


def test_ordinary_response_has_no_flag():
    verdict = judge(evidence())

    assert (verdict.score, verdict.level, verdict.flags) == (100, Level.OK, ())


@pytest.mark.parametrize(
    ("found", "code", "params"),
    [
        (evidence(Trajectory(problem=Problem.MISSING)), "no_trajectory", {}),
        (evidence(Trajectory(problem=Problem.TOO_LARGE)), "unreadable_trajectory", {"problem": "too_large"}),
        (evidence(key=Key(is_signed=False)), "unsigned_key", {}),
        (evidence(key=Key(age=40 * 86400.0)), "stale_key", {"days": 40}),
        (evidence(is_robot=True), "robot", {}),
        (evidence(warned=("visit",)), "contradiction", {"questions": ["visit"], "n": 1}),
        (evidence(twins=Twins(rhythm=0.93)), "replayed_trajectory", {"likeness": 93}),
        (evidence(twins=Twins(texts={"why": 2, "wish": 0})), "duplicate_text", {"questions": ["why"], "n": 2}),
        (evidence(twins=Twins(devices=1)), "same_device", {"n": 1}),
        (evidence(twins=Twins(addresses=7)), "same_address", {"n": 7}),
        (
            evidence(questions=with_value("visit", "o2", expected="o4")),
            "trap_missed",
            {"questions": ["visit"], "n": 1},
        ),
        (
            evidence(questions=with_value("table", QUESTIONS[3].value, pairs=(("r1", "r4"),))),
            "reversed_pair",
            {"pairs": [{"question": "table", "rows": ["r1", "r4"]}], "n": 1},
        ),
        (evidence(questions=with_value("nps", 3)), "unlike_answers", {"questions": ["nps"], "n": 1}),
        (evidence(questions=with_value("tags", ["o5"])), "unlike_answers", {"questions": ["tags"], "n": 1}),
        (evidence(questions=with_value("why", "好" * 60)), "unlike_answers", {"questions": ["why"], "n": 1}),
        (evidence(key=Key(age=20.0)), "impossible_times", {"reasons": ["longer_than_session"]}),
    ],
)
def test_reason_is_flagged_by_itself(found: Evidence, code: str, params: dict[str, Any]):
    raised = flags(found)

    assert list(raised) == [code]
    assert raised[code].params == params
    assert 0 < raised[code].weight < 1
    assert code in CODES


def test_partner_needs_neither_trajectory_nor_signed_key():
    missing = Trajectory(problem=Problem.MISSING)

    found = evidence(missing, expects_trajectory=False, key=Key(is_signed=False, is_partner=True))

    assert judge(found).flags == ()


def test_right_answer_of_a_trap_and_a_pair_that_differs_are_no_reason():
    questions = with_value("visit", "o2", expected="o2")
    questions = tuple(replace(each, pairs=(("r1", "r5"),)) if each.rows else each for each in questions)

    assert judge(evidence(questions=questions)).flags == ()


def test_shared_connection_of_a_shop_is_no_reason():
    assert judge(evidence(twins=Twins(addresses=4))).flags == ()


def test_table_answered_in_one_column_is_a_straight_line():
    questions = with_value("table", dict.fromkeys(ROWS, "c4"))
    events = tuple(replace(each, value="c4") if each.name == "table" and each.value else each for each in EVENTS)

    raised = flags(evidence(Trajectory(events=events), questions))

    line = {"question": "table", "rows": 6, "run": 6, "variance": 0.0}
    assert raised["straight_line"].params == {"lines": [line], "n": 1, "rows": 6}
    # Alone it is no reason to doubt a satisfied customer.
    assert judge(evidence(Trajectory(events=events), questions)).level is Level.OK


def test_steps_of_one_are_a_straight_line_too_and_four_rows_are_none():
    stairs = dict(zip(ROWS, ["c1", "c2", "c3", "c4", "c5", "c4"], strict=True))
    short = Asked("table", "matrix_single", dict.fromkeys(ROWS[:4], "c4"), 40, ROWS[:4], FIVE)
    missing = Trajectory(problem=Problem.MISSING)
    quiet = {"expects_trajectory": False}

    assert "straight_line" in flags(evidence(missing, with_value("table", stairs), **quiet))
    assert "straight_line" not in flags(evidence(missing, (short,), **quiet))


def test_scales_in_a_row_that_are_all_answered_alike_are_a_straight_line():
    same = tuple(Asked(f"s{at}", "csat", value=5, characters=9) for at in range(6))
    mixed = (*same[:3], replace(same[3], value=4), *same[4:])
    missing = Trajectory(problem=Problem.MISSING)

    assert "straight_line" in flags(evidence(missing, same, expects_trajectory=False))
    assert "straight_line" not in flags(evidence(missing, mixed, expects_trajectory=False))


# --- Speed ------------------------------------------------------------------------------------------------------------


def hurried(share: float) -> Trajectory:
    return Trajectory(events=tuple(replace(event, at=round(event.at * share)) for event in EVENTS))


def test_faster_than_anybody_reads_is_flagged_before_there_is_a_distribution():
    raised = flags(evidence(hurried(0.08)))

    assert (
        raised["too_fast"].params["questions"]
        == ["nps", "visit", "tags", "table", "why"][: raised["too_fast"].params["n"]]
    )
    assert raised["too_fast"].params["n"] >= 3


def test_distribution_of_the_survey_counts_from_thirty_responses_on():
    usual = {question.name: Spread(30, log(60_000), 0.2) for question in QUESTIONS}
    few = {name: replace(spread, n=29) for name, spread in usual.items()}

    assert flags(evidence(spreads=usual))["too_fast"].params["n"] == 5
    assert judge(evidence(spreads=few)).flags == ()


def test_one_quick_question_among_several_is_no_reason():
    spreads = {"nps": Spread(100, log(60_000), 0.2)}

    assert judge(evidence(spreads=spreads)).flags == ()


def test_time_of_the_server_counts_where_the_page_tells_nothing():
    missing = Trajectory(problem=Problem.MISSING)

    raised = flags(evidence(missing, key=Key(age=2.0)))

    assert raised["too_fast_overall"].params == {"seconds": 2, "least": 5}


def test_robust_z_is_that_of_the_formula():
    spread = spread_of([1000, 2000, 4000, 8000, 16_000])

    assert (spread.n, spread.median, round(spread.mad, 9)) == (5, log(4000), round(log(2), 9))
    assert robust_z(4000, spread) == 0
    assert robust_z(1000, spread) == pytest.approx(-2 * log(2) / (1.4826 * log(2)))
    # People who all take the same time are given some room.
    assert robust_z(3000, Spread(50, log(4000), 0.0)) == pytest.approx(log(0.75) / 0.2)


def test_reading_load_counts_characters_and_lets_letters_weigh_less():
    assert reading_load("满意吗？") == 4
    assert reading_load("How are you") == pytest.approx(9 * 0.4)
    assert floor_ms(Asked("q", "single", characters=60)) == 2000
    assert floor_ms(Asked("q", "single", characters=3)) == 400
    assert floor_ms(Asked("q", "matrix_single", characters=60, rows=ROWS)) == 2000 + 5 * 250


# --- Automation -------------------------------------------------------------------------------------------------------


def test_changes_without_a_touch_or_a_hand_were_not_made_by_the_page():
    bare = Trajectory(events=tuple(event for event in EVENTS if event.kind not in {Kind.FOCUS, Kind.POINTER}))
    handless = Trajectory(events=tuple(event for event in EVENTS if event.kind is not Kind.POINTER))

    assert flags(evidence(bare))["no_focus"].params["n"] == 5
    assert list(flags(evidence(handless))) == ["no_hand"]
    assert judge(evidence(replace(handless, level=1))).flags == ()


def test_several_questions_in_a_blink_and_impossible_typing_are_flagged():
    blink = [Event(1, Kind.POINTER, number=1)]
    for at, name in enumerate(("nps", "visit", "tags", "table")):
        blink += [Event(100 * at + 1000, Kind.FOCUS, name), Event(100 * at + 1001, Kind.CHOOSE, name, value="")]
    typist = [
        Event(1, Kind.POINTER, number=4),
        Event(1000, Kind.FOCUS, "why"),
        Event(1200, Kind.TEXT, "why", number=11, inputs=60),
    ]

    assert flags(evidence(Trajectory(events=tuple(blink))))["impossible_times"].params["reasons"] == ["several_at_once"]
    assert flags(evidence(Trajectory(events=tuple(typist))))["impossible_times"].params["reasons"] == ["typing"]


def test_pauses_of_a_machine_are_even():
    questions = tuple(Asked(f"q{at}", "single", value="o1", characters=20) for at in range(9))
    events = [Event(0, Kind.POINTER, number=1)]
    for at, question in enumerate(questions):
        events += [
            Event(3000 * at + 3000, Kind.FOCUS, question.name),
            Event(3000 * at + 3050 + at % 3 * 40, Kind.CHOOSE, question.name, value="o1"),
        ]

    raised = flags(evidence(Trajectory(events=tuple(events)), questions))

    assert list(raised) == ["even_rhythm"]
    assert raised["even_rhythm"].params == {"deviation": 0.02, "n": 8}


def test_answers_that_left_no_trace_are_flagged_unless_the_visit_went_on_elsewhere():
    part = EVENTS[:4]
    resumed = (*part, Event(3000, Kind.RESUME))

    assert flags(evidence(Trajectory(events=part)))["untraced_answers"].params["n"] == 3
    assert "untraced_answers" not in flags(evidence(Trajectory(events=resumed)))


@pytest.mark.parametrize(("inputs", "pasted", "code"), [(1, 0, "text_at_once"), (1, 40, "pasted_text")])
def test_text_that_nobody_typed_is_flagged(inputs: int, pasted: int, code: str):
    text = "这是一段别处写好再放进来的文字，足够长了吧"
    events = [event for event in EVENTS if event.kind is not Kind.TEXT and event.kind is not Kind.SEND]
    if pasted:
        events.append(Event(34_000, Kind.PASTE, "why", number=pasted))
    events.append(Event(34_500, Kind.TEXT, "why", number=len(text), inputs=inputs))

    assert list(flags(evidence(Trajectory(events=tuple(events)), with_value("why", text)))) == [code]


# --- The whole --------------------------------------------------------------------------------------------------------


def test_reasons_multiply_and_nothing_is_lost():
    assert score_of(()) == 100
    assert score_of((Flag("a", weight=0.5), Flag("b", weight=0.5))) == 25

    verdict = judge(evidence(Trajectory(problem=Problem.MISSING), key=Key(is_signed=False)))

    assert {flag.code for flag in verdict.flags} == {"no_trajectory", "unsigned_key"}
    assert (verdict.score, verdict.level) == (28, Level.BAD)
    assert [flag.weight for flag in verdict.flags] == sorted((flag.weight for flag in verdict.flags), reverse=True)

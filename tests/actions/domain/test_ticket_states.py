import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.domain.ticket_states import FINISHED, OPEN, STEPS, State, decide, next_states
from actions.enums import TicketStatus

EVERYTHING = {"cause": "logistics", "note": "已致电", "assignee": "someone"}
states = st.sampled_from(sorted(State))
words = st.one_of(states, st.text(max_size=12))
inputs = st.fixed_dictionaries({}, optional={name: st.sampled_from(["", " ", "x"]) for name in EVERYTHING})


def test_states_are_those_that_are_stored():
    assert set(TicketStatus.values) == {state.value for state in State} == OPEN | FINISHED


def test_resolved_from_every_open_state_is_allowed():
    assert all(decide(state, "resolved", given=EVERYTHING).is_allowed for state in OPEN)


@pytest.mark.parametrize("state", sorted(set(State) - {State.RESOLVED}))
def test_closed_from_anything_but_resolved_is_not_possible(state):
    assert decide(state, "closed", given=EVERYTHING).code == "transition_not_possible"


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_reopened_without_note_is_refused(state):
    assert decide(state, "reopened", given={"note": "  "}).missing == ("note",)
    assert decide(state, "reopened", given={"note": "客户又来电"}).is_allowed


def test_resolved_without_cause_and_note_names_both():
    decision = decide("new", "resolved", given={})
    assert (decision.code, decision.missing) == ("input_missing", ("cause", "note"))


def test_resolved_with_blank_note_names_the_note():
    assert decide("waiting", "resolved", given={"cause": "price", "note": " \n"}).missing == ("note",)


def test_assigned_without_assignee_is_refused():
    assert decide("new", "assigned", given={}).missing == ("assignee",)


def test_unknown_state_is_told_from_an_impossible_one():
    assert decide("new", "done", given=EVERYTHING).code == "unknown_state"
    assert decide("new", "reopened", given=EVERYTHING).code == "transition_not_possible"


def test_current_word_that_is_no_state_raises():
    with pytest.raises(ValueError, match="gone"):
        next_states("gone")


def test_every_state_can_be_left():
    assert all(STEPS[state] for state in State)


@given(st.lists(st.tuples(words, inputs), max_size=30))
def test_no_sequence_leads_outside_and_closed_comes_from_resolved_only(asked):
    """Whatever is asked in whatever order, the ticket stays in the machine."""
    current, resolved_before = State.NEW, False
    for to, given_inputs in asked:
        decision = decide(current, to, given=given_inputs)
        if not decision.is_allowed:
            assert decision.code in {"unknown_state", "transition_not_possible", "input_missing"}
            continue
        assert to in next_states(current)
        if to == State.CLOSED:
            assert current == State.RESOLVED
            assert resolved_before
        if to == State.RESOLVED:
            assert given_inputs["cause"].strip()
            assert given_inputs["note"].strip()
            resolved_before = True
        current = State(to)
    assert current in State

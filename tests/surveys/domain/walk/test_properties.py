"""What holds for every walk, over random surveys and random answers."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.questions.base import InForce
from surveys.domain.walk import Program, Surroundings, Walk, walk
from surveys.domain.walk.program import AskedQuestion
from tests.surveys.conformance.walk_answers import random_answers, random_surroundings
from tests.surveys.conformance.walk_definitions import random_definition
from tests.surveys.conformance.walk_results import as_json, program_of

SEEDS = st.integers(0, 2**32)
few = settings(max_examples=60, deadline=None)


def _walks(seed: int) -> Iterator[tuple[Program, dict[str, Any], Surroundings, Walk]]:
    random = Random(seed)  # noqa: S311  # cases, not secrets
    program = program_of(random_definition(random))
    for _ in range(3):
        around = Surroundings(**random_surroundings(random))
        raw = random_answers(program, random)
        yield program, raw, around, walk(program, raw, surroundings=around)


def _kept(raw: dict[str, Any], found: Walk) -> dict[str, Any]:
    """Answers as they would be sent again: masked ones in full, with what was confirmed."""
    confirmed = {"_confirmed": raw["_confirmed"]} if "_confirmed" in raw else {}
    return {**found.answers, **found.private, **found.solutions, **confirmed}


@few
@given(SEEDS)
def test_the_same_comes_out_of_the_same(seed: int) -> None:
    for program, raw, around, found in _walks(seed):
        again = walk(program, dict(reversed(raw.items())), surroundings=around)
        assert as_json(again, "en") == as_json(found, "en")


@few
@given(SEEDS)
def test_what_a_walk_kept_makes_the_same_walk(seed: int) -> None:
    for program, raw, around, found in _walks(seed):
        again = walk(program, _kept(raw, found), surroundings=around)
        assert (again.path, again.answers, again.ending) == (found.path, found.answers, found.ending)
        assert again.dropped == {}
        assert again.texts("en") == found.texts("en")


@few
@given(SEEDS)
def test_only_questions_of_the_path_have_answers_and_errors(seed: int) -> None:
    for program, raw, _, found in _walks(seed):
        made = {
            name for name in found.answers if program.by_key[name.partition("@")[0]].mode in {"hidden", "calculated"}
        }
        shown = set(found.shown)
        assert set(found.answers) <= shown | made
        assert set(found.errors) | set(found.soft) | set(found.private) <= shown
        given = {name for name, value in raw.items() if value is not None and name != "_confirmed"}
        assert set(found.dropped) <= given
        # Every value that was sent is an answer, an error, noted as dropped, or is of a value that is made.
        told = set(found.answers) | set(found.errors) | set(found.dropped) | set(found.solutions) | _empty(program, raw)
        assert given <= told | {name for name in given if _is_made(program, name)}


def _is_made(program: Program, name: str) -> bool:
    asked = program.by_key.get(name.partition("@")[0])
    return asked is not None and asked.mode in {"hidden", "calculated"}


def _empty(program: Program, raw: dict[str, Any]) -> set[str]:
    """Values that say nothing, such as blanks: neither an answer nor wrong."""
    found = set()
    for name, value in raw.items():
        asked = program.by_key.get(name.partition("@")[0])
        if asked and value is not None and asked.kind.check_answer(asked.optional, value, _everything(asked)) is None:
            found.add(name)
    return found


def _everything(asked: AskedQuestion) -> InForce:
    return InForce(asked.question.options, asked.question.rows, asked.question.columns)


@few
@given(SEEDS)
def test_an_answered_question_met_its_condition(seed: int) -> None:
    for program, _, around, found in _walks(seed):
        before: dict[str, Any] = {}
        for name, value in found.answers.items():
            asked = program.by_key.get(name)
            if asked and asked.rule and not asked.loop:
                data = {
                    "answers": dict(before),
                    "url": around.url,
                    "customer": around.customer,
                    "context": around.context,
                    "arms": found.arms,
                    "loop": {},
                    "quota": around.quota_left,
                    "scores": program.scores,
                }
                assert asked.rule(data)
            before[name] = value


@few
@given(SEEDS, st.sampled_from(["zz", "k99", "k1@zz", "", "@", "_x"]))
def test_an_unknown_name_changes_nothing_but_the_note(seed: int, name: str) -> None:
    for program, raw, around, found in _walks(seed):
        more = walk(program, {**raw, name: {"any": ["thing"]}}, surroundings=around)
        expected, got = as_json(found, "en"), as_json(more, "en")
        assert got.pop("dropped") == {**expected.pop("dropped"), name: "unknown"}
        assert got == expected


@few
@given(SEEDS)
def test_a_walk_until_a_page_is_the_beginning_of_the_whole_walk(seed: int) -> None:
    for program, raw, around, found in _walks(seed):
        for at, step in enumerate(found.steps):
            part = walk(program, raw, surroundings=around, until=step.name)
            assert part.path == found.path[: at + 1]
            assert part.answers.items() <= found.answers.items()
            assert part.errors.items() <= found.errors.items()
            assert part.next_step(step.name) is None
            following = found.steps[at + 1] if at + 1 < len(found.steps) else None
            assert found.next_step(step.name) == following
            # What is decided stays.
            assert set(part.cells) <= set(found.cells)


@few
@given(SEEDS)
def test_dropping_the_invisible_first_changes_nothing(seed: int) -> None:
    for program, raw, around, found in _walks(seed):
        gone = {name for name, why in found.dropped.items() if why != "carried_away"}
        again = walk(program, {name: value for name, value in raw.items() if name not in gone}, surroundings=around)
        assert (again.path, again.answers, again.errors) == (found.path, found.answers, found.errors)

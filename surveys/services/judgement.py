"""Judges a set of answers by walking the path they lead along, as the page has done before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from surveys.domain.keys import PageKey
from surveys.domain.questions import AnswerError
from surveys.domain.questions.types.files import FILE_TYPES
from surveys.domain.texts import excerpt
from surveys.domain.walk import Walk, walk
from surveys.models import Response
from surveys.selectors.definitions import published_program
from surveys.selectors.doors import Door
from surveys.services.captchas import is_passed
from surveys.services.codes import judge_codes
from surveys.services.quotas import quota_left
from surveys.services.uploads import find_uploads
from surveys.services.visits import Visit, surroundings

# Nobody reads more of them, and to put thousands into words takes seconds.
MOST_UNKNOWN = 20


@dataclass(frozen=True)
class Judged:
    """`walk` is None only for what is no set of answers at all. Where there is one error nothing is stored."""

    walk: Walk | None = None
    errors: Mapping[str, AnswerError] = field(default_factory=dict)
    upload_ids: frozenset[UUID] = frozenset()


def judge_answers(door: Door, key: PageKey, visit: Visit, language: str, answers: Any, *, from_page: bool) -> Judged:
    """Judge `{instance name: value}` for the version behind the door; `errors` are by instance name, "" is the whole.

    No statement, but for surveys with quotas (what is left) and answers with files (whether they are there).
    """
    if not isinstance(answers, Mapping):
        return Judged(errors={"": AnswerError("not_object")})
    assert door.version_id is not None  # noqa: S101  # the caller has seen it
    left = quota_left(door, key.text) if door.definition.quotas and not visit.is_test else {}
    walked = walk(
        published_program(door.version_id),
        answers,
        surroundings=surroundings(door, key, visit, language, left),
    )
    errors = dict(walked.errors)
    if not from_page:
        unknown = [name for name, why in walked.dropped.items() if why == "unknown"]
        errors |= {excerpt(name): AnswerError("unknown_question") for name in unknown[:MOST_UNKNOWN]}
    errors |= _unsolved(key, walked)
    errors |= judge_codes(key.text, walked)
    found = find_uploads(door=door, key=key.text, named=_named_uploads(walked))
    errors |= {name: AnswerError("unknown_upload") for name in found.missing if name not in errors}
    return Judged(walked, errors, found.ids)


def judge_again(door: Door, key: PageKey, visit: Visit, earlier: Response, answers: Any) -> Walk | None:
    """The walk over answers that claim to be those of an earlier response, in the version and language of it."""
    if not isinstance(answers, Mapping):
        return None
    around = surroundings(door, key, visit, earlier.language)
    walked = walk(published_program(earlier.version_id), answers, surroundings=around)
    is_sound = not walked.errors or earlier.outcome != "complete"
    return walked if is_sound else None


def _unsolved(key: PageKey, walked: Walk) -> dict[str, AnswerError]:
    """Riddles of the page that were not solved; a solution is never among the answers."""
    errors = {}
    for name, shown in walked.shown.items():
        if shown.question.type != "captcha" or name in walked.errors:
            continue
        solution = walked.solutions.get(name)
        if solution is not None and not is_passed(shown.question, key=key.text, name=name, solution=solution):
            errors[name] = AnswerError("captcha_failed")
    return errors


def _named_uploads(walked: Walk) -> dict[str, list[str]]:
    """{instance name: ids of the files its answer names}"""
    shown = walked.shown
    return {
        name: value
        for name, value in walked.answers.items()
        if name in shown and shown[name].question.type in FILE_TYPES
    }

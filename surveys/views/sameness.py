"""Whether everybody who opens a survey sees the same first page, so that it can be made once and kept."""

from collections.abc import Iterator
from typing import Any

from surveys.domain.definition.model import Page
from surveys.domain.questions.base import Question
from surveys.domain.texts import pipes_of
from surveys.domain.walk import Program
from surveys.views.presentation import NOT_RENDERED

# Operators that look past the answers.
_LOOKING_AROUND = frozenset({"today", "age", "quota_left"})
_FROM_ALL = ("answers.", "organization")


def is_same_for_all(program: Program, language: str) -> bool:
    """True only where neither draw, address, customer, device nor day has a say. Where in doubt, False."""
    page = program.definition.pages[0]
    is_drawn = any(page.id in group.pages for group in program.definition.shuffled_pages)
    if is_drawn or page.loop or page.shuffles or page.show is not None:
        return False
    if any(not _is_settled(rule) for rule in _rules(page)):
        return False
    if any(question.type in NOT_RENDERED or _is_shuffled(question) for question in page.questions):
        return False
    return all(pipe.source.startswith(_FROM_ALL) for text in _texts(program, page, language) for pipe in pipes_of(text))


def _rules(page: Page) -> Iterator[Any]:
    yield page.rule
    for question in page.questions:
        yield question.rule
        yield question.required_rule
        # They skip questions of this page.
        yield from (jump.rule for jump in question.jumps)
        for choice in (*question.options, *question.rows, *question.columns):
            yield choice.rule


def _is_settled(rule: Any) -> bool:
    """Whether a rule looks at nothing but answers, of which there are none yet."""
    if isinstance(rule, list):
        return all(_is_settled(part) for part in rule)
    if not isinstance(rule, dict):
        return True
    for operator, given in rule.items():
        first = given[0] if isinstance(given, list) and given else given
        if operator in _LOOKING_AROUND:
            return False
        if operator in {"missing", "missing_some", "val"}:
            return False
        if operator == "var" and not (isinstance(first, str) and first.startswith("answers.")):
            return False
        if not _is_settled(given):
            return False
    return True


def _is_shuffled(question: Question) -> bool:
    return question.shuffles_options or question.shuffles_rows


def _texts(program: Program, page: Page, language: str) -> Iterator[str]:
    piped = program.piped(language)
    yield from (text for _name, text in (*piped.survey, *piped.pages.get(page.id, ())))
    for question in page.questions:
        yield from (text for _name, text in piped.questions.get(question.id, ()))
        yield from piped.choices.get(question.id, {}).values()

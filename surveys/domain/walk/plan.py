"""What the page's script must know of a survey to walk it: names, rules and settings, and of the texts only those
that are filled in or fill in others. The titles and labels stand in the page already.

    {"language", "own", "pages": [{"id", "if", "next", "loop", "shuffle", "show", "words", "questions": [...]}],
     "groups": [[[page ids], show]], "experiments": [[id, [[arm, weight]]]], "cells": [[quota, cell, rule, [keys]]],
     "endings": [[id, outcome, rule]], "scores": {key: {id: score}}, "texts": {id: {field: parts}},
     "labels": {key: {id: text}}}

Members that say nothing are left out. A text with pipes is the list of its parts: texts, and [source, fallback] for
each pipe; the field of an option, row or column is its id behind a full stop. Expected answers of trap questions and
the limits of quotas are not told.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from surveys.domain.definition.model import Loop
from surveys.domain.questions.base import Check, Choice, Jump, Question, Source
from surveys.domain.texts import pick, pipes_of, split_pipes
from surveys.domain.walk.pipes import SURVEY, Fields

if TYPE_CHECKING:
    from surveys.domain.walk.program import AskedQuestion, Program, WalkedPage

_SETS = ("options", "rows", "columns")


def make_plan(program: "Program", language: str) -> dict[str, Any]:
    definition = program.definition
    piped = program.piped(language)
    pages = [_page(page, language) for page in program.pages]
    messages = [message for asked in program.by_key.values() for message in _messages(asked.question, language)]
    keys = piped.asked_keys() | {pipe.question for message in messages for pipe in pipes_of(message)}
    keys |= {page.page.loop.question for page in program.pages if page.page.loop}
    texts: dict[str, dict[str, Any]] = {SURVEY: _fields(piped.survey)}
    for group in (piped.pages, piped.questions, piped.endings):
        texts |= {name: _fields(fields) for name, fields in group.items()}
    for name, choices in piped.choices.items():
        texts.setdefault(name, {}).update({f".{choice}": _parts(text) for choice, text in choices.items()})
    plan = {
        "language": language,
        "own": definition.language,
        "pages": pages,
        "groups": [[list(group.pages), group.show] for group in program.groups],
        "experiments": [[each.id, [list(arm) for arm in each.arms]] for each in program.experiments],
        "cells": [[each.quota, each.cell.id, each.cell.rule, sorted(each.keys)] for each in program.cells],
        "endings": [[each.id, each.outcome, each.rule] for each in definition.endings],
        "texts": {name: fields for name, fields in texts.items() if fields},
        "labels": {key: _labels(program, key, language) for key in sorted(keys) if key in program.by_key},
    }
    if program.scores and '"score":' in json.dumps(plan, separators=(",", ":")):
        plan["scores"] = program.scores
    return {name: value for name, value in plan.items() if value}


def _page(page: "WalkedPage", language: str) -> dict[str, Any]:
    settings = page.page
    return _said(
        {
            "id": settings.id,
            "if": settings.rule,
            "next": _jumps(settings.jumps),
            "loop": _loop(settings.loop),
            "shuffle": settings.shuffles,
            "show": settings.show,
            "words": page.has_words_only,
            "questions": [_question(asked, language) for asked in page.questions],
        }
    )


def _question(asked: "AskedQuestion", language: str) -> dict[str, Any]:
    question, own = asked.question, asked.own
    is_changing = any(not each.is_constant for each in asked.sets)
    return _said(
        {
            "id": question.id,
            "key": question.key,
            "type": question.type,
            "shape": asked.kind.shape,
            "settings": asked.plan,
            "options": _choices(own.options),
            "rows": _choices(own.rows),
            "columns": _choices(own.columns),
            "options_from": _source(own.options_from),
            "rows_from": _source(own.rows_from),
            "shuffle": own.shuffles_options,
            "shuffle_rows": own.shuffles_rows,
            "needs": [name for name in _SETS if name in asked.kind.needs] if is_changing else None,
            "if": question.rule,
            "required": question.required,
            "required_if": question.required_rule,
            "checks": [_check(check, language, question.language) for check in question.checks],
            "next": _jumps(question.jumps),
            **_made(question),
        }
    )


def _made(question: Question) -> dict[str, Any]:
    """Where the value of a hidden or calculated question comes from."""
    if question.type == "calculated":
        return {"value": question.settings["value"], "most": question.settings.get("max_length")}
    if question.type == "hidden":
        names = ("from", "name")
        return {name: question.settings[name] for name in names} | {"most": question.settings.get("max_length")}
    return {}


def _choices(choices: Iterable[Choice]) -> list[Any]:
    """Each by its id alone where there is nothing more to say of it."""
    return [_choice(choice) for choice in choices]


def _choice(choice: Choice) -> Any:
    said = _said(
        {
            "id": choice.id,
            "if": choice.rule,
            "fixed": choice.is_fixed,
            "exclusive": choice.is_exclusive,
            "open": choice.is_open,
            "group": choice.group,
        }
    )
    return said if len(said) > 1 else choice.id


def _check(check: Check, language: str, own: str) -> list[Any]:
    """[rule, message] of a hard one, [rule, message, true] of a soft one."""
    message = _parts(pick(check.message, language, own))
    return [check.rule, message, True] if check.is_soft else [check.rule, message]


def _messages(question: Question, language: str) -> list[str]:
    return [pick(check.message, language, question.language) for check in question.checks]


def _jumps(jumps: Iterable[Jump]) -> list[Any]:
    return [[jump.to] if jump.rule is None else [jump.to, jump.rule] for jump in jumps]


def _source(source: Source | None) -> list[str] | None:
    return [source.question, source.take] if source else None


def _loop(loop: Loop | None) -> dict[str, Any] | None:
    if loop is None:
        return None
    if loop.question:
        return {"question": loop.question, "take": loop.take, "most": loop.most}
    return {"times": loop.times, "most": loop.most}


def _labels(program: "Program", key: str, language: str) -> dict[str, str]:
    asked = program.by_key[key]
    return asked.kind.labels(asked.question, language)


def _fields(fields: Fields) -> dict[str, Any]:
    return {name: _parts(text) for name, text in fields}


def _parts(text: str) -> list[Any]:
    return [part if isinstance(part, str) else [part.source, part.fallback] for part in split_pipes(text)]


def _said(members: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is absent, false or empty; a rule may be any of that and is kept."""
    rules = ("if", "required_if", "value")
    return {name: value for name, value in members.items() if value or (name in rules and value is not None)}

"""A definition made ready for walking: rules compiled, names looked up, all that never changes worked out once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from surveys.domain.definition.model import Definition, Ending, Experiment, Loop, Page, QuotaCell, ShuffledPages
from surveys.domain.logic import compile_rule
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import Check, Choice, InForce, Jump, Question, QuestionType, Source
from surveys.domain.walk.pipes import PipedTexts, find_pipes
from surveys.domain.walk.plan import make_plan

Predicate = Callable[[Mapping[str, Any]], bool]
Jumps = tuple[tuple[Predicate | None, str], ...]

ASKED, SHOWN, HIDDEN, CALCULATED = "asked", "shown", "hidden", "calculated"
END = "end"


@dataclass(slots=True, eq=False)
class ChoiceSet:
    """Options, rows or columns: all that may ever be in it, those carried over before its own."""

    name: str
    choices: tuple[Choice, ...]
    own: tuple[Choice, ...]
    rules: Mapping[str, Predicate]
    source: Source | None
    shuffles: bool
    # Without one of them in force the question cannot be answered and does not come.
    is_needed: bool

    @property
    def is_constant(self) -> bool:
        return not self.rules and self.source is None and not self.shuffles


@dataclass(slots=True, eq=False)
class AskedQuestion:
    """A question of the program. `optional` and `mandatory` are it with what is required settled."""

    question: Question
    # As the definition has it, without carried options.
    own: Question
    kind: QuestionType
    mode: str
    optional: Question
    mandatory: Question
    rule: Predicate | None
    required_rule: Predicate | None
    checks: tuple[tuple[Predicate, Check], ...]
    jumps: Jumps
    sets: tuple[ChoiceSet, ...]
    # What is in force when that is always the same.
    in_force: InForce | None
    # The ids of all options, rows and columns.
    choice_ids: frozenset[str]
    # The rule of a calculated value.
    value: Callable[[Mapping[str, Any]], Any] | None
    # The settings of its type that the page's script knows as well.
    plan: dict[str, Any]
    page: int
    loop: str

    @property
    def key(self) -> str:
        return self.question.key


@dataclass(slots=True, eq=False)
class WalkedPage:
    """A page of the program; pages with the same `loop` are repeated for the same things, "" is no loop."""

    page: Page
    index: int
    rule: Predicate | None
    jumps: Jumps
    questions: tuple[AskedQuestion, ...]
    loop: str
    times: Callable[[Mapping[str, Any]], Any] | None
    # A page that shows nothing of its questions does not come; one that never had any comes for its words.
    has_words_only: bool


@dataclass(slots=True, eq=False)
class DecidedCell:
    quota: str
    cell: QuotaCell
    rule: Predicate
    # Keys of the questions its rule mentions.
    keys: frozenset[str]


@dataclass(slots=True, eq=False)
class Program:
    """Made once for a version of a survey and kept; walking does not change it."""

    definition: Definition
    pages: tuple[WalkedPage, ...]
    by_key: dict[str, AskedQuestion]
    # {page, question or ending id: the page it stands on, or -1 for an ending}
    targets: dict[str, int]
    question_ids: frozenset[str]
    loop_keys: dict[str, tuple[str, ...]]
    # {loop: the ids of the items it may ever have, None for numbers}
    loop_ids: dict[str, frozenset[str] | None]
    groups: tuple[ShuffledPages, ...]
    experiments: tuple[Experiment, ...]
    cells: tuple[DecidedCell, ...]
    endings: tuple[tuple[Predicate | None, Ending], ...]
    scores: dict[str, dict[str, float]]
    _piped: dict[str, PipedTexts] = field(default_factory=dict)
    _plans: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def private_keys(self) -> frozenset[str]:
        return frozenset(key for key, asked in self.by_key.items() if asked.kind.is_private)

    def piped(self, language: str) -> PipedTexts:
        """The texts of a language that hold pipes."""
        found = self._piped.get(language)
        if found is None:
            found = self._piped[language] = find_pipes(self.definition, self._resolved(), language)
        return found

    def plan(self, language: str) -> dict[str, Any]:
        """JSON for static/respondent/walk.js; see surveys.domain.walk.plan."""
        found = self._plans.get(language)
        if found is None:
            found = self._plans[language] = make_plan(self, language)
        return found

    def _resolved(self) -> dict[str, Question]:
        return {asked.question.id: asked.question for asked in self.by_key.values()}


def compile_program(definition: Definition) -> Program:
    """Compile every rule of a sound definition. Some milliseconds for a large one: keep the result with its version."""
    resolved = resolve_choices(definition)
    pages = tuple(_page(number, page, resolved) for number, page in enumerate(definition.pages))
    by_key = {asked.key: asked for page in pages for asked in page.questions}
    targets = {page.page.id: page.index for page in pages}
    targets |= {asked.question.id: asked.page for asked in by_key.values()}
    targets |= {ending.id: -1 for ending in definition.endings} | {END: -1}
    loops = {page.loop: page for page in pages if page.loop}
    return Program(
        definition=definition,
        pages=pages,
        by_key=by_key,
        targets=targets,
        question_ids=frozenset(asked.question.id for asked in by_key.values()),
        loop_keys={loop: tuple(key for key, asked in by_key.items() if asked.loop == loop) for loop in loops},
        loop_ids={loop: _item_ids(page.page.loop, resolved) for loop, page in loops.items()},
        groups=definition.shuffled_pages,
        experiments=definition.experiments,
        cells=tuple(_cell(quota.id, cell) for quota in definition.quotas for cell in quota.cells),
        endings=tuple((predicate(ending.rule), ending) for ending in definition.endings),
        scores=_scores(resolved),
    )


def resolve_choices(definition: Definition) -> dict[str, Question]:
    """{key: question} in which options and rows hold, before their own, all that can be carried over to them."""
    resolved: dict[str, Question] = {}
    for question in definition.questions:
        options = _carried(question.options_from, resolved) + question.options
        rows = _carried(question.rows_from, resolved) + question.rows
        is_same = len(options) == len(question.options) and len(rows) == len(question.rows)
        resolved[question.key] = question if is_same else replace(question, options=options, rows=rows)
    return resolved


def predicate(rule: Any) -> Predicate | None:
    return None if rule is None else compile_rule(rule).truthy


def _carried(source: Source | None, resolved: Mapping[str, Question]) -> tuple[Choice, ...]:
    origin = resolved.get(source.question) if source else None
    return (origin.options or origin.rows) if origin else ()


def _page(number: int, page: Page, resolved: Mapping[str, Question]) -> WalkedPage:
    loop = _loop_name(page.loop)
    questions = tuple(_question(number, loop, question, resolved[question.key]) for question in page.questions)
    times = page.loop.times if page.loop else None
    return WalkedPage(
        page=page,
        index=number,
        rule=predicate(page.rule),
        jumps=_jumps(page.jumps),
        questions=questions,
        loop=loop,
        times=None if times is None else compile_rule(times),
        has_words_only=bool(page.title or page.text) and not any(asked.mode in {ASKED, SHOWN} for asked in questions),
    )


def _question(page: int, loop: str, own: Question, resolved: Question) -> AskedQuestion:
    kind = QUESTION_TYPES[own.type]
    sets = (
        _choice_set("options", own.options, resolved.options, own.options_from, own.shuffles_options, kind),
        _choice_set("rows", own.rows, resolved.rows, own.rows_from, own.shuffles_rows, kind),
        _choice_set("columns", own.columns, resolved.columns, None, False, kind),  # noqa: FBT003  # columns stay
    )
    has_choices = any(one.choices for one in sets)
    is_constant = has_choices and all(one.is_constant for one in sets)
    mode = own.type if own.type in {HIDDEN, CALCULATED} else ASKED if kind.is_asked else SHOWN
    return AskedQuestion(
        question=resolved,
        own=own,
        kind=kind,
        mode=mode,
        optional=replace(resolved, required=False),
        mandatory=replace(resolved, required=True),
        rule=predicate(own.rule),
        required_rule=predicate(own.required_rule),
        checks=tuple((compile_rule(check.rule).truthy, check) for check in own.checks),
        jumps=_jumps(own.jumps),
        sets=sets if has_choices or any(one.source for one in sets) else (),
        in_force=InForce(resolved.options, resolved.rows, resolved.columns) if is_constant else None,
        choice_ids=frozenset(choice.id for one in sets for choice in one.choices),
        value=compile_rule(own.settings.get("value")) if mode == CALCULATED else None,
        plan=kind.plan(resolved),
        page=page,
        loop=loop,
    )


def _choice_set(
    name: str,
    own: tuple[Choice, ...],
    choices: tuple[Choice, ...],
    source: Source | None,
    shuffles: bool,  # noqa: FBT001  # a value of the question, passed on
    kind: QuestionType,
) -> ChoiceSet:
    rules = {choice.id: compile_rule(choice.rule).truthy for choice in choices if choice.rule is not None}
    return ChoiceSet(name, choices, own, rules, source, shuffles and len(choices) > 1, name in kind.needs)


def _jumps(jumps: tuple[Jump, ...]) -> Jumps:
    return tuple((predicate(jump.rule), jump.to) for jump in jumps)


def _loop_name(loop: Loop | None) -> str:
    return json.dumps([loop.question, loop.take, loop.times, loop.most]) if loop else ""


def _item_ids(loop: Loop | None, resolved: Mapping[str, Question]) -> frozenset[str] | None:
    if loop is None or not loop.question:
        return None
    origin = resolved.get(loop.question)
    return frozenset(choice.id for choice in (*origin.options, *origin.rows)) if origin else frozenset()


def _cell(quota: str, cell: QuotaCell) -> DecidedCell:
    rule = compile_rule(cell.rule)
    names = (variable.split(".") for variable in rule.variables)
    keys = frozenset(parts[1].partition("@")[0] for parts in names if parts[0] == "answers" and len(parts) > 1)
    return DecidedCell(quota, cell, rule.truthy, keys)


def _scores(resolved: Mapping[str, Question]) -> dict[str, dict[str, float]]:
    """{question key: {id of an option, row or column: score}} where any has one."""
    found = {}
    for key, question in resolved.items():
        choices = (*question.options, *question.rows, *question.columns)
        scores = {choice.id: choice.score for choice in choices if choice.score is not None}
        if scores:
            found[key] = scores
    return found

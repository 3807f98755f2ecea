"""What nobody ever comes to, what always holds, and where nobody gets on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.domain.checker.findings import ERROR, NOTE, WARNING, Finding
from surveys.domain.checker.survey import Checked, Governed
from surveys.domain.definition.model import Page
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import AnswerError, InForce, Jump, Question


def check_reach(survey: Checked) -> Iterator[Finding]:
    for governed in survey.rules:
        if governed.what not in {"loop", "value", "quota"}:
            yield from _check_rule(survey, governed)
    yield from _check_pairs(survey)
    yield from _check_graph(survey)
    yield from _check_endings(survey)
    for question in survey.definition.questions:
        yield from _check_ways_on(survey, question)


def _check_rule(survey: Checked, governed: Governed) -> Iterator[Finding]:
    if not survey.keys_before(governed.rule, governed.place + (governed.sees == "with")):
        return  # It looks ahead, which is said already.
    params = {"what": governed.what, "name": governed.name}
    where = (governed.question, governed.page)
    if isinstance(governed.rule, bool):
        # Written so on purpose, to take something out for a while.
        named = {quota.ending for quota in survey.definition.quotas} | {jump.to for jump in survey.definition.jumps}
        if not governed.rule and governed.what != "required" and governed.name not in named:
            yield Finding(WARNING, "switched_off", *where, params)
    elif survey.judge.never(governed.rule):
        if governed.what != "check":
            yield Finding(ERROR, "contradiction", *where, params)
        elif governed.name != "soft":
            yield Finding(ERROR, "dead_end", *where, {"why": "check"})
    elif survey.judge.always(governed.rule):
        yield Finding(WARNING, "always_true", *where, params)


def _check_pairs(survey: Checked) -> Iterator[Finding]:
    """A question whose condition and that of its page cannot hold together."""
    for page in survey.definition.pages:
        if page.rule is None or not survey.keys_before(page.rule, survey.first_of(page)):
            continue
        for question in page.questions:
            if question.rule is None or not survey.keys_before(question.rule, survey.first_of(page)):
                continue
            alone = survey.judge.never(page.rule) or survey.judge.never(question.rule)
            if not alone and survey.judge.never(page.rule, question.rule):
                yield Finding(ERROR, "unreachable", question.key, page.id, {"what": "question", "name": question.id})


def _check_graph(survey: Checked) -> Iterator[Finding]:
    """Jumps that are always followed leave out what lies between, unless another way leads there."""
    reached = _reached(survey)
    for page in survey.definition.pages:
        if page.id not in reached:
            yield Finding(ERROR, "unreachable", page=page.id, params={"what": "page", "name": page.id})
            continue
        for question in page.questions:
            if question.id not in reached:
                yield Finding(ERROR, "unreachable", question.key, page.id, {"what": "question", "name": question.id})


@dataclass(frozen=True)
class _Stop:
    """A place on the way: the beginning of a page (without question), or a question."""

    name: str
    page: Page
    question: Question | None
    # The number of the first stop after the page, and after the pages it is shuffled with.
    after_page: int
    after_group: int

    @property
    def may_be_passed(self) -> bool:
        """Whether people may go past it without its jumps."""
        if self.question is None:
            return False
        is_drawn = self.page.show is not None or self.page.shuffles
        return is_drawn or any((self.question.rule is not None, self.question.options_from, self.question.rows_from))


def _stops(survey: Checked) -> list[_Stop]:
    pages = survey.definition.pages
    after, number = {}, 0
    for page in pages:
        number += 1 + len(page.questions)
        after[page.id] = number
    groups = {name: group for group in survey.definition.shuffled_pages for name in group.pages}
    stops: list[_Stop] = []
    for page in pages:
        last = max(after[name] for name in groups[page.id].pages) if page.id in groups else after[page.id]
        stops.append(_Stop(page.id, page, None, after[page.id], last))
        stops += [_Stop(question.id, page, question, after[page.id], last) for question in page.questions]
    return stops


def _reached(survey: Checked) -> set[str]:
    """Ids of the pages, questions and endings to which some way may lead; a jump back is not followed."""
    stops = _stops(survey)
    index = {stop.name: number for number, stop in enumerate(stops)}
    grouped = {name for group in survey.definition.shuffled_pages for name in group.pages}
    way = _Way(survey, index, {0}, set())
    for number, stop in enumerate(stops):
        if number not in way.open and not (stop.question is None and stop.page.id in grouped):
            continue
        way.reached.add(stop.name)
        goes_on = way.follow(stop.question.jumps if stop.question else (), number) or stop.may_be_passed
        if stop.question is None and (stop.page.rule is not None or stop.page.loop or stop.page.id in grouped):
            way.open.add(stop.after_page)
        if number + 1 == stop.after_page:
            goes_on = goes_on and way.follow(stop.page.jumps, number)
            if goes_on:
                way.open.add(stop.after_group)
        if goes_on:
            way.open.add(number + 1)
    return way.reached


@dataclass
class _Way:
    survey: Checked
    index: Mapping[str, int]
    # Numbers of the stops to which something leads.
    open: set[int]
    reached: set[str]

    def follow(self, jumps: tuple[Jump, ...], here: int) -> bool:
        """Open the targets of the jumps; False when one of them is always followed."""
        for jump in jumps:
            target = self.index.get(jump.to)
            is_back = target is not None and target <= here
            if is_back or (jump.rule is not None and self.survey.judge.never(jump.rule)):
                continue
            if target is None:
                self.reached.add(jump.to)
            else:
                self.open.add(target)
            if jump.rule is None or self.survey.judge.always(jump.rule):
                return False
        return True


def _check_endings(survey: Checked) -> Iterator[Finding]:
    """An ending behind one that always holds is only shown when a jump or a full quota names it."""
    named = {jump.to for jump in survey.definition.jumps}
    named |= {quota.ending for quota in survey.definition.quotas}
    is_settled = False
    for ending in survey.definition.endings:
        if is_settled and ending.id not in named:
            yield Finding(WARNING, "unreachable", params={"what": "ending", "name": ending.id})
        if ending.rule is None or survey.judge.always(ending.rule):
            is_settled = True


def _check_ways_on(survey: Checked, question: Question) -> Iterator[Finding]:
    """Required questions that cannot be answered, and the right answer of a trap that is none."""
    page = survey.page_of[question.key].id
    options = survey.domains.options[question.key]
    never = [choice for choice in question.options if choice.rule is not None and survey.judge.never(choice.rule)]
    if question.required and never and len(never) == len(question.options) and not question.options_from:
        yield Finding(ERROR, "dead_end", question.key, page, {"why": "options"})
    if question.expected is not None:
        kind = QUESTION_TYPES[question.type]
        verdict = kind.check_answer(question, question.expected, InForce(options, question.rows, question.columns))
        if isinstance(verdict, AnswerError) or verdict is None:
            yield Finding(ERROR, "expect_impossible", question.key, page)
    if not question.required and question.expected is not None:
        yield Finding(NOTE, "trap_not_required", question.key, page)

"""The walk: from a program and raw answers to the path of one respondent. Its twin is static/respondent/walk.js.

docs/surveys/walk.md tells the order of things; a change here is a change there.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from surveys.domain.walk.judging import Judge
from surveys.domain.walk.loops import loop_items
from surveys.domain.walk.orders import pages_in_order, questions_in_order
from surveys.domain.walk.program import ASKED, END, SHOWN, AskedQuestion, Jumps, Program, WalkedPage
from surveys.domain.walk.quotas import matched_cells
from surveys.domain.walk.results import CONFIRMED, NOT_REACHED, UNKNOWN, LoopItem, Shown, Step, Surroundings, Walk
from surveys.domain.walk.results import HIDDEN as IS_HIDDEN

_NUMBER = re.compile(r"[1-9][0-9]{0,2}")


def walk(program: Program, raw: Mapping[str, Any], *, surroundings: Surroundings, until: str | None = None) -> Walk:
    """Walk the path that these answers make.

    `raw` is {instance name: value as it was sent}, whatever anybody may have sent; nothing in it raises. With `until`,
    the name of a page instance, the walk ends after that page: later answers are not judged and not noted. When that
    page is not on the path, the whole path is walked.
    """
    return _Walker(program, raw, surroundings, until).run()


class _Walker:
    def __init__(self, program: Program, raw: Mapping[str, Any], surroundings: Surroundings, until: str | None) -> None:
        self.program = program
        self.raw = raw
        self.until = until
        self.judge = Judge(program, raw, surroundings)
        self.seed = surroundings.seed
        self.order = pages_in_order(program, surroundings.seed)
        # {page index in the definition: place in this respondent's order}
        self.places = {page.index: place for place, page in enumerate(self.order)}
        self.steps: list[Step] = []
        self.items: dict[str, list[LoopItem]] = {}
        # Where a jump leads: a place in the order, and a question of that page or "".
        self.goal, self.goal_question = -1, ""
        self.is_over = self.is_stopped = False
        self.ending = ""
        # The last place whose questions cannot come any more, for a walk that stops.
        self.settled = -1

    def run(self) -> Walk:
        place = 0
        for loop, group in groupby(self.order, key=lambda page: page.loop):
            block = list(group)
            if loop:
                self._repeat(block, place)
            else:
                self._visit_all(block, place, None)
            if self.is_over or self.is_stopped:
                break
            place += len(block)
        return self._result()

    def _visit_all(self, block: Sequence[WalkedPage], place: int, item: LoopItem | None) -> None:
        for at, page in enumerate(block, place):
            self._visit(page, at, item)
            if self.is_over or self.is_stopped:
                return

    def _repeat(self, block: Sequence[WalkedPage], place: int) -> None:
        """Pages that stand together and have the same loop are gone through item by item."""
        first, last = block[0], place + len(block) - 1
        loop = first.page.loop
        if loop is None or self.goal > last:
            return
        judge = self.judge
        language = self.program.definition.language
        items = loop_items(first, loop, judge.data, lambda key: judge.passed(key, None, ""), language)
        self.items |= {page.page.id: items for page in block}
        for item in items:
            self._enter(first.loop, item)
            self._visit_all(block, place, item)
            self._leave(first.loop)
            if self.is_stopped and self.goal < 0 and item is not items[-1]:
                # The other items will ask the same questions again.
                self.settled = place - 1
            if self.is_over or self.is_stopped or self.goal > last:
                return

    def _enter(self, loop: str, item: LoopItem) -> None:
        judge = self.judge
        judge.data["loop"] = {
            "item": item.id,
            "text": judge.piping.item_text(item, judge.language),
            "index": item.index,
        }
        for key in self.program.loop_keys[loop]:
            if (value := judge.answers.get(f"{key}@{item.id}")) is not None:
                judge.seen[key] = value

    def _leave(self, loop: str) -> None:
        self.judge.data["loop"] = {}
        for key in self.program.loop_keys[loop]:
            self.judge.seen.pop(key, None)

    def _visit(self, page: WalkedPage, place: int, item: LoopItem | None) -> None:
        if place < self.goal:
            return
        target, self.goal, self.goal_question = self.goal_question, -1, ""
        judge = self.judge
        name = page.page.id if item is None else f"{page.page.id}@{item.id}"
        if page.rule and not page.rule(judge.data):
            self._hide(page.questions, item)
        else:
            order = questions_in_order(page, self.seed)
            if len(order) < len(page.questions):
                drawn = {asked.key for asked in order}
                self._hide([asked for asked in page.questions if asked.key not in drawn], item)
            shown: list[Shown] = []
            left = self._ask(order, place, item, target, shown)
            if shown or page.has_words_only:
                self.steps.append(Step(page.page, item, name, tuple(shown), page.loop))
            if not left and page.jumps:
                self._jump(page.jumps, place, (), 0)
        if name == self.until:
            self.is_stopped = True
            self.settled = max(place, self.goal - 1)

    def _ask(
        self, order: Sequence[AskedQuestion], place: int, item: LoopItem | None, target: str, shown: list[Shown]
    ) -> bool:
        """Go through the questions of a page, from the one a jump leads to; True when a jump has left the page."""
        at = next((at for at, asked in enumerate(order) if asked.question.id == target), 0) if target else 0
        while at < len(order):
            asked = order[at]
            at += 1
            if self.judge.judge(asked, item, shown) and asked.jumps:
                to = self._jump(asked.jumps, place, order, at)
                if to < 0:
                    return True
                at = to
        return False

    def _jump(self, jumps: Jumps, place: int, order: Sequence[AskedQuestion], at: int) -> int:
        """Follow the first jump that holds and leads forward: the next question of the page, or -1 when it is left."""
        for rule, to in jumps:
            if rule and not rule(self.judge.data):
                continue
            page = self.program.targets.get(to)
            if page is None:
                continue
            if page < 0:
                self.is_over, self.ending = True, "" if to == END else to
                return -1
            goal = self.places.get(page, -1)
            if goal > place:
                self.goal, self.goal_question = goal, to if to in self.program.question_ids else ""
                return -1
            if goal == place:
                for later in range(at, len(order)):
                    if order[later].question.id == to:
                        return later
        return at

    def _hide(self, questions: Sequence[AskedQuestion], item: LoopItem | None) -> None:
        for asked in questions:
            if asked.mode == ASKED:
                self.judge.hide(asked.key if item is None else f"{asked.key}@{item.id}")

    def _result(self) -> Walk:
        judge, program = self.judge, self.program
        if self.is_stopped and not self.is_over:
            ending, outcome = "", ""
        else:
            self.settled = len(self.order)
            ending, outcome = self._ending()
        judge.data["loop"] = {}
        self._note_the_rest()
        return Walk(
            steps=tuple(self.steps),
            answers=judge.answers,
            private=judge.private,
            solutions=judge.solutions,
            dropped=judge.dropped,
            errors=judge.errors,
            soft=judge.soft,
            traps=tuple(judge.traps),
            ending=ending,
            outcome=outcome,
            arms=judge.arms,
            loops={page: tuple(item.id for item in items) for page, items in self.items.items()},
            cells=matched_cells(program, judge.data, self._may_come),
            piping=judge.piping,
        )

    def _ending(self) -> tuple[str, str]:
        """The ending that was jumped to, else the first whose rule holds, else the last."""
        endings = self.program.endings
        for rule, ending in endings:
            if ending.id == self.ending or (not self.ending and (rule is None or rule(self.judge.data))):
                return ending.id, ending.outcome
        last = endings[-1][1]
        return last.id, last.outcome

    def _may_come(self, key: str) -> bool:
        asked = self.program.by_key.get(key)
        return asked is not None and self.places.get(asked.page, -1) > self.settled

    def _note_the_rest(self) -> None:
        """Say of every value that was sent and not taken up why it was not."""
        judge = self.judge
        for name, value in self.raw.items():
            if name in judge.in_force or name in judge.dropped or value is None or name == CONFIRMED:
                continue
            reason = self._reason(name)
            if reason and (reason != NOT_REACHED or not self.is_stopped or self.is_over):
                judge.dropped[name] = reason

    def _reason(self, name: str) -> str:
        """Why a value was not taken up; "" for those of hidden and calculated questions, which are always made anew."""
        key, at, item = name.partition("@")
        asked = self.program.by_key.get(key)
        if asked is None or asked.mode == SHOWN or not self._is_instance(asked, at, item):
            return UNKNOWN
        if asked.mode != ASKED:
            return ""
        items = self.items.get(self.program.pages[asked.page].page.id)
        is_gone = items is not None and all(each.id != item for each in items)
        return IS_HIDDEN if is_gone or asked.page not in self.places else NOT_REACHED

    def _is_instance(self, asked: AskedQuestion, at: str, item: str) -> bool:
        """Whether the question could ever be asked under this name."""
        loop = self.program.pages[asked.page].page.loop
        if loop is None:
            return not at
        known = self.program.loop_ids[asked.loop]
        return item in known if known is not None else bool(_NUMBER.fullmatch(item)) and int(item) <= loop.most

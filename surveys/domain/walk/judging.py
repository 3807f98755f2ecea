"""One question of the path: what is in force of it, what was answered, and whether that may stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.domain.questions.base import AnswerError, InForce, Taken
from surveys.domain.texts import pick
from surveys.domain.walk.arms import arms_of
from surveys.domain.walk.carry import Passed, cut, in_force_of
from surveys.domain.walk.pipes import Piping
from surveys.domain.walk.program import ASKED, CALCULATED, HIDDEN, SHOWN, AskedQuestion, Program
from surveys.domain.walk.results import CARRIED_AWAY, CONFIRMED, LoopItem, Shown, Surroundings
from surveys.domain.walk.results import HIDDEN as IS_HIDDEN

_NOTHING = InForce()
_MADE = frozenset({HIDDEN, CALCULATED})
# Their answers are solutions of riddles: judged once by whoever set them, never stored.
_SOLUTION = "solution"


@dataclass
class Judge:
    """Judges the questions one after the other and gathers what comes of it; `data` is what rules see so far."""

    program: Program
    raw: Mapping[str, Any]
    surroundings: Surroundings
    answers: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    solutions: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    errors: dict[str, AnswerError] = field(default_factory=dict)
    soft: dict[str, tuple[str, ...]] = field(default_factory=dict)
    traps: list[str] = field(default_factory=list)
    # What was in force of each question that was shown, by instance name.
    in_force: dict[str, InForce] = field(default_factory=dict)

    def __post_init__(self) -> None:
        around = self.surroundings
        context = around.context
        self.arms = arms_of(self.program.experiments, around)
        self.today = str(context.get("today") or "")
        self.language = str(context.get("language") or self.program.definition.language)
        # The answers as rules see them: with the names of this repetition inside a loop.
        self.seen: dict[str, Any] = {}
        self.data: dict[str, Any] = {
            "answers": self.seen,
            "url": around.url,
            "customer": around.customer,
            "context": context,
            "arms": self.arms,
            "loop": {},
            "quota": around.quota_left,
            "scores": self.program.scores,
        }
        confirmed = self.raw.get(CONFIRMED)
        names = confirmed if isinstance(confirmed, list | tuple) else ()
        self.confirmed = frozenset(name for name in names if isinstance(name, str))
        self.plain = InForce(today=self.today) if self.today else _NOTHING
        self.piping = Piping(self.program, around, self.answers, self.in_force)

    def judge(self, asked: AskedQuestion, item: LoopItem | None, shown: list[Shown]) -> bool:
        """Take the question up into the path; False when its conditions keep it out."""
        name = asked.question.key if item is None else f"{asked.question.key}@{item.id}"
        in_force = None if asked.rule and not asked.rule(self.data) else self._in_force(asked, item)
        if in_force is None:
            if asked.mode == ASKED:
                self.hide(name)
            return False
        mode = asked.mode
        if mode in _MADE:
            self._make(asked, name, item)
            return True
        if mode == SHOWN:
            shown.append(Shown(name, asked.question, in_force, required=False))
            return True
        self.in_force[name] = in_force
        is_required = asked.question.required or bool(asked.required_rule and asked.required_rule(self.data))
        question = asked.mandatory if is_required else asked.optional
        shown.append(Shown(name, question, in_force, is_required))
        value = self.raw.get(name)
        if value is not None and asked.in_force is None and asked.choice_ids:
            value = self._cut(asked, name, value, in_force)
        verdict = None if value is None else asked.kind.check_answer(question, value, in_force)
        if verdict is None:
            if is_required:
                self.errors[name] = AnswerError("required")
        elif isinstance(verdict, AnswerError):
            self.errors[name] = verdict
        else:
            self._take(asked, name, item, verdict)
        return True

    def hide(self, name: str) -> None:
        if self.raw.get(name) is not None:
            self.dropped[name] = IS_HIDDEN

    def passed(self, key: str, item: LoopItem | None, loop: str) -> Passed | None:
        """An earlier question as carrying over and loops see it; None when it was not shown."""
        asked = self.program.by_key.get(key)
        if asked is None:
            return None
        name = f"{key}@{item.id}" if item and asked.loop == loop else key
        in_force = self.in_force.get(name)
        return None if in_force is None else (asked, in_force, self.answers.get(name))

    def _in_force(self, asked: AskedQuestion, item: LoopItem | None) -> InForce | None:
        if asked.in_force is not None:
            return asked.in_force
        if not asked.sets:
            return self.plain
        return in_force_of(
            asked, self.data, self.surroundings.seed, self.today, lambda key: self.passed(key, item, asked.loop)
        )

    def _make(self, asked: AskedQuestion, name: str, item: LoopItem | None) -> None:
        """The value of a hidden or calculated question; one that does not fit counts as none, for nobody could help."""
        settings = asked.question.settings
        if asked.value is not None:
            value = asked.value(self.data)
        else:
            source = self.surroundings.url if settings.get("from") == "url" else self.surroundings.customer
            value = source.get(settings["name"])
        if isinstance(value, str) and settings.get("max_length"):
            value = value[: settings["max_length"]]
        verdict = asked.kind.check_answer(asked.question, value, self.plain)
        if isinstance(verdict, Taken):
            self._note(asked, name, item, verdict.value)

    def _cut(self, asked: AskedQuestion, name: str, value: Any, in_force: InForce) -> Any:
        here = {choice.id for choices in (in_force.options, in_force.rows, in_force.columns) for choice in choices}
        gone = asked.choice_ids - here
        if not gone:
            return value
        kept = cut(value, gone, asked)
        if kept != value:
            self.dropped[name] = CARRIED_AWAY
        return kept

    def _take(self, asked: AskedQuestion, name: str, item: LoopItem | None, taken: Taken) -> None:
        if asked.kind.shape == _SOLUTION:
            self.solutions[name] = taken.value
            return
        self._note(asked, name, item, taken.value)
        if taken.private is not None:
            self.private[name] = taken.private
        if taken.proof:
            self.solutions[name] = taken.proof
        if asked.question.expected is not None and not _is_alike(taken.value, asked.question.expected):
            self.traps.append(name)
        if asked.checks:
            self._check(asked, name, item)

    def _note(self, asked: AskedQuestion, name: str, item: LoopItem | None, value: Any) -> None:
        self.answers[name] = self.seen[name] = value
        if item is not None:
            self.seen[asked.question.key] = value

    def _check(self, asked: AskedQuestion, name: str, item: LoopItem | None) -> None:
        """The first hard rule that is broken is the error; soft ones ask, unless the respondent has confirmed."""
        doubts = []
        for rule, check in asked.checks:
            if rule(self.data):
                continue
            text = pick(check.message, self.language, self.program.definition.language)
            message = self.piping.fill(text, self.language, item, asked.loop)
            if not check.is_soft:
                self.errors[name] = AnswerError("check_failed", {"message": message})
                return
            doubts.append(message)
        if doubts and name not in self.confirmed:
            self.soft[name] = tuple(doubts)


def _is_alike(value: Any, expected: Any) -> bool:
    """Whether a trap question was answered as expected; the order of several options does not count."""
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(item in value for item in expected)
    return bool(value == expected)

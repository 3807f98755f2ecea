"""Several options, stored in the order of the definition whatever the order shown."""

from collections.abc import Sequence
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.choice import open_columns, open_text, option_id, read_option, take_option
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import code_of
from surveys.domain.questions.shapes.values import ids as by_id
from surveys.domain.questions.shapes.words import LIST, labels, option_words


def take_options(
    value: Any, offered: Sequence[Choice], *, least: int = 0, most: int = 0, order: Sequence[Choice] = ()
) -> list[Any] | AnswerError | None:
    """The chosen options in the order of `order` (carried options first); None when nothing is chosen.

    `least` counts only as far as there are options to choose, and an exclusive option is enough alone; 0 is no limit.
    """
    if not isinstance(value, list):
        return AnswerError("not_a_choice")
    known = by_id(offered)
    taken: dict[str, Any] = {}
    for item in value:
        option = take_option(item, known)
        if isinstance(option, AnswerError):
            return option
        if option_id(option) in taken:
            return AnswerError("choice_twice", {"option": option_id(option)})
        taken[option_id(option)] = option
    if not taken:
        return None
    alone = any(known[identifier].is_exclusive for identifier in taken)
    if alone and len(taken) > 1:
        return AnswerError("exclusive_choice")
    if not alone and len(taken) < min(least, sum(not choice.is_exclusive for choice in offered)):
        return AnswerError("too_few", {"least": least})
    if most and len(taken) > most:
        return AnswerError("too_many", {"most": most})
    return _sorted(taken, offered, order)


def _sorted(taken: dict[str, Any], offered: Sequence[Choice], order: Sequence[Choice]) -> list[Any]:
    places = {choice.id: at for at, choice in enumerate(order)}
    shown = [choice.id for choice in offered if choice.id in taken]
    return [taken[identifier] for identifier in sorted(shown, key=lambda each: places.get(each, -1))]


class SeveralChoices(Defaults):
    shape = "choices"

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        least, most = question.settings.get("min", 0), question.settings.get("max", 0)
        taken = take_options(value, in_force.options, least=least, most=most, order=question.options)
        return taken if taken is None or isinstance(taken, AnswerError) else Taken(taken)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """The field comes once for each box that is ticked."""
        return [read_option(chosen, name, data) for chosen in data.getlist(name) if chosen] or None

    def words(self, question: Question, value: Any, language: str) -> str:
        labelled = labels(question, language)
        return labelled[LIST].join(option_words(item, labelled) for item in value)

    def columns(self, question: Question, language: str) -> list[Column]:
        """For each option 1 or 0, and a column of text for each open one."""
        labelled, title = labels(question, language), question.text("title", language)
        ticks = [
            Column(f"{question.key}_{option.key}", f"{title}: {labelled[option.id]}", "number")
            for option in question.options
        ]
        return [*ticks, *open_columns(question, language)]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {f"{question.key}_{option.key}": 0 for option in question.options}
        for item in value:
            code = code_of(question.options, option_id(item))
            found[f"{question.key}_{code}"] = 1
            if text := open_text(item):
                found[f"{question.key}_{code}_text"] = text
        return found

    def plan(self, question: Question) -> dict[str, Any]:
        return {name: question.settings[name] for name in ("min", "max") if name in question.settings}

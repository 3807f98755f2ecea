"""Options put in order: all of those shown, or the best few."""

from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import as_number, code_of, figure, named, parts, stranger
from surveys.domain.questions.shapes.words import labels


class Order(Defaults):
    """`["o3", "o1", "o2"]`, best first. Setting: `top`, how many places there are (all when it is left out)."""

    shape = "order"

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None or value == []:
            return None
        known = [option.id for option in in_force.options]
        places = min(question.settings.get("top") or len(known), len(known))
        if isinstance(value, dict):
            return _unsettled(value, known)
        if not isinstance(value, list):
            return AnswerError("not_a_list")
        seen: set[str] = set()
        for option in value:
            if not isinstance(option, str) or option not in known:
                return AnswerError("unknown_option", {"option": named(option)})
            if option in seen:
                return AnswerError("rank_twice", {"option": option})
            seen.add(option)
        if len(value) > places:
            return AnswerError("too_many", {"most": places})
        if len(value) < places:
            return AnswerError("rank_missing", {"places": places, "ranked": len(value)})
        return Taken(list(value))

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.OPTION hold the rank; ranks that give no order are handed on as they are."""
        ranks = {option: figure(data.get(field) or "") for option, field in parts(data, name) if "." not in option}
        ranks = {option: rank for option, rank in ranks.items() if rank is not None}
        if not ranks:
            return None
        if any(type(rank) is not int for rank in ranks.values()) or len(set(ranks.values())) < len(ranks):
            return ranks
        return sorted(ranks, key=lambda option: ranks[option])

    def words(self, question: Question, value: Any, language: str) -> str:
        texts = self.labels(question, language)
        return " > ".join(texts.get(option, option) for option in value)

    def columns(self, question: Question, language: str) -> list[Column]:
        title, texts = question.text("title", language), labels(question, language)
        return [
            Column(f"{question.key}_{option.key}", f"{title}: {texts[option.id]}", "number")
            for option in question.options
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        """The rank of each option that has one."""
        return {f"{question.key}_{code_of(question.options, option)}": at for at, option in enumerate(value, 1)}

    def plan(self, question: Question) -> dict[str, Any]:
        return {"top": question.settings["top"]} if question.settings.get("top") else {}


def _unsettled(ranks: dict[str, Any], known: list[str]) -> AnswerError:
    """What is wrong with ranks that give no order."""
    if error := stranger(ranks, known, "unknown_option", "option"):
        return error
    seen: set[int] = set()
    for option in known:
        rank = as_number(ranks.get(option))
        if ranks.get(option) is None:
            continue
        if not isinstance(rank, int):
            return AnswerError("not_a_number")
        if rank in seen:
            return AnswerError("rank_twice", {"option": option})
        seen.add(rank)
    return AnswerError("not_a_list")

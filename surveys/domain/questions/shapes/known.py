"""Values that nobody is asked for: they come with the address or the customer, or are calculated."""

import math
import re
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import as_number
from surveys.domain.questions.shapes.words import number_words
from surveys.domain.texts import clean_text

LONGEST = 500
DECIMALS = 2
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


class Known(Defaults):
    """A text or a number, by the setting that `format_setting` names.

    Nobody could put a wrong one right, so text that is too long or no number counts as no value and holds nobody up.
    """

    shape = "known"
    is_asked = False
    format_setting = "format"
    answer_schema: Mapping[str, Any] = {"type": ["string", "number"]}

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        number = as_number(value)
        if number is None and not isinstance(value, str):
            return AnswerError("not_text")
        kept: Any
        if self.plan(question)["format"] == "number":
            kept = _as_figure(value if number is None else number, self._decimals(question))
        else:
            kept = (
                clean_text(value)
                if isinstance(value, str)
                else number_words(rounded(number or 0, self._decimals(question)))
            )
            kept = kept if 0 < len(kept) <= self._longest(question) else None
        return None if kept is None else Taken(kept)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return None

    def words(self, question: Question, value: Any, language: str) -> str:
        return value if isinstance(value, str) else number_words(value)

    def columns(self, question: Question, language: str) -> list[Column]:
        return [Column(question.key, question.text("title", language), str(self.plan(question)["format"]))]

    def plan(self, question: Question) -> dict[str, Any]:
        return {
            "format": question.settings.get(self.format_setting, "text"),
            "decimals": self._decimals(question),
            "longest": self._longest(question),
        }

    def _decimals(self, question: Question) -> int:
        return int(question.settings.get("decimals", DECIMALS))

    def _longest(self, question: Question) -> int:
        return int(question.settings.get("max_length", LONGEST))


def rounded(number: float, decimals: int) -> int | float:
    """Half up, away from zero."""
    exact = abs(number) * 10**decimals
    if exact >= 2**53:
        return number
    value = math.copysign(math.floor(exact + 0.5) / 10**decimals, number)
    return int(value) if value.is_integer() else value


def _as_figure(value: Any, decimals: int) -> int | float | None:
    if isinstance(value, str):
        value = as_number(float(value)) if _NUMBER.fullmatch(value.strip(" ")) else None
    return None if value is None else rounded(value, decimals)

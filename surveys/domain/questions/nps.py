"""How likely to recommend, 0 to 10."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Question, Taken
from surveys.domain.texts import Problem, TextField

LOWEST, HIGHEST = 0, 10


class Nps:
    name = "nps"
    texts: tuple[TextField, ...] = (TextField("low", 40), TextField("high", 40))
    fields: frozenset[str] = frozenset()
    scores = range(LOWEST, HIGHEST + 1)

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        return iter(())

    def check_answer(self, question: Question, value: Any) -> Taken | AnswerError | None:
        """A whole number from 0 to 10. True is a number to Python and none to us."""
        if value is None:
            return None
        if type(value) is not int:
            return AnswerError("not_a_score", {"low": LOWEST, "high": HIGHEST})
        if not LOWEST <= value <= HIGHEST:
            return AnswerError("out_of_range", {"low": LOWEST, "high": HIGHEST})
        return Taken(value)

    def read_form(self, question: Question, data: Mapping[str, str]) -> Any:
        """Forms send text: digits become a number, anything else is left for `check_answer` to refuse."""
        text = data.get(question.key, "").strip()
        if not text:
            return None
        return int(text) if len(text) < 4 and text.isascii() and text.isdigit() else text

    def answer_text(self, question: Question, value: Any, language: str) -> str:
        return str(value)

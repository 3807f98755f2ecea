"""A comment in the respondent's own words."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Question, Taken
from surveys.domain.texts import Problem, TextField, clean_text

LONGEST = 2000


class LongText:
    name = "long_text"
    texts: tuple[TextField, ...] = (TextField("placeholder", 80, required=False),)
    fields = frozenset({"max_length"})

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        limit = raw.get("max_length", LONGEST)
        if type(limit) is not int or not 1 <= limit <= LONGEST:
            yield Problem(f"{path}.max_length", "out_of_range", {"low": 1, "high": LONGEST})

    def check_answer(self, question: Question, value: Any) -> Taken | AnswerError | None:
        """Text of at most `max_length` characters after cleaning; empty text is no answer."""
        if value is None:
            return None
        if not isinstance(value, str):
            return AnswerError("not_text")
        text, limit = clean_text(value), text_limit(question)
        if len(text) > limit:
            return AnswerError("too_long", {"limit": limit, "length": len(text)})
        return Taken(text) if text else None

    def read_form(self, question: Question, data: Mapping[str, str]) -> Any:
        return data.get(question.key) or None

    def answer_text(self, question: Question, value: Any, language: str) -> str:
        return str(value)


def text_limit(question: Question) -> int:
    """The longest answer in characters."""
    return int(question.settings.get("max_length", LONGEST))

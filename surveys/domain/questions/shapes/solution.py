"""The solution of a riddle that only a machine with some patience finds; judged by whoever set it."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.nothing import Nothing

# Our own solutions are short; those of other services are tokens, some of them JSON in base64.
_FORM = re.compile(r"[A-Za-z0-9+/=_.:{}\",-]{1,4096}")


class Solution(Nothing):
    """A string. Only its form is judged here; it is never stored and has no column."""

    shape = "solution"
    is_asked = True
    answer_schema: Mapping[str, Any] = {"type": "string", "minLength": 1, "maxLength": 4096}

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not _FORM.fullmatch(value):
            return AnswerError("bad_format")
        return Taken(value)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return data.get(name) or None

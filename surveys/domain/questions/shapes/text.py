"""Words of one's own: cleaned, then judged by length in characters, by a format, by a regular expression."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.logic.pattern_syntax import PatternError
from surveys.domain.logic.patterns import compile_pattern
from surveys.domain.questions.base import AnswerError, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_order
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.texts import Problem, clean_text

FORMATS: Mapping[str, re.Pattern[str]] = {
    "digits": re.compile(r"[0-9]+"),
    "letters": re.compile(r"[A-Za-z]+"),
    "postcode": re.compile(r"[0-9]{6}"),
    "url": re.compile(r"https?://[^\s/?#\ufeff]+\.[^\s\ufeff]+"),
}
_BREAKS = re.compile(r"[\n\t]+")


def take_text(value: Any, rules: Mapping[str, Any], longest: int, *, one_line: bool) -> str | AnswerError | None:
    """The text as it is stored; None when nothing is left of it. `longest` counts where the rules do not say.

    Rules: `max_length`, `min_length`, `format` (a name of FORMATS), `pattern` (a regular expression).
    """
    if not isinstance(value, str):
        return AnswerError("not_text")
    text = clean_text(value)
    if one_line:
        text = _BREAKS.sub(" ", text)
    if not text:
        return None
    most, least = rules.get("max_length", longest), rules.get("min_length", 0)
    if len(text) > most:
        return AnswerError("too_long", {"limit": most, "length": len(text)})
    if len(text) < least:
        return AnswerError("too_short", {"limit": least, "length": len(text)})
    kind, pattern = rules.get("format"), rules.get("pattern")
    if (kind and not FORMATS[kind].fullmatch(text)) or (pattern and not compile_pattern(pattern).matches(text)):
        return AnswerError("bad_format")
    return text


def text_plan(rules: Mapping[str, Any], longest: int) -> dict[str, Any]:
    """The format goes to the page as its regular expression."""
    found = {name: rules[name] for name in ("min_length", "pattern") if name in rules}
    form = {"format": FORMATS[rules["format"]].pattern} if "format" in rules else {}
    return {"max_length": rules.get("max_length", longest), **found, **form}


def check_text_rules(path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    yield from check_order(path, raw, "min_length", "max_length")
    pattern = raw.get("pattern")
    if isinstance(pattern, str):
        try:
            compile_pattern(pattern)
        except PatternError as error:
            yield Problem(f"{path}.pattern", error.code, {"position": error.position})


class Text(Defaults):
    shape = "text"
    longest = 2000
    is_one_line = False

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        return check_text_rules(path, raw)

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        """Text of at most `max_length` characters after cleaning; empty text is no answer."""
        if value is None:
            return None
        text = take_text(value, question.settings, self.longest, one_line=self.is_one_line)
        return Taken(text) if isinstance(text, str) else text

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return data.get(name) or None

    def plan(self, question: Question) -> dict[str, Any]:
        found = text_plan(question.settings, self.longest)
        return found | {"one_line": True} if self.is_one_line else found

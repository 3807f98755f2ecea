"""One option out of those in force: its id, or {"option": id, "text": ...} where a text of one's own goes with it."""

from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import code_of, named
from surveys.domain.questions.shapes.values import ids as by_id
from surveys.domain.questions.shapes.words import labels, option_words
from surveys.domain.texts import clean_text

OPEN_LONGEST = 200


def take_option(value: Any, offered: Mapping[str, Choice]) -> str | dict[str, str] | AnswerError:
    """The option as it is stored; `offered` are those in force, by id."""
    text = None
    if isinstance(value, dict):
        if set(value) != {"option", "text"} or not isinstance(value["text"], str):
            return AnswerError("not_a_choice")
        value, text = value["option"], clean_text(value["text"])
    if not isinstance(value, str):
        return AnswerError("not_a_choice")
    choice = offered.get(value)
    if choice is None:
        return AnswerError("unknown_option", {"option": named(value)})
    if not choice.is_open:
        return choice.id if text is None else AnswerError("not_a_choice")
    if not text:
        return AnswerError("open_text_missing", {"option": choice.id})
    if len(text) > OPEN_LONGEST:
        return AnswerError("too_long", {"limit": OPEN_LONGEST, "length": len(text)})
    return {"option": choice.id, "text": text}


def read_option(identifier: str, name: str, data: Form) -> Any:
    """A chosen option of a form, with the text of its field NAME.open.OPTION if there is any."""
    text = clean_text(data.get(f"{name}.open.{identifier}") or "")
    return {"option": identifier, "text": text} if text else identifier


def option_id(value: Any) -> str:
    return str(value["option"] if isinstance(value, Mapping) else value)


def open_text(value: Any) -> str:
    return str(value["text"]) if isinstance(value, Mapping) else ""


def code_labels(question: Question, language: str) -> dict[str, str]:
    """The labels of a column of codes, by analysis key."""
    labelled = labels(question, language)
    return {option.key: labelled[option.id] for option in question.options}


def open_columns(question: Question, language: str) -> list[Column]:
    """A column of text for each open option."""
    labelled, title = labels(question, language), question.text("title", language)
    return [
        Column(f"{question.key}_{option.key}_text", f"{title}: {labelled[option.id]}", "text")
        for option in question.options
        if option.is_open
    ]


class OneChoice(Defaults):
    shape = "choice"

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        taken = take_option(value, by_id(in_force.options))
        return taken if isinstance(taken, AnswerError) else Taken(taken)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        chosen = data.get(name)
        return read_option(chosen, name, data) if chosen else None

    def words(self, question: Question, value: Any, language: str) -> str:
        return option_words(value, labels(question, language))

    def columns(self, question: Question, language: str) -> list[Column]:
        """The analysis key of the option, and a column of text for each open one."""
        title = question.text("title", language)
        return [
            Column(question.key, title, "code", code_labels(question, language)),
            *open_columns(question, language),
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        code = code_of(question.options, option_id(value))
        text = open_text(value)
        return {question.key: code} | ({f"{question.key}_{code}_text": text} if text else {})

"""A feeling, and how strong it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.choice import code_labels
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.number import read_number, take_score
from surveys.domain.questions.shapes.values import code_of, named
from surveys.domain.questions.shapes.words import labels
from surveys.domain.texts import Problem

INTENSITIES = 5


class Feeling(Defaults):
    """`{"emotion": "joy", "intensity": 3}`; the feelings are the options. Setting: `intensities`, how many steps."""

    shape = "emotion"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        options = raw.get("options")
        for at, option in enumerate(options if isinstance(options, list) else []):
            if isinstance(option, Mapping) and option.get("open"):
                yield Problem(f"{path}.options.{at}.open", "open_not_possible")

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        if not isinstance(value, dict) or not set(value) <= {"emotion", "intensity"}:
            return AnswerError("not_an_object")
        missing = [part for part in ("emotion", "intensity") if value.get(part) is None]
        if missing:
            return AnswerError("parts_missing", {"parts": missing}) if len(missing) == 1 else None
        emotion = value["emotion"]
        if not isinstance(emotion, str):
            return AnswerError("not_a_choice")
        if all(option.id != emotion for option in in_force.options):
            return AnswerError("unknown_option", {"option": named(emotion)})
        intensity = take_score(value["intensity"], 1, question.settings.get("intensities", INTENSITIES))
        if isinstance(intensity, AnswerError):
            return intensity
        return Taken({"emotion": emotion, "intensity": intensity})

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.emotion and NAME.intensity."""
        found = {
            "emotion": data.get(f"{name}.emotion") or None,
            "intensity": read_number(data.get(f"{name}.intensity")),
        }
        return {part: value for part, value in found.items() if value is not None} or None

    def words(self, question: Question, value: Any, language: str) -> str:
        emotion = labels(question, language).get(value["emotion"], value["emotion"])
        return f"{emotion} {value['intensity']}/{question.settings.get('intensities', INTENSITIES)}"

    def columns(self, question: Question, language: str) -> list[Column]:
        title = question.text("title", language)
        return [
            Column(f"{question.key}_emotion", title, "code", code_labels(question, language)),
            Column(f"{question.key}_intensity", f"{title}: intensity", "number"),
        ]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {
            f"{question.key}_emotion": code_of(question.options, value["emotion"]),
            f"{question.key}_intensity": value["intensity"],
        }

    def plan(self, question: Question) -> dict[str, Any]:
        return {"intensities": question.settings.get("intensities", INTENSITIES)}

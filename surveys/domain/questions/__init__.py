"""The types of questions, by name."""

from collections.abc import Mapping

from surveys.domain.questions.base import AnswerError, Question, QuestionType, Taken
from surveys.domain.questions.consent_contact import ConsentContact
from surveys.domain.questions.long_text import LongText
from surveys.domain.questions.nps import Nps

QUESTION_TYPES: Mapping[str, QuestionType] = {kind.name: kind for kind in (Nps(), LongText(), ConsentContact())}

__all__ = ["QUESTION_TYPES", "AnswerError", "Question", "QuestionType", "Taken"]

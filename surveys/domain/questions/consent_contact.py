"""Whether we may get in touch, and how; name and number only from those who agree."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Question, Taken
from surveys.domain.texts import Problem, TextField, clean_text

NAME_LIMIT = 40
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_PHONE_MARKS = re.compile(r"[\s().\-–—]")
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,20}")
_FIELDS = frozenset({"agreed", "name", "phone"})


class ConsentContact:
    name = "consent_contact"
    texts: tuple[TextField, ...] = (TextField("label", 80), TextField("purpose", 300))
    # The version of the words that people agree to; it is stored with each consent.
    fields = frozenset({"text_version"})

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        if raw.get("required"):
            # Consent that one must give to answer is none.
            yield Problem(f"{path}.required", "consent_not_voluntary")
        version = raw.get("text_version")
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            yield Problem(f"{path}.text_version", "not_a_version")

    def check_answer(self, question: Question, value: Any) -> Taken | AnswerError | None:
        """`{"agreed": true, "name": "...", "phone": "..."}`. Without agreement nothing of it is kept."""
        if value is None:
            return None
        if not isinstance(value, dict) or not set(value) <= _FIELDS or type(value.get("agreed", False)) is not bool:
            return AnswerError("not_a_contact")
        if not value.get("agreed"):
            return None
        name, phone = value.get("name") or "", value.get("phone") or ""
        if not isinstance(name, str) or not isinstance(phone, str):
            return AnswerError("not_a_contact")
        name, phone = clean_text(name), clean_phone(phone)
        if not phone:
            return AnswerError("phone_missing")
        if not _PHONE.fullmatch(phone):
            return AnswerError("phone_invalid")
        if len(name) > NAME_LIMIT:
            return AnswerError("name_too_long", {"limit": NAME_LIMIT})
        return Taken(
            {"agreed": True, "text_version": question.settings["text_version"]}, private={"name": name, "phone": phone}
        )

    def read_form(self, question: Question, data: Mapping[str, str]) -> Any:
        if not data.get(question.key):
            return None
        return {
            "agreed": True,
            "name": data.get(f"{question.key}.name", ""),
            "phone": data.get(f"{question.key}.phone", ""),
        }

    def answer_text(self, question: Question, value: Any, language: str) -> str:
        """The words that were agreed to."""
        return question.text("label", language)


def clean_phone(text: str) -> str:
    """A number as it is dialled: full-width digits made plain, spaces, dashes and brackets left out."""
    return _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", clean_text(text)))

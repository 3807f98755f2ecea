"""Leave to get in touch, with name and number; both only from those who agree."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.consent import ConsentShape, agreement
from surveys.domain.texts import clean_text

NAME_LIMIT = 40
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_PHONE_MARKS = re.compile(r"[\s().\-–—]")
_FIELDS = ("agreed", "text_version", "name", "phone")


class ContactShape(ConsentShape):
    """`{"agreed": true, "name": "...", "phone": "..."}`. Without agreement nothing of it is kept."""

    shape = "contact"
    is_private = True
    answer_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            **ConsentShape.answer_schema["properties"],
            "name": {"type": "string", "maxLength": NAME_LIMIT},
            "phone": {"type": "string", "maxLength": 40},
        },
        "required": ["agreed"],
        "additionalProperties": False,
    }

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        agreed = agreement(question, value, _FIELDS)
        if not isinstance(agreed, Taken):
            return agreed
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
        return Taken(agreed.value, private={"name": name, "phone": phone})

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        agreed = super().read_form(question, name, data)
        if agreed is None:
            return None
        return {**agreed, "name": data.get(f"{name}.name") or "", "phone": data.get(f"{name}.phone") or ""}


def clean_phone(text: str) -> str:
    """A number as it is dialled: full-width digits made plain, spaces, dashes and brackets left out."""
    return _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", clean_text(text)))

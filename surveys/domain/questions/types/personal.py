"""What identifies a person: phone, e-mail, identity number. Stored encrypted; a mask stands among the answers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.fragments import FLAG, a_list, an_object
from surveys.domain.questions.shapes import private
from surveys.domain.questions.shapes.private import LANDLINE, PHONE_KINDS, Private
from surveys.domain.questions.shapes.values import stranger
from surveys.domain.texts import Problem, TextField

PLACEHOLDER = TextField("placeholder", 80, required=False)


class Phone(Private):
    """A number. With `verify` a code is sent to it and comes back with the answer, {"number", "code"}.

    The form of the code is judged here, whether it is the right one by surveys/services/codes.py; so a number that was
    stored for a question with `verify` is a verified one.
    """

    name = "phone"
    behaviour = "phone"
    texts = (PLACEHOLDER,)
    fields: Mapping[str, Any] = {
        "kinds": {
            **a_list({"enum": list(PHONE_KINDS)}, len(PHONE_KINDS), 1),
            "uniqueItems": True,
            "description": "The numbers that are taken; all of them when it is left out.",
        },
        "verify": {
            **FLAG,
            "description": "A code is sent to the number by SMS and asked for; landline numbers are not taken then.",
        },
    }
    answer_schema: Mapping[str, Any] = {
        "anyOf": [
            {"type": "string"},
            an_object({"number": {"type": "string"}, "code": {"type": "string"}}, "number", "code"),
        ]
    }
    code = "phone_invalid"
    read = staticmethod(private.phone)
    mask = staticmethod(private.mask_phone)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "mobile",
        "type": "phone",
        "title": {"zh-hans": "您的手机号？", "en": "Your mobile number?"},
        "kinds": ["mobile"],
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        if raw.get("verify") is True and raw.get("kinds") == [LANDLINE]:
            yield Problem(f"{path}.kinds", "landline_verified")

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if not question.settings.get("verify"):
            return super().check_answer(question, value, in_force)
        given = value if isinstance(value, Mapping) else {"number": value}
        taken = stranger(given, ("number", "code"), "unknown_part", "part") or super().check_answer(
            question, given.get("number"), in_force
        )
        if not isinstance(taken, Taken):
            return taken
        code = private.read_code(given.get("code"))
        return code if isinstance(code, AnswerError) else replace(taken, proof=code)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        number = super().read_form(question, name, data)
        code = data.get(f"{name}.code") if question.settings.get("verify") else None
        return {"number": number or "", "code": code} if code else number

    def columns(self, question: Question, language: str) -> list[Column]:
        columns = super().columns(question, language)
        if not question.settings.get("verify"):
            return columns
        return [*columns, Column(f"{question.key}_verified", f"{columns[0].title}: verified", "number")]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        cells = super().cells(question, value)
        return cells | {f"{question.key}_verified": 1} if question.settings.get("verify") else cells

    def plan(self, question: Question) -> dict[str, Any]:
        plan = {"kind": "phone", "forms": [form.pattern for form in private.phone_forms(question.settings)]}
        return plan | {"verify": True} if question.settings.get("verify") else plan


class Email(Private):
    name = "email"
    texts = (PLACEHOLDER,)
    answer_schema: Mapping[str, Any] = {"type": "string"}
    code = "email_invalid"
    read = staticmethod(private.email)
    mask = staticmethod(private.mask_email)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "email",
        "type": "email",
        "title": {"zh-hans": "您的邮箱？", "en": "Your e-mail address?"},
    }

    def plan(self, question: Any) -> dict[str, Any]:
        return {"kind": "email", "forms": [private.EMAIL.pattern]}


class IdNumber(Private):
    name = "id_number"
    texts = (PLACEHOLDER,)
    answer_schema: Mapping[str, Any] = {"type": "string"}
    code = "id_number_invalid"
    read = staticmethod(private.id_number)
    mask = staticmethod(private.mask_id_number)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "id_number",
        "type": "id_number",
        "title": {"zh-hans": "您的身份证号？", "en": "Your identity number?"},
    }

    def plan(self, question: Any) -> dict[str, Any]:
        return {"kind": "id_number", "forms": [private.ID_NUMBER.pattern]}

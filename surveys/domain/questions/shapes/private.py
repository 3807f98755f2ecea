"""Numbers and addresses that identify a person: the full value is kept apart, a mask stands among the answers."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from surveys.domain.questions.base import AnswerError, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.texts import clean_text

# Nothing that we take holds three stars in a row.
MASKED = "***"
LANDLINE = "landline"
PHONE_KINDS = ("mobile", LANDLINE, "international")
# Sent to a number to see who holds it.
CODE = re.compile(r"[0-9]{6}")
_CODE_LONGEST = 40
LONGEST = 260

_PHONE_MARKS = re.compile(r"[\s\ufeff\u200b-\u200f().\-\u2010-\u2015\u2212]")
# The country's own code, without + only before the number of a mobile.
_MAINLAND = re.compile(r"(?:\+|00)86|86(?=1[3-9][0-9]{9}$)")
_PHONES = {
    "mobile": re.compile(r"1[3-9][0-9]{9}"),
    # With the area code; also the numbers that are the same in the whole country.
    "landline": re.compile(r"0(?:10|2[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}|[48]00[0-9]{7}"),
    "international": re.compile(r"\+(?!86)[1-9][0-9]{6,14}"),
}
_ATOM = r"[A-Za-z0-9!#$%&'+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?:[A-Za-z]{{2,24}}|[Xx][Nn]--[A-Za-z0-9-]{{1,59}})")
_NAME_LONGEST = 64
# Provinces; 9 begins the permit of foreigners who live in China, which has the same form.
ID_NUMBER = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])[0-9]{15}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def phone(text: str, rules: Mapping[str, Any], today: str) -> str | None:
    """A number as it is dialled in China, those of other countries with + and their code; None when it is none.

    Mainland numbers lose +86; an area code keeps its 0.
    """
    digits = _PHONE_MARKS.sub("", text)
    code = _MAINLAND.match(digits)
    plain = digits[code.end() :] if code else f"+{digits[2:]}" if digits.startswith("00") else digits
    tried = (plain, f"0{plain}") if code else (plain,)
    forms = phone_forms(rules)
    return next((number for number in tried if any(form.fullmatch(number) for form in forms)), None)


def phone_forms(rules: Mapping[str, Any]) -> list[re.Pattern[str]]:
    """The forms of the kinds of numbers that are taken; where a code is sent, only of those that get messages."""
    kinds = rules.get("kinds") or PHONE_KINDS
    return [_PHONES[kind] for kind in kinds if kind != LANDLINE or not rules.get("verify")]


def read_code(value: Any) -> str | AnswerError:
    """The six digits of a code, whatever was put between them."""
    if value is None or value == "":
        return AnswerError("code_missing")
    if not isinstance(value, str) or len(value) > _CODE_LONGEST:
        return AnswerError("code_wrong")
    code = clean_text(unicodedata.normalize("NFKC", value)).replace(" ", "")
    if not code:
        return AnswerError("code_missing")
    return code if CODE.fullmatch(code) else AnswerError("code_wrong")


def email(text: str, rules: Mapping[str, Any], today: str) -> str | None:
    """The address with its domain in small letters."""
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}" if len(name) <= _NAME_LONGEST and EMAIL.fullmatch(text) else None


def id_number(text: str, rules: Mapping[str, Any], today: str) -> str | None:
    """A resident identity number (GB 11643-1999): a day of birth that was, and the right check character."""
    number = text.replace(" ", "").replace("x", "X")
    if not ID_NUMBER.fullmatch(number):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()
    except ValueError:
        return None
    if not "1850" < born <= (today or "2999"):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return number if number[17] == _ID_CHECKS[total % 11] else None


def mask_phone(number: str) -> str:
    short = 9
    return f"{number[:3]}****{number[-4:]}" if len(number) >= short else f"****{number[-2:]}"


def mask_email(address: str) -> str:
    name, _, domain = address.rpartition("@")
    few = 2
    return f"{name[0] if len(name) > few else ''}{MASKED}@{domain}"


def mask_id_number(number: str) -> str:
    return f"{number[:3]}{'*' * 14}{number[-1]}"


class Private(Defaults):
    """A text that `read` makes plain or refuses (None), and `mask` hides; `code` is the error for a refused one."""

    shape = "private"
    is_private = True
    code = ""
    read: Callable[[str, Mapping[str, Any], str], str | None]
    mask: Callable[[str], str]

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        """A mask that comes back is no answer: it says nothing that was not known."""
        if value is None:
            return None
        if not isinstance(value, str):
            return AnswerError("not_text")
        if len(value) > LONGEST:
            return AnswerError(self.code)
        text = clean_text(unicodedata.normalize("NFKC", value))
        if not text or MASKED in text:
            return None
        full = self.read(text, question.settings, in_force.today)
        return Taken(self.mask(full), private=full) if full else AnswerError(self.code)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return data.get(name) or None

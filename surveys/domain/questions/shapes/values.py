"""Reading values that anyone may have sent: each function takes whatever JSON can hold and never raises."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Form

# A page cannot tell what is larger from its neighbour.
_LARGEST = 2**53 - 1
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")
_FIGURE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


def as_number(value: Any) -> int | float | None:
    """A finite number within what doubles hold exactly, whole ones as int; None for anything else, True included."""
    if type(value) is int:
        return value if abs(value) <= _LARGEST else None
    if type(value) is not float or not math.isfinite(value) or abs(value) > _LARGEST:
        return None
    return int(value) if value.is_integer() else value


def scaled(value: float, decimals: int) -> int | None:
    """The number in units of its last decimal place, or None when it has more places than `decimals`."""
    # Doubles lose a little on the way.
    exact = value * 10**decimals
    whole = math.floor(exact + 0.5)
    return whole if abs(exact - whole) < 1e-6 else None


def unscaled(units: int, decimals: int) -> int | float:
    """The number again, whole ones as int."""
    value = units / 10**decimals
    return int(value) if value.is_integer() else value


def figure(text: str) -> Any:
    """A number out of a form field; other text is left as it is, for the check to refuse, and None when empty."""
    text = text.strip()
    if not text:
        return None
    if not _FIGURE.fullmatch(text):
        return text
    return as_number(float(text))


def is_object(value: Any) -> bool:
    """Whether it is a JSON object; its members that are null count as absent everywhere."""
    return isinstance(value, Mapping)


def ids(choices: Iterable[Choice]) -> dict[str, Choice]:
    return {choice.id: choice for choice in choices}


def named(value: Any) -> str:
    """Something unknown as a message may name it: empty unless it looks like an id."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else ""


def stranger(value: Mapping[str, Any], known: Iterable[str], code: str, name: str) -> AnswerError | None:
    """The error for a member that is not known, of several the first by the alphabet: unknown_row {"row": ...}."""
    allowed = set(known)
    unknown = [member for member in value if member not in allowed]
    return AnswerError(code, {name: named(min(unknown, key=str))}) if unknown else None


def parts(data: Form, name: str) -> Iterator[tuple[str, str]]:
    """(part, field name) of the fields "NAME.PART" of a form, in the order they came."""
    prefix = f"{name}."
    for field in dict.fromkeys(data):
        if field.startswith(prefix):
            yield field[len(prefix) :], field


def code_of(choices: Iterable[Choice], identifier: str) -> str:
    """The analysis key of an option, row or column; the id when there is none."""
    return next((choice.key for choice in choices if choice.id == identifier), identifier)

"""Every error that an answer can have reads as a sentence."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.utils import translation

from surveys.domain.questions import AnswerError
from surveys.services.wording import answer_error_text
from tests.surveys.domain.questions.cases import VECTORS


def errors() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """One error of each code in the vectors."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(VECTORS.glob("shapes_*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")):
            for _value, expected in group["cases"]:
                if expected and "error" in expected:
                    found.setdefault(expected["error"]["code"], expected["error"]["params"])
    yield from found.items()


@pytest.mark.parametrize(("code", "params"), list(errors()))
def test_answer_error_text_says_each_error(code: str, params: Mapping[str, Any]) -> None:
    with translation.override("en"):
        sentence = answer_error_text(AnswerError(code, params))
    assert sentence.endswith(".")
    assert "%(" not in sentence

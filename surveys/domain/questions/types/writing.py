"""Words of one's own: a line, a comment, several blanks, blanks inside a sentence."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import Question
from surveys.domain.questions.fragments import (
    FLAG,
    NAME,
    NUMBER,
    Schema,
    a_list,
    an_object,
    texts,
    whole,
)
from surveys.domain.questions.shapes.dates import DAY_OR_RELATIVE
from surveys.domain.questions.shapes.number import MOST_DECIMALS
from surveys.domain.questions.shapes.parts import KINDS, LONGEST, Parts, part_words
from surveys.domain.questions.shapes.text import FORMATS, Text
from surveys.domain.texts import Problem, TextField

PLACEHOLDER = TextField("placeholder", 80, required=False)
MOST_BLANKS = 30
# Where a blank stands in a sentence: [[b1]].
_PLACE = re.compile(r"\[\[([^\[\]]*)\]\]")

_FORM: Schema = {
    "format": {"enum": list(FORMATS)},
    "pattern": {"type": "string", "minLength": 1, "maxLength": 200, "description": "A regular expression."},
}


def _lengths(longest: int) -> Schema:
    return {"min_length": whole(0, longest), "max_length": whole(1, longest)}


BLANKS: Schema = a_list(
    an_object(
        {
            "id": NAME,
            "key": NAME,
            "text": texts(TextField("text", 80)),
            "kind": {"enum": list(KINDS)},
            "optional": FLAG,
            **_lengths(LONGEST),
            **_FORM,
            "min": NUMBER,
            "max": NUMBER,
            "step": {**NUMBER, "exclusiveMinimum": 0},
            "decimals": whole(0, MOST_DECIMALS),
            "earliest": {"type": "string", "pattern": DAY_OR_RELATIVE},
            "latest": {"type": "string", "pattern": DAY_OR_RELATIVE},
        },
        "id",
        "text",
    ),
    MOST_BLANKS,
    1,
)
_ANSWER: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}}


class ShortText(Text):
    name = "short_text"
    texts = (PLACEHOLDER,)
    longest = 300
    is_one_line = True
    fields: Mapping[str, Any] = {**_lengths(300), **_FORM}
    answer_schema: Mapping[str, Any] = {"type": "string"}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "order_number",
        "type": "short_text",
        "title": {"zh-hans": "您的订单号是？", "en": "What is your order number?"},
        "placeholder": {"zh-hans": "8 位数字", "en": "8 digits"},
        "format": "digits",
        "min_length": 8,
        "max_length": 8,
    }


class LongText(Text):
    """A comment in the respondent's own words."""

    name = "long_text"
    texts = (PLACEHOLDER,)
    fields: Mapping[str, Any] = _lengths(2000)
    answer_schema: Mapping[str, Any] = {"type": "string"}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "reason",
        "type": "long_text",
        "title": {"zh-hans": "您打分的主要原因是什么？", "en": "What is the main reason for your score?"},
        "max_length": 1000,
    }


class Blanks(Parts):
    name = "blanks"
    fields: Mapping[str, Any] = {"blanks": BLANKS}
    needs = ("blanks",)
    answer_schema: Mapping[str, Any] = _ANSWER
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "visit",
        "type": "blanks",
        "title": {"zh-hans": "请填写这次到店的情况", "en": "About your visit"},
        "blanks": [
            {"id": "city", "text": {"zh-hans": "城市", "en": "City"}},
            {"id": "people", "kind": "number", "decimals": 0, "min": 1, "text": {"zh-hans": "人数", "en": "People"}},
            {
                "id": "day",
                "kind": "date",
                "latest": "today",
                "optional": True,
                "text": {"zh-hans": "日期", "en": "Day"},
            },
        ],
    }


class Sentence(Parts):
    """Blanks inside a sentence, written [[b1]] where blank b1 stands."""

    name = "sentence"
    texts = (TextField("sentence", 500),)
    fields: Mapping[str, Any] = {"blanks": BLANKS}
    needs = ("blanks",)
    answer_schema: Mapping[str, Any] = _ANSWER
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "habit",
        "type": "sentence",
        "title": {"zh-hans": "请补全句子", "en": "Please complete the sentence"},
        "sentence": {
            "zh-hans": "我每月来 [[times]] 次，通常和[[whom]]一起。",
            "en": "I come [[times]] times a month, mostly with [[whom]].",
        },
        "blanks": [
            {"id": "times", "kind": "number", "min": 0, "max": 99, "text": {"zh-hans": "次数", "en": "Times"}},
            {"id": "whom", "text": {"zh-hans": "同伴", "en": "Company"}},
        ],
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """In each language every blank stands exactly once."""
        yield from super().check_definition(path, raw)
        blanks, sentences = raw.get("blanks"), raw.get("sentence")
        if not isinstance(blanks, list) or not isinstance(sentences, Mapping):
            return
        wanted = sorted(str(part.get("id")) for part in blanks if isinstance(part, Mapping))
        for language, sentence in sentences.items():
            if isinstance(sentence, str) and sentence.strip() and sorted(_PLACE.findall(sentence)) != wanted:
                yield Problem(f"{path}.sentence.{language}", "blanks_not_placed")

    def labels(self, question: Question, language: str) -> dict[str, str]:
        """The sentence stands under "." among the labels."""
        return super().labels(question, language) | {".": question.text("sentence", language)}

    def words(self, question: Question, value: Any, language: str) -> str:
        """The sentence filled in; a line where a blank is empty."""
        sentence = question.text("sentence", language)
        return _PLACE.sub(lambda found: part_words(value[found[1]]) if found[1] in value else "____", sentence)

    def plan(self, question: Question) -> dict[str, Any]:
        return super().plan(question) | {"sentence": True}

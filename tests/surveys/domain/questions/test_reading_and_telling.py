"""From a posted form to an answer, and from an answer to words and to the columns of an export."""

from typing import Any

import pytest

from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import Column, Question
from tests.surveys.domain.questions.cases import question_of
from tests.surveys.domain.questions.forms import PostedForm

TITLE = {"zh-hans": "问题", "en": "Question"}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": {"zh-hans": f"选{name}", "en": f"Option {name}"}, **more}


OPTIONS = [option("o1"), option("o2", key="second"), option("o9", open=True)]
TAGS = [
    {"id": "late", "key": "was_late", "scores": [1, 2], "text": {"zh-hans": "慢", "en": "Late"}},
    {"id": "kind", "text": {"zh-hans": "热情", "en": "Kind"}},
]
BLANKS = [
    {"id": "city", "text": {"zh-hans": "城市", "en": "City"}},
    {"id": "n", "key": "people", "kind": "number", "text": {"zh-hans": "人数", "en": "People"}},
]
TREE = [
    {
        "id": "a",
        "text": {"zh-hans": "甲", "en": "A"},
        "children": [{"id": "a1", "key": "aa", "text": {"zh-hans": "甲一"}}],
    },
    {"id": "b", "text": {"zh-hans": "乙", "en": "B"}},
]
LEVELS = [{"zh-hans": "大类", "en": "Group"}, {"zh-hans": "小类", "en": "Kind"}]
SENTENCE = {"zh-hans": "在[[city]]，[[n]]人，[[city", "en": "In [[city]] with [[n]] people"}


def question(kind: str, **fields: Any) -> Question:
    return question_of({"id": "q1", "key": "k", "type": kind, "title": TITLE, **fields})


ASKED = {
    "single": question("single", options=OPTIONS),
    "multiple": question("multiple", options=OPTIONS),
    "picture": question("picture", options=OPTIONS),
    "pictures": question("picture", options=OPTIONS, multiple=True),
    "cascade": question("cascade", levels=LEVELS, tree=TREE),
    "yes_no": question("yes_no", yes={"zh-hans": "来过"}),
    "short_text": question("short_text"),
    "blanks": question("blanks", blanks=BLANKS),
    "sentence": question("sentence", blanks=BLANKS, sentence=SENTENCE),
    "number": question("number"),
    "phone": question("phone"),
    "date": question("date"),
    "date_range": question("date_range"),
    "nps": question("nps", low=TITLE, high=TITLE),
    "rating": question("rating", tags=TAGS, comment=True),
    "emotion": question("emotion", options=OPTIONS[:2], intensities=3),
}


@pytest.mark.parametrize(
    ("asked", "fields", "value"),
    [
        ("single", {"": "o1"}, "o1"),
        ("single", {}, None),
        ("single", {"": ""}, None),
        ("single", {"": "o9", ".open.o9": " 别的\r\n"}, {"option": "o9", "text": "别的"}),
        ("single", {"": "o1", ".open.o9": "left over"}, "o1"),
        ("single", {"": "o9", ".open.o9": " "}, "o9"),
        ("multiple", {"": ["o2", "o9", ""], ".open.o9": "x"}, ["o2", {"option": "o9", "text": "x"}]),
        ("multiple", {".open.o9": "x"}, None),
        ("picture", {"": "o1"}, "o1"),
        ("pictures", {"": ["o1"]}, ["o1"]),
        ("cascade", {".1": "a", ".2": "a1"}, ["a", "a1"]),
        ("cascade", {".1": "b", ".2": ""}, ["b"]),
        ("cascade", {".1": "", ".2": "a1"}, ["", "a1"]),
        ("cascade", {".1": "", ".2": ""}, None),
        ("yes_no", {"": "yes"}, "yes"),
        ("short_text", {"": " a "}, " a "),
        ("short_text", {"": ""}, None),
        ("blanks", {".city": "上海", ".n": "2"}, {"city": "上海", "n": 2}),
        ("blanks", {".city": "", ".n": "two"}, {"n": "two"}),
        ("blanks", {".city": "", ".n": " "}, None),
        ("number", {"": " ７．５0 "}, 7.5),
        ("number", {"": "-3"}, -3),
        ("number", {"": "1e3"}, "1e3"),
        ("number", {"": "1,000"}, "1,000"),
        ("number", {"": "9" * 16}, "9" * 16),
        ("number", {"": "\u3000"}, None),
        ("phone", {"": "138"}, "138"),
        ("date", {"": "2026-01-01"}, "2026-01-01"),
        ("date_range", {".from": "2026-01-01", ".to": ""}, {"from": "2026-01-01"}),
        ("date_range", {}, None),
        ("nps", {"": "7"}, 7),
        ("nps", {"": "٧"}, "٧"),
        (
            "rating",
            {".score": "2", ".tags": ["late", "kind"], ".text": " x "},
            {"score": 2, "tags": ["late", "kind"], "text": "x"},
        ),
        ("rating", {".score": "5", ".tags": ["late", "kind", "zz"]}, {"score": 5, "tags": ["kind", "zz"]}),
        ("rating", {".tags": ["kind"]}, None),
        ("rating", {".text": "x"}, {"text": "x"}),
        ("emotion", {".emotion": "o1", ".intensity": "3"}, {"emotion": "o1", "intensity": 3}),
        ("emotion", {".emotion": "", ".intensity": ""}, None),
    ],
)
def test_read_form_takes_the_fields_of_an_instance(asked: str, fields: dict[str, Any], value: Any) -> None:
    pairs = [
        (f"k@o1{part}", text)
        for part, texts in fields.items()
        for text in (texts if isinstance(texts, list) else [texts])
    ]
    form = PostedForm([*pairs, ("k", "o2"), ("k.city", "of another instance")])
    found = QUESTION_TYPES[ASKED[asked].type].read_form(ASKED[asked], "k@o1", form)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("asked", "value", "chinese", "english"),
    [
        ("single", "o1", "选o1", "Option o1"),
        ("single", {"option": "o9", "text": "x"}, "选o9：x", "Option o9: x"),
        ("single", "gone", "gone", "gone"),
        ("multiple", ["o1", {"option": "o9", "text": "x"}], "选o1、选o9：x", "Option o1, Option o9: x"),
        ("picture", "o2", "选o2", "Option o2"),
        ("pictures", ["o1", "o2"], "选o1、选o2", "Option o1, Option o2"),
        ("cascade", ["a", "a1"], "甲 / 甲一", "A / 甲一"),
        ("yes_no", "yes", "来过", "来过"),
        ("yes_no", "no", "否", "No"),
        ("short_text", "x", "x", "x"),
        ("blanks", {"city": "上海", "n": 2}, "城市：上海、人数：2", "City: 上海, People: 2"),
        ("blanks", {"n": 2.5}, "人数：2.5", "People: 2.5"),
        ("sentence", {"city": "上海"}, "在上海，____人，[[city", "In 上海 with ____ people"),
        ("number", 1e-05, "0.00001", "0.00001"),
        ("number", 3, "3", "3"),
        ("phone", "138****8000", "138****8000", "138****8000"),
        (
            "date_range",
            {"from": "2026-01-01", "to": "2026-01-02"},
            "2026-01-01 – 2026-01-02",
            "2026-01-01 – 2026-01-02",
        ),
        ("rating", {"score": 2, "tags": ["late", "kind"], "text": "x"}, "2 · 慢、热情 · x", "2 · Late, Kind · x"),
        ("rating", {"score": 5, "tags": []}, "5", "5"),
        ("emotion", {"emotion": "o1", "intensity": 2}, "选o1 2/3", "Option o1 2/3"),
    ],
)
def test_words_say_an_answer_in_a_language(asked: str, value: Any, chinese: str, english: str) -> None:
    kind = QUESTION_TYPES[ASKED[asked].type]
    assert (kind.words(ASKED[asked], value, "zh-hans"), kind.words(ASKED[asked], value, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("asked", "value", "columns", "cells"),
    [
        ("single", "o2", {"k": "code", "k_o9_text": "text"}, {"k": "second"}),
        ("single", {"option": "o9", "text": "x"}, {"k": "code", "k_o9_text": "text"}, {"k": "o9", "k_o9_text": "x"}),
        (
            "multiple",
            ["o2", {"option": "o9", "text": "x"}],
            {"k_o1": "number", "k_second": "number", "k_o9": "number", "k_o9_text": "text"},
            {"k_o1": 0, "k_second": 1, "k_o9": 1, "k_o9_text": "x"},
        ),
        ("picture", "o1", {"k": "code", "k_o9_text": "text"}, {"k": "o1"}),
        ("cascade", ["a", "a1"], {"k_1": "code", "k_2": "code"}, {"k_1": "a", "k_2": "aa"}),
        ("cascade", ["b"], {"k_1": "code", "k_2": "code"}, {"k_1": "b"}),
        ("yes_no", "no", {"k": "code"}, {"k": "no"}),
        ("short_text", "x", {"k": "text"}, {"k": "x"}),
        ("blanks", {"city": "x", "n": 2}, {"k_city": "text", "k_people": "number"}, {"k_city": "x", "k_people": 2}),
        ("sentence", {"n": 2}, {"k_city": "text", "k_people": "number"}, {"k_people": 2}),
        ("number", 2.5, {"k": "number"}, {"k": 2.5}),
        ("phone", "138****8000", {"k": "text"}, {"k": "138****8000"}),
        ("date", "2026-01-01", {"k": "date"}, {"k": "2026-01-01"}),
        (
            "date_range",
            {"from": "2026-01-01", "to": "2026-01-02"},
            {"k_from": "date", "k_to": "date"},
            {"k_from": "2026-01-01", "k_to": "2026-01-02"},
        ),
        ("nps", 9, {"k": "number"}, {"k": 9}),
        (
            "rating",
            {"score": 2, "tags": ["late"]},
            {"k_score": "number", "k_was_late": "number", "k_kind": "number", "k_text": "text"},
            {"k_score": 2, "k_was_late": 1, "k_kind": 0},
        ),
        (
            "emotion",
            {"emotion": "o2", "intensity": 3},
            {"k_emotion": "code", "k_intensity": "number"},
            {"k_emotion": "second", "k_intensity": 3},
        ),
    ],
)
def test_cells_fit_the_columns(asked: str, value: Any, columns: dict[str, str], cells: dict[str, Any]) -> None:
    kind = QUESTION_TYPES[ASKED[asked].type]
    found = kind.columns(ASKED[asked], "en")
    assert {column.key: column.kind for column in found} == columns
    assert kind.cells(ASKED[asked], value) == cells
    assert set(cells) <= set(columns)


def test_columns_explain_their_codes_by_analysis_key() -> None:
    [first, text] = QUESTION_TYPES["single"].columns(ASKED["single"], "en")
    assert first == Column("k", "Question", "code", {"o1": "Option o1", "second": "Option o2", "o9": "Option o9"})
    assert text == Column("k_o9_text", "Question: Option o9", "text")
    [top, below] = QUESTION_TYPES["cascade"].columns(ASKED["cascade"], "zh-hans")
    assert top == Column("k_1", "问题: 大类", "code", {"a": "甲", "b": "乙"})
    assert below == Column("k_2", "问题: 小类", "code", {"aa": "甲一"})


def test_plan_tells_no_texts() -> None:
    plans = {name: QUESTION_TYPES[asked.type].plan(asked) for name, asked in ASKED.items()}
    assert plans["cascade"] == {"levels": 2, "tree": {"a": {"a1": {}}, "b": {}}}
    assert plans["rating"] == {
        "scale": 5,
        "tags": [{"id": "late", "scores": [1, 2]}, {"id": "kind"}],
        "comment": True,
        "max_length": 500,
    }
    assert not any("选" in str(plan) or "城市" in str(plan) for plan in plans.values())

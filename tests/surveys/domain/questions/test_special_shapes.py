"""Ranking, shares, tables, uploads, places, consents: judged, read from forms, put in words and in columns."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import AnswerError
from tests.surveys.domain.questions.hostile import JSON, near
from tests.surveys.domain.questions.test_definitions import asked, paths
from tests.surveys.domain.questions.vectors2 import expected, in_force, judged, question, vectors

CASES = vectors()["cases"]
NAMES = sorted(vectors()["questions"])
UPLOAD = "01890a5d-ac96-774b-bcce-b302099a8000"


@pytest.mark.parametrize(("name", "only", "value", "said"), CASES, ids=range(len(CASES)))
def test_check_answer_gives_what_the_case_says(name: str, only: Any, value: Any, said: Any) -> None:
    assert judged(name, value, only) == expected(value, said)


@pytest.mark.parametrize(("name", "only", "value", "said"), CASES, ids=range(len(CASES)))
def test_a_taken_answer_is_taken_again_unchanged(name: str, only: Any, value: Any, said: Any) -> None:
    first = judged(name, value, only)
    if first and "value" in first and "private" not in first:
        assert judged(name, first["value"], only) == first


@given(st.sampled_from(NAMES), JSON)
def test_no_value_makes_it_raise(name: str, value: Any) -> None:
    verdict = judged(name, value)
    assert verdict is None or set(verdict) <= {"value", "private", "error"}


@given(st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), near(name))))
def test_whatever_is_taken_can_be_said_and_exported(case: tuple[str, Any]) -> None:
    name, value = case
    asked = question(name)
    kind = QUESTION_TYPES[asked.type]
    verdict = kind.check_answer(asked, value, in_force(name, None))
    if verdict is None or isinstance(verdict, AnswerError):
        return
    assert isinstance(kind.words(asked, verdict.value, "en"), str)
    columns = {column.key for column in kind.columns(asked, "en")}
    assert set(kind.cells(asked, verdict.value)) <= columns


FORMS: list[tuple[str, str, Any]] = [
    ("ranking", "k.a=2&k.b=3&k.c=1", ["c", "a", "b"]),
    ("ranking", "k.a=1&k.b=1&k.c=", {"a": 1, "b": 1}),
    ("ranking", "k.a=&k.b=", None),
    ("sum", "k.a=60&k.b=40.0&k.c=", {"a": 60, "b": 40}),
    ("sum", "k.a=sixty", {"a": "sixty"}),
    ("kano", "k.f1.with=5&k.f1.without=1&k.f1.other=3&other.f2.with=1", {"f1": {"with": 5, "without": 1}}),
    ("maxdiff", "k.s1.best=a&k.s1.worst=&k.s2.worst=b", {"s1": {"best": "a"}, "s2": {"worst": "b"}}),
    ("single", "k.r1=a&k.r2=&kk.r1=b", {"r1": "a"}),
    ("multiple", "k.r1=a&k.r1=b&k.r2=", {"r1": ["a", "b"]}),
    ("nps", "k.r1=10&k.r2=x", {"r1": 10, "r2": "x"}),
    ("slider", "k.r1=0.3", {"r1": 0.3}),
    ("text", "k.r1=+a+&k.r2=", {"r1": " a "}),
    (
        "grid",
        "k.r1.c1=a&k.r1.c2=3&k.r1.c3=1.5&k.r1.c4=&k.r2.c9=1",
        {"r1": {"c1": "a", "c2": 3, "c3": 1.5}, "r2": {"c9": "1"}},
    ),
    ("file", f"k={UPLOAD}&k=", [UPLOAD]),
    ("region", "k.province=31&k.city=3101&k.county=310115", {"province": "31", "city": "3101", "county": "310115"}),
    ("region", "k.province=44&k.city=广州&k.county=天河区", {"province": "44", "city": "4401", "county": "440106"}),
    ("region", "k.province=31&k.city=&k.county=浦东", {"province": "31", "city": "3101", "county": "310115"}),
    ("region", "k.province=31&k.city=火星", {"province": "31", "city": "火星"}),
    ("location", "k.lat=31.2&k.lng=121&k.accuracy=", {"lat": 31.2, "lng": 121}),
    ("consent", "k=yes", {"agreed": True, "text_version": "2"}),
    ("consent", "", None),
    ("contact", "k=yes&k.phone=1", {"agreed": True, "text_version": "2", "name": "", "phone": "1"}),
    ("contact", "k.phone=1", None),
    ("statement", "k=1", None),
    ("hidden", "k=1", None),
    ("captcha", "k=42", "42"),
]


@pytest.mark.parametrize(("name", "posted", "value"), FORMS)
def test_read_form_reads_the_named_fields(name: str, posted: str, value: Any) -> None:
    asked = question(name)
    assert QUESTION_TYPES[asked.type].read_form(asked, "k", QueryDict(posted)) == value


def test_read_form_reads_the_fields_of_its_own_turn_of_a_loop() -> None:
    asked = question("nps")
    data = QueryDict("k@o1.r1=3&k@o2.r1=4&k.r1=5")
    assert QUESTION_TYPES["matrix_nps"].read_form(asked, "k@o2", data) == {"r1": 4}


SAID: list[tuple[str, Any, str, dict[str, Any]]] = [
    ("ranking", ["c", "a", "b"], "c > a > b", {"k_c": 1, "k_a": 2, "k_b": 3}),
    ("sum2", {"a": 0.25, "b": 0.75}, "a：0.25、b：0.75", {"k_a": 0.25, "k_b": 0.75}),
    ("kano", {"f1": {"with": 5, "without": 1}}, "f1：5/1", {"k_f1_with": 5, "k_f1_without": 1}),
    ("maxdiff", {"s1": {"best": "a", "worst": "c"}}, "a / c", {"k_s1_best": "a", "k_s1_worst": "c"}),
    ("single", {"r1": "a", "r2": "b"}, "r1：a、r2：b", {"k_r1": "a", "k_r2": "b"}),
    (
        "multiple",
        {"r1": ["a", "c"]},
        "r1：a / c",
        {"k_r1_a": 1, "k_r1_b": 0, "k_r1_c": 1, "k_r1_none": 0},
    ),
    ("nps", {"r2": 3, "r1": 9}, "r1：9、r2：3", {"k_r1": 9, "k_r2": 3}),
    ("text", {"r1": "好"}, "r1：好", {"k_r1": "好"}),
    (
        "grid",
        {"r1": {"c1": "a", "c2": 3, "c3": 1.5}},
        "r1 / c1：a、r1 / c2：3、r1 / c3：1.5",
        {"k_r1_c1": "a", "k_r1_c2": 3, "k_r1_c3": 1.5},
    ),
    ("file", [UPLOAD, UPLOAD], "2", {"k": f"{UPLOAD} {UPLOAD}"}),
    (
        "region",
        {"province": "31", "city": "3101", "county": "310115"},
        "上海市 浦东新区",
        {
            "k_province": "31",
            "k_province_name": "上海市",
            "k_city": "3101",
            "k_city_name": "市辖区",
            "k_county": "310115",
            "k_county_name": "浦东新区",
        },
    ),
    ("location", {"lat": 31.2, "lng": 121}, "31.2, 121", {"k_lat": 31.2, "k_lng": 121}),
    ("consent", {"agreed": True, "text_version": "2"}, "l", {"k": "2"}),
    ("calculated", 2.5, "2.5", {"k": 2.5}),
    ("captcha", "42", "", {}),
]


@pytest.mark.parametrize(("name", "value", "words", "cells"), SAID)
def test_words_and_cells_of_an_answer(name: str, value: Any, words: str, cells: dict[str, Any]) -> None:
    asked = question(name)
    kind = QUESTION_TYPES[asked.type]
    assert kind.words(asked, value, "zh-hans") == words
    assert kind.cells(asked, value) == cells


def test_columns_name_the_kind_and_the_codes() -> None:
    asked = question("grid")
    columns = {column.key: column for column in QUESTION_TYPES["side_by_side"].columns(asked, "en")}
    assert [columns[f"k_r1_{name}"].kind for name in ("c1", "c2", "c3", "c4")] == ["code", "number", "number", "text"]
    assert columns["k_r1_c1"].labels == {"a": "A", "b": "B"}
    assert columns["k_r2_c3"].title == "R2: C3"


TEXT = {"zh-hans": "t"}
CHOICES = [{"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}]
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("ranking", {"top": 0}, "q.top"),
    ("ranking", {"options": CHOICES[:1]}, "q.options"),
    ("constant_sum", {"total": 0}, "q.total"),
    ("constant_sum", {"total": True}, "q.total"),
    ("constant_sum", {"decimals": 3}, "q.decimals"),
    ("constant_sum", {"total": 1.5}, "q.total"),
    ("maxdiff", {"sets": []}, "q.sets"),
    ("maxdiff", {"sets": [{"id": "s1", "options": ["fresh"]}]}, "q.sets.0.options"),
    ("maxdiff", {"sets": [{"id": "s1", "options": ["fresh", "fresh"]}]}, "q.sets.0.options"),
    ("maxdiff", {"sets": [{"id": "s1", "options": ["fresh", "mars"]}]}, "q.sets.0.options.1"),
    ("maxdiff", {"sets": [{"id": "s", "options": ["fresh", "near"]}] * 2}, "q.sets.1.id"),
    ("kano", {"rows": []}, "q.rows"),
    ("kano", {"with": None}, "q.with"),
    ("matrix_single", {"columns": None}, "q.columns"),
    ("matrix_single", {"columns": [{"id": "a", "text": TEXT, "open": True}]}, "q.columns.0.open"),
    ("matrix_multiple", {"min": 3, "max": 2}, "q.max"),
    ("matrix_rating", {"scale": 11}, "q.scale"),
    ("matrix_rating", {"style": "hearts"}, "q.style"),
    ("matrix_slider", {"step": 0}, "q.step"),
    ("matrix_slider", {"min": 5, "max": 1}, "q.max"),
    ("matrix_text", {"format": "phone"}, "q.format"),
    ("matrix_text", {"pattern": "(a"}, "q.pattern"),
    ("semantic", {"scale": 6}, "q.scale"),
    ("semantic", {"rows": [{"id": "r1", "text": {"zh-hans": "慢"}}]}, "q.rows.0.text.zh-hans"),
    ("semantic", {"rows": [{"id": "r1", "text": {"zh-hans": "慢|中|快"}}]}, "q.rows.0.text.zh-hans"),
    ("side_by_side", {"kinds": {"often": {"kind": "dropdown"}}}, "q.kinds"),
    ("side_by_side", {"kinds": {"mars": {"kind": "text"}}}, "q.kinds.mars"),
    ("side_by_side", {"options": None}, "q.kinds.often"),
    ("file", {"least": 3, "most": 2}, "q.least"),
    ("file", {"kinds": ["exe"]}, "q.kinds.0"),
    ("file", {"max_bytes": 10**9}, "q.max_bytes"),
    ("image", {"kinds": ["pdf"]}, "q.kinds.0"),
    ("signature", {"most": 2}, "q.most"),
    ("region", {"level": "town"}, "q.level"),
    ("location", {"precision": 7}, "q.precision"),
    ("consent", {"purpose": None}, "q.purpose"),
    ("consent", {"text_version": "<b>"}, "q.text_version"),
    ("consent_contact", {"required": True}, "q.required"),
    ("consent_contact", {"required_if": True}, "q.required_if"),
    ("video", {"video": "http://a.example/b.mp4"}, "q.video"),
    ("video", {"video": "https://a.example/b.html"}, "q.video"),
    ("image_display", {"alt": None}, "q.alt"),
    ("image_display", {"image": "javascript:alert(1)"}, "q.image"),
    ("hidden", {"from": "cookie"}, "q.from"),
    ("hidden", {"name": "a b"}, "q.name"),
    ("hidden", {"max_length": 501}, "q.max_length"),
    ("calculated", {"value": None}, "q.value"),
    ("calculated", {"format": "date"}, "q.format"),
    ("captcha", {"difficulty": 30}, "q.difficulty"),
    ("captcha", {"service": "Not a name"}, "q.service"),
]


@pytest.mark.parametrize(("kind", "changes", "path"), REFUSED)
def test_the_definition_names_the_place_of_what_is_wrong(kind: str, changes: dict[str, Any], path: str) -> None:
    assert path in paths(asked(kind, **changes))


@given(st.sampled_from(sorted({kind for kind, _changes, _path in REFUSED})), st.data())
def test_no_definition_makes_the_checks_raise(kind: str, data: st.DataObject) -> None:
    example = QUESTION_TYPES[kind].example
    name = data.draw(st.sampled_from(sorted({*example, *QUESTION_TYPES[kind].fields})))
    raw = {**example, name: data.draw(JSON)}
    list(QUESTION_TYPES[kind].check_definition("q", raw))


@pytest.mark.parametrize("value", [True, 5, -1.5, "x", [], [1], [[]], {"a": []}, [{"id": []}], [{"options": [[]]}]])
@pytest.mark.parametrize("kind", sorted({kind for kind, _changes, _path in REFUSED}))
def test_no_field_of_another_kind_makes_the_checks_raise(kind: str, value: Any) -> None:
    for name in {*QUESTION_TYPES[kind].example, *QUESTION_TYPES[kind].fields}:
        list(QUESTION_TYPES[kind].check_definition("q", {**QUESTION_TYPES[kind].example, name: value}))

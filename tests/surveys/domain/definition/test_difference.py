from copy import deepcopy
from typing import Any

import pytest

from surveys.domain.definition import read_definition
from surveys.domain.definition.difference import MEANING, WARNING, difference, meaning_changes
from surveys.domain.questions import QUESTION_TYPES
from tests.surveys.domain.samples import NPS, nps, options, question, survey


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    return [(change.code, change.owner) for change in difference(read_definition(old), read_definition(new))]


def meaning(*documents: dict[str, Any]) -> list[tuple[str, str]]:
    *earlier, new = map(read_definition, documents)
    return [(change.code, change.owner) for change in meaning_changes(earlier, new)]


def choice(*texts: str, **fields: Any) -> dict[str, Any]:
    """One question whose options o1, o2, ... have these texts."""
    items = [{"id": f"o{at}", "text": {"zh-hans": text}} for at, text in enumerate(texts, start=1)]
    return question("choice", "single", options=items, **fields)


def test_no_difference():
    assert changes(NPS, deepcopy(NPS)) == []


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (survey([nps(), question("a", "yes_no")], [question("b", "yes_no")], [question("c", "yes_no")]), []),
        (
            survey([nps()], [question("b", "yes_no")], [question("c", "yes_no")]),
            [("question_removed", "a")],
        ),
        (
            survey([nps()], [question("b", "yes_no"), question("a", "yes_no")], [question("c", "yes_no")]),
            [("question_moved", "a")],
        ),
        (
            survey([question("a", "yes_no"), nps()], [question("b", "yes_no")], [question("c", "yes_no")]),
            [("question_moved", "nps")],
        ),
        (
            survey([nps(), question("a", "yes_no")], [question("b", "yes_no")]),
            [("page_removed", "p3"), ("question_removed", "c")],
        ),
        (
            survey(
                [nps(), question("a", "yes_no", required=True, hint={"zh-hans": "嗯"})],
                [question("b", "yes_no", **{"if": {"==": [{"var": "answers.a"}, "yes"]}})],
                [question("c", "yes_no"), question("d", "yes_no")],
            ),
            [
                ("hint_changed", "a"),
                ("required_changed", "a"),
                ("logic_changed", "b"),
                ("question_added", "d"),
            ],
        ),
        (
            survey(
                [nps(), question("a", "yes_no")],
                [question("b", "yes_no")],
                [question("c", "yes_no")],
                title={"zh-hans": "新"},
                settings={"back": False},
                quotas=[{"id": "n", "cells": [{"id": "all", "if": True, "limit": 5}]}],
            ),
            [("title_changed", ""), ("settings_changed", ""), ("quota_added", "n")],
        ),
    ],
)
def test_difference_names_what_changed(new: dict[str, Any], expected: list[tuple[str, str]]):
    old = survey([nps(), question("a", "yes_no")], [question("b", "yes_no")], [question("c", "yes_no")])
    assert changes(old, new) == expected


def test_difference_of_options():
    old = survey([choice("甲", "乙", "丙")])
    new = survey([choice("甲", "乙", "丙")])
    items = new["pages"][0]["questions"][0]["options"]
    items[0], items[1] = items[1], items[0]
    items[2] = {"id": "o4", "text": {"zh-hans": "丁"}}
    items[0]["exclusive"] = True
    assert changes(old, new) == [
        ("option_removed", "choice"),
        ("option_added", "choice"),
        ("option_changed", "choice"),
        ("options_moved", "choice"),
    ]


def test_the_title_of_a_question_is_to_be_read_again_when_its_words_changed():
    old, new = survey([nps(title={"zh-hans": "推荐吗？"})]), survey([nps(title={"zh-hans": "还会来吗？"})])
    (change,) = difference(read_definition(old), read_definition(new))
    assert (change.code, change.level) == ("title_reworded", WARNING)
    assert (change.params["before"], change.params["after"]) == ("推荐吗？", "还会来吗？")
    touched = survey([nps(title={"zh-hans": "推荐吗?"})])
    assert changes(old, touched) == [("title_touched", "nps")]
    assert meaning(old, new) == []


@pytest.mark.parametrize(
    ("before", "after", "changes_meaning"),
    [
        ("满意", "满意。", False),
        ("满意 ", "满  意", False),
        ("ＶＩＰ", "vip", False),
        ("满意", "不满意", True),
        ("早上", "晚上", True),
        ("5 年", "6 年", True),
        ("-1", "1", True),
        ("1.5", "15", True),
        ("10-20", "1020", True),
        ("10%", "10", True),
        ("😀", "😡", True),
        ("", "有了", True),
    ],
)
def test_another_text_under_the_id_of_an_option(before: str, after: str, changes_meaning: bool):
    if not before:
        before = "。"
    old, new = survey([choice(before, "其他")]), survey([choice(after, "其他")])
    assert meaning(old, new) == ([("option_id_reused", "choice")] if changes_meaning else [])


def test_an_id_that_comes_back_with_another_text_is_found_in_any_earlier_version():
    first, second = survey([choice("甲", "乙")]), survey([choice("甲")])
    third = survey([choice("甲", "丙")])
    assert meaning(first, second) == []
    assert meaning(second, third) == []
    assert meaning(first, second, third) == [("option_id_reused", "choice")]


def test_a_key_that_moves_to_another_type():
    old, new = survey([nps("score")]), survey([question("score", "yes_no")])
    (change,) = meaning_changes([read_definition(old)], read_definition(new))
    assert (change.code, change.owner, change.level) == ("type_changed", "score", MEANING)
    assert (change.params["before"], change.params["after"]) == ("nps", "yes_no")


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("csat", {"scale": 7}, ["scale_changed"]),
        ("csat", {"style": "stars"}, []),
        ("ces", {"version": 1}, ["scale_changed"]),
        ("slider", {"max": 10}, ["scale_changed"]),
        ("slider", {"step": 10}, []),
        ("number", {"unit": {"zh-hans": "万元"}}, ["scale_changed"]),
        ("number", {"unit": {"zh-hans": "元", "en": "CNY"}}, []),
        ("number", {"max": 5}, []),
        ("picture", {"multiple": False}, ["scale_changed"]),
        ("constant_sum", {"total": 10}, ["scale_changed"]),
        ("semantic", {"scale": 5}, ["scale_changed"]),
        ("hidden", {"name": "campaign"}, ["scale_changed"]),
        ("calculated", {"value": {"var": "answers.nps"}}, ["scale_changed"]),
        ("consent", {"purpose": {"zh-hans": "随便用"}}, ["consent_reworded"]),
        ("consent", {"purpose": {"zh-hans": "随便用"}, "text_version": "2026-02"}, []),
    ],
)
def test_another_scale_under_the_same_key(name: str, fields: dict[str, Any], expected: list[str]):
    example = {**QUESTION_TYPES[name].example, "id": "example", "key": "example"}
    old, new = survey([nps(), example]), survey([nps(), {**example, **fields}])
    assert [code for code, _owner in meaning(old, new)] == expected


def test_a_tree_may_grow_but_not_change():
    example = {**QUESTION_TYPES["cascade"].example, "id": "example", "key": "example"}
    old, grown, changed = (survey([deepcopy(example)]) for _each in range(3))
    grown["pages"][0]["questions"][0]["tree"][0]["children"].append({"id": "p9", "text": {"zh-hans": "迷你版"}})
    changed["pages"][0]["questions"][0]["tree"][0]["children"][0]["text"]["zh-hans"] = "尊享版"
    assert meaning(old, grown) == []
    assert meaning(old, changed) == [("scale_changed", "example")]


def test_rows_are_compared_as_options_are():
    fields = {"columns": options("good", "bad")}
    old = survey([question("m", "matrix_single", rows=options("r1"), **fields)])
    new = survey([question("m", "matrix_single", rows=[{"id": "r1", "text": {"zh-hans": "别的"}}], **fields)])
    assert meaning(old, new) == [("row_id_reused", "m")]


def test_a_hundred_questions_turned_round_are_moved_but_one():
    many = [question(f"k{at}", "yes_no") for at in range(100)]
    assert len(changes(survey(many), survey(many[::-1]))) == 99
    assert changes(survey(many), survey([many[50], *many[:50], *many[51:]])) == [("question_moved", "k50")]

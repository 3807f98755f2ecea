from copy import deepcopy

import pytest

from surveys.domain.definition import check_definition
from surveys.domain.wording import editable_texts, editing_languages, reword
from surveys.selectors.templates import template_detail
from tests.surveys.domain.samples import NPS, options, question, survey


def test_editable_texts_lists_every_text_in_order():
    assert [text.path for text in editable_texts(NPS)] == [
        "title",
        "nps.title",
        "nps.low",
        "nps.high",
        "reason.title",
        "reason.placeholder",
        "contact.title",
        "contact.label",
        "contact.purpose",
        "_ending_end.title",
        "_ending_end.text",
    ]


def test_editable_texts_of_options_rows_and_pages():
    table = question("table", "matrix_single", rows=options("r1"), columns=options("c1", "c2"))
    page = {"id": "one", "title": {"zh-hans": "第一页"}, "questions": [table]}
    texts = editable_texts(survey(page))
    assert [text.path for text in texts] == [
        "title",
        "_page_one.title",
        "table.title",
        "table.rows.0.text",
        "table.columns.0.text",
        "table.columns.1.text",
        "_ending_thanks.title",
        "_ending_thanks.text",
    ]
    assert [text.field.required for text in texts] == [True, False, True, True, True, True, True, False]


def test_reword_changes_what_is_named_and_nothing_else():
    before = deepcopy(NPS)
    after = reword(
        NPS,
        {"nps.low": {"zh-hans": " 绝不 ", "en": ""}, "_ending_end.text": {"en": "Bye"}, "contact.label": {}},
        {"reason": True, "nps": True},
    )
    assert before == NPS
    expected = deepcopy(NPS)
    expected["pages"][0]["questions"][0]["low"] = {"zh-hans": "绝不"}
    expected["pages"][0]["questions"][1]["required"] = True
    expected["pages"][0]["questions"][2]["label"] = {}
    expected["endings"][0]["text"] = {"en": "Bye"}
    assert after == expected
    assert [problem.path for problem in check_definition(after)] == ["pages.0.questions.2.label.zh-hans"]


def test_reword_with_the_texts_there_are_changes_nothing():
    raw = template_detail("showcase").raw
    wording = {text.path: dict(text.texts) for text in editable_texts(raw)}
    assert len(wording) > 200
    assert reword(raw, wording, {}) == raw


def test_reword_of_a_path_that_leads_nowhere():
    with pytest.raises(KeyError):
        reword(NPS, {"gone.title": {"en": "x"}}, {})


def test_editing_languages_are_chinese_and_english_and_those_that_are_used():
    assert editing_languages(survey([question("a", "yes_no")])) == ("zh-hans", "en")
    assert editing_languages(survey([question("a", "yes_no", hint={"ar": "نص"})])) == ("zh-hans", "en", "ar")

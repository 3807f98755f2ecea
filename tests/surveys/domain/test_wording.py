from copy import deepcopy

from surveys.domain.definition import check_definition, read_definition
from surveys.domain.wording import editable_texts, reword
from tests.surveys.domain.samples import NPS


def test_editable_texts_lists_every_text_in_order():
    assert [text.path for text in editable_texts(read_definition(NPS))] == [
        "title",
        "nps.title",
        "nps.low",
        "nps.high",
        "reason.title",
        "reason.placeholder",
        "contact.title",
        "contact.label",
        "contact.purpose",
        "_ending.title",
        "_ending.text",
    ]


def test_reword_changes_what_is_named_and_nothing_else():
    before = deepcopy(NPS)
    after = reword(NPS, {"nps.low": {"zh-hans": " 绝不 ", "en": ""}, "_ending.text": {"en": "Bye"}}, {"reason": True})
    assert before == NPS
    expected = deepcopy(NPS)
    expected["pages"][0]["questions"][0]["low"] = {"zh-hans": "绝不"}
    expected["pages"][0]["questions"][1]["required"] = True
    expected["pages"][0]["questions"][2]["required"] = False
    expected["ending"]["text"] = {"en": "Bye"}
    assert after == expected
    assert check_definition(after) == []

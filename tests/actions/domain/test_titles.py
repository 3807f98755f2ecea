import pytest

from actions.domain.masking import mask_contacts
from actions.domain.titles import shortened, ticket_title


def test_title_without_reason_is_the_score():
    assert ticket_title("NPS 3", " \n ") == "NPS 3"


def test_title_shortens_the_reason_to_one_line():
    assert ticket_title("NPS 0", "物流太慢\n客服不理人") == "NPS 0 · 物流太慢 客服不理人"


def test_shortened_text_keeps_the_length_and_ends_with_an_ellipsis():
    assert shortened("慢" * 61) == "慢" * 59 + "…"
    assert shortened("慢" * 60) == "慢" * 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请打13812345678找我", "请打***找我"),
        ("电话 138 1234 5678。", "电话 ***。"),
        ("+86-138-1234-5678", "***"),
        ("写信到 li.na+1@example.com 吧", "写信到 *** 吧"),
        ("身份证31010119900101123X", "身份证***"),
        ("加微信 lina_2026 聊", "加微信 *** 聊"),
        ("等了3天，花了1299元", "等了3天，花了1299元"),
        ("物流太慢", "物流太慢"),
    ],
)
def test_masking_takes_out_ways_to_reach_a_person(text, expected):
    assert mask_contacts(text) == expected

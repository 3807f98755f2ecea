"""Kinds of feedback and the words by which files name them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    COMMENT = "comment"
    REVIEW = "review"
    APPENDED_REVIEW = "appended_review"
    OFFICIAL_REPLY = "official_reply"
    CHAT = "chat"
    CALL = "call"
    SOCIAL = "social"
    TICKET = "ticket"


_WORDS: Final[Mapping[Kind, str]] = {
    Kind.COMMENT: "comment 留言 意见 问卷 问卷评论 调研 调研评论 survey",
    Kind.REVIEW: "review 评论 评价 点评 商品评价 初评 首评",
    Kind.APPENDED_REVIEW: "appended_review append follow-up 追评 追加评论 追加评价 追加点评",
    Kind.OFFICIAL_REPLY: "official_reply reply 回复 官方回复 商家回复 卖家回复 客服回复",
    Kind.CHAT: "chat 会话 聊天 在线客服 在线会话 对话",
    Kind.CALL: "call phone 电话 通话 来电 热线 呼叫",
    Kind.SOCIAL: "social post 社媒 社交媒体 微博 小红书 抖音 帖子 舆情",
    Kind.TICKET: "ticket complaint 工单 投诉 投诉单",
}
_KINDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def kind_of(word: str) -> Kind | None:
    """The kind by code or by a Chinese or English name, upper or lower case; None when it is not known."""
    return _KINDS.get(word.strip().lower().replace(" ", "_"))

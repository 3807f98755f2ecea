"""What counts as the customer's voice. Default reviews (默认评价) and official replies are kept, but do not count."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from insights.domain.intake.kinds import Kind

# Sentences that shops put in place of a missing review, without punctuation and space. Each must be the whole text:
# a customer who complains about a default review is a voice.
_WHO: Final = "(?:此|该|本|这位|这个)?(?:用户|买家|顾客|客户|会员|评价方|消费者|匿名用户)"
_DEFAULT_REVIEW: Final = re.compile(
    f"""
      (?:系统|平台)?(?:自动)?默认(?:给出)?(?:好评|评价|评论|五星|5星|五星好评|5星好评|满分)?
    | {_WHO}?(?:没有|没|未|暂未|尚未|并未)(?:及时|按时)?(?:填写|发表|写下?|留下|作出|做出|给出|进行|撰写|输入|提交)?
      (?:任何|文字|具体|相关)?(?:评价|评论|点评|内容)(?:的?内容|信息|文字)?
      (?:(?:系统|平台)?(?:自动)?默认(?:给出)?(?:好评|评价|评论|五星好评|5星好评)?)?
    | {_WHO}(?:未|没有|没)(?:及时)?(?:评价|评论|点评)(?:系统|平台)?(?:自动)?默认(?:好评|评价|评论)
    | 超时(?:未评价?)?(?:系统)?(?:自动)?(?:默认)?(?:好评|评价)
    | (?:暂无|没有|无)(?:文字)?(?:评价|评论|点评)(?:内容)?
    | (?:the?)?thisuser(?:didnot|didn?t|hasnot)(?:leave|write|left|written)a?(?:comment|review)
    | (?:system)?default(?:positive|good)?(?:review|rating|comment)
    """,
    re.VERBOSE,
)


def is_customer_voice(kind: Kind, text: str) -> bool:
    """False for official replies, default reviews, and texts without any letter, character or digit.

    A text of nothing but emoji or punctuation says nothing that can be read; its rating still counts as a score.
    """
    if kind is Kind.OFFICIAL_REPLY:
        return False
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())
    return bool(plain) and not _DEFAULT_REVIEW.fullmatch(plain)

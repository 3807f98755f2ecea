"""Which column of a file holds which field of feedback."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from insights.domain.intake.errors import TableError
from insights.domain.intake.kinds import Kind


class Field(StrEnum):
    TEXT = "text"
    SOURCE_ID = "source_id"
    OCCURRED_AT = "occurred_at"
    RATING = "rating"
    RATING_SCALE = "rating_scale"
    AUTHOR = "author"
    DEPARTMENT = "department"
    PRODUCT = "product"
    TOUCHPOINT = "touchpoint"
    KIND = "kind"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """`columns`: field -> header. `default_kind` and `default_rating_scale` (top of the scale) fill what a row does
    not say.
    """

    columns: Mapping[Field, str]
    default_kind: Kind = Kind.REVIEW
    default_rating_scale: int | None = None
    _by_field: Mapping[Field, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_field", dict(self.columns))  # a copy that nobody else can change

    def column(self, wanted: Field) -> str | None:
        return self._by_field.get(wanted)


def check_mapping(mapping: ColumnMapping, headers: Sequence[str]) -> None:
    """Raises TableError: mapping.text_missing, mapping.unknown_column, mapping.column_twice."""
    if not mapping.column(Field.TEXT):
        raise TableError("mapping.text_missing")
    seen: set[str] = set()
    for header in mapping.columns.values():
        if header not in headers:
            raise TableError("mapping.unknown_column", header=header)
        if header in seen:
            raise TableError("mapping.column_twice", header=header)
        seen.add(header)


# By field, the likeliest name first. A header equal to a name beats one that contains it; names of one Latin word
# match whole words only.
_NAMES: Final[Mapping[Field, str]] = {
    Field.RATING_SCALE: "评分制 满分 评分上限 分制 量表 rating_scale scale max_rating out_of",
    Field.SOURCE_ID: """
        评论id 评价id 评论编号 评价编号 反馈编号 工单号 工单编号 订单号 订单编号 编号 流水号 序列号 唯一标识
        source_id review_id comment_id feedback_id ticket_id order_id order_no unique_id id uid
        """,
    Field.OCCURRED_AT: """
        评论时间 评价时间 反馈时间 发布时间 创建时间 提交时间 发生时间 下单时间 时间 评论日期 评价日期 日期
        occurred_at created_at review_date date datetime timestamp time posted_at submitted_at
        """,
    Field.RATING: "评分 星级 打分 得分 分数 满意度 推荐度 评星 rating score stars star nps csat",
    Field.KIND: "类型 评论类型 反馈类型 数据类型 类别 kind type feedback_type",
    Field.LANGUAGE: "语言 语种 language lang locale",
    Field.AUTHOR: """
        用户昵称 用户名 昵称 用户 客户姓名 客户 顾客 会员 买家 评论人 作者 姓名 author user username
        user_name nickname customer reviewer name
        """,
    Field.DEPARTMENT: """
        门店名称 门店编码 门店 店铺 店名 分店 部门 网点 机构 分公司 组织 区域 department store branch shop
        outlet org
        """,
    Field.PRODUCT: "商品名称 产品名称 商品 产品 货品 品名 型号 sku product product_name item goods model",
    Field.TOUCHPOINT: "触点 渠道 平台 来源 环节 场景 touchpoint channel platform source",
    Field.TEXT: """
        评论内容 评价内容 反馈内容 点评内容 留言内容 投诉内容 文本内容 内容 评论 评价 反馈 点评 留言 意见
        建议 原文 文本 正文 comment comments review review_text feedback text content body message verbatim
        """,
}


def suggest_mapping(headers: Sequence[str]) -> dict[Field, str]:
    """A guess of the columns by their names, for a person to confirm; each header is used once, fields without a
    likely header are left out.
    """
    scored = [
        (score, -place, wanted, header)
        for wanted in _NAMES
        for place, header in enumerate(headers)
        if (score := _likeness(wanted, header))
    ]
    scored.sort(key=lambda item: item[:2], reverse=True)  # stable: of equal likeness the field listed first
    found: dict[Field, str] = {}
    for _, _, wanted, header in scored:
        if wanted not in found and header not in found.values():
            found[wanted] = header
    return found


def _likeness(wanted: Field, header: str) -> int:
    """0 for none; an equal name is worth more than a contained one, a long name more than a short one, an earlier
    one more than a later.
    """
    plain = unicodedata.normalize("NFKC", re.sub(r"[(（【\[].*", "", header)).strip()
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain)  # reviewText
    plain = re.sub(r"[\s_\-./:]+", "_", plain.lower()).strip("_")
    names = _NAMES[wanted].split()
    best = 0
    for rank, name in enumerate(names):
        if plain == name:
            best = max(best, 10_000 - rank)
        elif name.isascii():
            if f"_{name}_" in f"_{plain}_":
                best = max(best, 1_000 + 10 * len(name) - rank)
        elif name in plain:
            # The head of a Chinese noun stands last: 用户评价 is a review, 评价用户 a user.
            best = max(best, 2_000 + 100 * len(name) + 1_000 * plain.endswith(name) - rank)
    return best

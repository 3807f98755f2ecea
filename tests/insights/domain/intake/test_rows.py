from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.intake.errors import MESSAGES, RowError, TableError, spreadsheet_safe
from insights.domain.intake.kinds import Kind, kind_of
from insights.domain.intake.mapping import ColumnMapping, Field, check_mapping, suggest_mapping
from insights.domain.intake.rows import FeedbackRow, content_id, parse_row
from insights.domain.intake.validity import is_customer_voice

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
EVERYTHING = ColumnMapping({wanted: wanted.value for wanted in Field})


def parsed(**cells: str) -> FeedbackRow | list[RowError]:
    return parse_row(7, {"text": "物流很快", **cells}, EVERYTHING, SHANGHAI, NOW)


def error_of(**cells: str) -> tuple[str | None, str]:
    errors = parsed(**cells)
    assert isinstance(errors, list)
    assert [error.row for error in errors] == [7]
    assert errors[0].message  # the parameters fill the template
    return errors[0].column, errors[0].code


def test_row_with_everything():
    row = parsed(
        source_id=" A-1 ",
        occurred_at="2026-01-31 14:30",
        rating="４．５分",
        rating_scale="5",
        author="小王",
        department="南京路店",
        product="拿铁",
        touchpoint="门店",
        kind="追评",
        language="中文",
    )
    assert row == FeedbackRow(
        number=7,
        source_id="A-1",
        text="物流很快",
        occurred_at=datetime(2026, 1, 31, 6, 30, tzinfo=UTC),
        rating=4.5,
        rating_scale=5,
        author="小王",
        department="南京路店",
        product="拿铁",
        touchpoint="门店",
        kind=Kind.APPENDED_REVIEW,
        language="zh",
        is_voice=True,
    )
    with pytest.raises(FrozenInstanceError):
        row.text = "x"


def test_row_with_the_text_only():
    mapping = ColumnMapping({Field.TEXT: "评论"}, default_kind=Kind.SOCIAL, default_rating_scale=5)
    row = parse_row(2, {"评论": "好", "评分": "9"}, mapping, SHANGHAI, NOW)
    assert (row.text, row.occurred_at, row.rating, row.rating_scale, row.kind) == ("好", None, None, 5, Kind.SOCIAL)
    assert row.source_id == content_id(None, "", "", "好")


def test_row_reports_all_its_errors():
    errors = parsed(text=" ", occurred_at="昨天", rating="好", kind="?", author="长" * 121)
    assert [(error.column, error.code) for error in errors] == [
        ("text", "text.missing"),
        ("occurred_at", "date.format"),
        ("rating", "rating.format"),
        ("kind", "kind.unknown"),
        ("author", "value.too_long"),
    ]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-31", (2026, 1, 30, 16, 0)),
        ("2026/1/31", (2026, 1, 30, 16, 0)),
        ("2026.1.31", (2026, 1, 30, 16, 0)),
        ("2026年1月31日", (2026, 1, 30, 16, 0)),
        ("２０２６年１月３１日", (2026, 1, 30, 16, 0)),
        ("2026年1月31日 8时5分", (2026, 1, 31, 0, 5)),
        ("2026年1月31日8时5分7秒", (2026, 1, 31, 0, 5, 7)),
        ("2026/1/31 8:05", (2026, 1, 31, 0, 5)),
        ("2026-01-31 08:05:07", (2026, 1, 31, 0, 5, 7)),
        ("2026-01-31T08:05:07.25", (2026, 1, 31, 0, 5, 7, 250_000)),
        ("2026-01-31T08:05:07Z", (2026, 1, 31, 8, 5, 7)),
        ("2026-01-31T08:05:07+09:00", (2026, 1, 30, 23, 5, 7)),
        ("2026-01-31 08:05:07 -0500", (2026, 1, 31, 13, 5, 7)),
        ("2026-02-01 20:00", (2026, 2, 1, 12, 0)),  # this very moment
        ("1990-01-01", (1989, 12, 31, 16, 0)),
    ],
)
def test_moment(value, moment):
    assert parsed(occurred_at=value).occurred_at == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-02-30", "date.format"),
        ("2026-13-01", "date.format"),
        ("2026-01-31 24:00", "date.format"),
        ("2026-01/31", "date.format"),
        ("31/01/2026", "date.format"),
        ("46053", "date.format"),
        ("2026-01-31T08:05:07+99:00", "date.format"),
        ("0000-01-01", "date.format"),
        ("0001-01-01", "date.format"),  # before all time in UTC
        ("1989-12-31", "date.out_of_range"),
        ("2026-02-01 20:00:01", "date.future"),
        ("9999-12-31T23:59:59-23:00", "date.format"),
    ],
)
def test_moment_refused(value, code):
    assert error_of(occurred_at=value) == ("occurred_at", code)


@pytest.mark.parametrize(
    ("value", "rating"),
    [("0", 0.0), ("10", 10.0), ("5星", 5.0), ("４星级", 4.0), ("4.5 分", 4.5), ("5 stars", 5.0), ("3.14159"[:6], 3.14)],
)
def test_rating(value, rating):
    assert parsed(rating=value).rating == rating


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"rating": "10.5"}, "rating.out_of_range"),
        ({"rating": "6", "rating_scale": "5分制"}, "rating.out_of_range"),
        ({"rating": "-1"}, "rating.format"),
        ({"rating": "1e1"}, "rating.format"),
        ({"rating": "nan"}, "rating.format"),
        ({"rating": "五"}, "rating.format"),
    ],
)
def test_rating_refused(cells, code):
    assert error_of(**cells) == ("rating", code)


@pytest.mark.parametrize("value", ["1", "11", "很大", "5.5"])
def test_rating_scale_refused(value):
    assert error_of(rating_scale=value) == ("rating_scale", "rating_scale.format")


@pytest.mark.parametrize("value", ["e", "zh_Hans_CN_x", "汉", "zh--CN", "1"])
def test_language_refused(value):
    assert error_of(language=value) == ("language", "language.format")


def test_text_limits():
    assert len(parsed(text="好" * 20_000).text) == 20_000
    assert error_of(text="好" * 20_001) == ("text", "text.too_long")


def test_text_is_cleaned():
    dirty = "\ufeff 一\r\n二\r三\x00\x07\u202e\ud800\t四👨\u200d👩 \u200b"
    assert parsed(text=dirty).text == "一\n二\n三\t四👨\u200d👩"


@given(st.text())
def test_any_text_gives_a_row_or_errors(text):
    row = parsed(text=text)
    if isinstance(row, FeedbackRow):
        assert row.text == row.text.strip() != ""
        row.text.encode()
        assert "\x00" not in row.text
    else:
        assert [error.code for error in row] == ["text.missing"]


@given(st.dictionaries(st.sampled_from([wanted.value for wanted in Field]), st.text(max_size=40)))
def test_any_cells_give_a_row_or_known_errors(cells):
    row = parsed(**cells)
    if isinstance(row, list):
        assert row
        assert {error.code for error in row} <= set(MESSAGES)
        assert all(error.message for error in row)


def test_content_id_is_stable_and_the_same_for_a_voice_sent_again():
    moment = datetime(2026, 1, 31, tzinfo=UTC)
    assert content_id(moment, "a", "b", "好") == "content-d611ecf45d66d228a4dcd33457e484bf"
    assert (
        parsed(author="a").source_id
        == parse_row(99, {"text": "物流很快 ", "author": "a"}, EVERYTHING, UTC, NOW).source_id
    )


def test_content_id_differs_by_every_part():
    moment = datetime(2026, 1, 31, tzinfo=UTC)
    ids = {
        content_id(None, "ab", "c", "好"),
        content_id(None, "a", "bc", "好"),
        content_id(None, "ab", "c", "坏"),
        content_id(moment, "ab", "c", "好"),
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("好=坏", "好=坏"),
        ("", ""),
    ],
)
def test_spreadsheet_safe(value, safe):
    assert spreadsheet_safe(value) == safe


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("review", Kind.REVIEW),
        ("追加评论", Kind.APPENDED_REVIEW),
        ("商家回复", Kind.OFFICIAL_REPLY),
        ("Appended Review", Kind.APPENDED_REVIEW),
        ("工单", Kind.TICKET),
        ("?", None),
    ],
)
def test_kind_of_a_word(word, kind):
    assert kind_of(word) is kind


def test_kind_of_its_own_code():
    assert [kind_of(kind.value) for kind in Kind] == list(Kind)


@pytest.mark.parametrize(
    "text",
    [
        "此用户没有填写评价",
        "此用户没有填写评价。",
        "系统默认好评",
        "系统默认好评!",
        "默认好评",
        "默认评价",
        "该用户未填写评价内容",
        "评价方未及时做出评价,系统默认好评!",
        "用户未点评，系统默认好评。",
        "超时自动好评",
        "This user did not leave a comment.",
        "",
        " \n",
        "！！！",
        "。。。",
        "👍👍",
    ],
)
def test_default_review_is_no_voice(text):
    assert is_customer_voice(Kind.REVIEW, text) is False


@pytest.mark.parametrize(
    "text",
    ["好", "666", "我被系统默认好评了，其实很差", "没有问题", "没有反馈", "未发货", "默认发货太慢", "ok", "👍好"],
)
def test_what_a_customer_says_is_a_voice(text):
    assert is_customer_voice(Kind.REVIEW, text) is True
    assert is_customer_voice(Kind.APPENDED_REVIEW, text) is True
    assert is_customer_voice(Kind.OFFICIAL_REPLY, text) is False


def test_row_of_a_default_review_is_kept_without_voice():
    assert parsed(text="此用户没有填写评价。", rating="5").is_voice is False


@pytest.mark.parametrize(
    ("headers", "mapping"),
    [
        (
            ["评论ID", "评论内容", "评论时间", "评分", "门店", "用户昵称"],
            {
                Field.SOURCE_ID: "评论ID",
                Field.TEXT: "评论内容",
                Field.OCCURRED_AT: "评论时间",
                Field.RATING: "评分",
                Field.DEPARTMENT: "门店",
                Field.AUTHOR: "用户昵称",
            },
        ),
        (
            ["Review Text", "Review Date", "Star Rating", "Reviewer", "Order ID", "Store", "Channel"],
            {
                Field.TEXT: "Review Text",
                Field.OCCURRED_AT: "Review Date",
                Field.RATING: "Star Rating",
                Field.AUTHOR: "Reviewer",
                Field.SOURCE_ID: "Order ID",
                Field.DEPARTMENT: "Store",
                Field.TOUCHPOINT: "Channel",
            },
        ),
        (
            ["订单号", "门店名称", "反馈", "日期", "分数", "满分"],
            {
                Field.SOURCE_ID: "订单号",
                Field.DEPARTMENT: "门店名称",
                Field.TEXT: "反馈",
                Field.OCCURRED_AT: "日期",
                Field.RATING: "分数",
                Field.RATING_SCALE: "满分",
            },
        ),
        (["reviewText", "createdAt"], {Field.TEXT: "reviewText", Field.OCCURRED_AT: "createdAt"}),
        (["评价（必填）", "评价类型"], {Field.TEXT: "评价（必填）", Field.KIND: "评价类型"}),
        (["用户评价"], {Field.TEXT: "用户评价"}),
        (["context", "update", "storey"], {}),
    ],
)
def test_suggest_mapping(headers, mapping):
    assert suggest_mapping(headers) == mapping


@given(st.lists(st.text(max_size=12), unique=True, max_size=12))
def test_suggestions_are_a_usable_mapping(headers):
    suggested = suggest_mapping(headers)
    assert len(set(suggested.values())) == len(suggested)
    if Field.TEXT in suggested:
        check_mapping(ColumnMapping(suggested), headers)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({}, "mapping.text_missing"),
        ({Field.TEXT: "没有"}, "mapping.unknown_column"),
        ({Field.TEXT: "内容", Field.AUTHOR: "内容"}, "mapping.column_twice"),
    ],
)
def test_mapping_refused(columns, code):
    with pytest.raises(TableError) as caught:
        check_mapping(ColumnMapping(columns), ["内容", "时间"])
    assert caught.value.code == code

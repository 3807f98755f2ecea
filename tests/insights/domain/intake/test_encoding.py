import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.intake.encoding import detect_encoding
from insights.domain.intake.errors import TableError

CHINESE = "评论内容,时间\n物流很快，客服态度也好，下次还会再来购买你们家的东西,2026-01-31\n"
BIG5 = (
    "客服態度很好，物流快速，包裝完整，下次還會再來購買\n"
    "價格便宜，款式漂亮，質料舒服，尺寸標準，賣家態度親切，出貨迅速確實\n"
)


def refused(content: bytes) -> str:
    with pytest.raises(TableError) as caught:
        detect_encoding(io.BytesIO(content))
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "detected"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_encoding_of_chinese(encoding, detected):
    stream = io.BytesIO(CHINESE.encode(encoding))
    assert detect_encoding(stream) == detected
    assert stream.tell() == 0


def test_encoding_of_big_endian_utf_16_with_mark():
    assert detect_encoding(io.BytesIO(b"\xfe\xff" + CHINESE.encode("utf-16-be"))) == "utf-16"


def test_encoding_is_judged_by_the_whole_file():
    ascii_only = b"plain,row\n" * 100_000
    assert detect_encoding(io.BytesIO(ascii_only)) == "utf-8"
    assert detect_encoding(io.BytesIO(ascii_only + CHINESE.encode("gbk"))) == "gb18030"
    assert refused(ascii_only + CHINESE.encode("gbk") + b"\xff\xff") == "file.encoding"


def test_encoding_of_a_character_cut_by_a_block():
    for shift in range(4):
        assert detect_encoding(io.BytesIO(b"a" * (65_536 - shift) + "好😀".encode())) == "utf-8"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (CHINESE.encode("utf-32"), "file.encoding"),
        ("café, naïve\n".encode("latin-1"), "file.encoding"),
        (BIG5.encode("big5"), "file.encoding"),
        (CHINESE.encode("utf-8-sig") + b"\xff", "file.encoding"),
        (CHINESE.encode() + b"\xe5", "file.encoding"),  # the last character is cut off
        (CHINESE.encode("utf-16")[:-1], "file.encoding"),
        ("plain ascii".encode("utf-16-le"), "file.binary"),
        (b"\x7fELF" + bytes(500), "file.binary"),
    ],
)
def test_encoding_refused(content, code):
    assert refused(content) == code


def test_traditional_text_in_gb18030_is_plausible():
    text = "客服態度很好，物流快速，包裝完整，下次還會再來購買，推薦給大家使用，謝謝"
    assert detect_encoding(io.BytesIO(text.encode("gb18030"))) == "gb18030"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1))
def test_every_utf_8_text_is_utf_8(text):
    assert detect_encoding(io.BytesIO(text.encode())) == "utf-8"
    assert detect_encoding(io.BytesIO(text.encode("utf-8-sig"))) == "utf-8-sig"

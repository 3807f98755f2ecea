"""Which encoding a text file has: UTF-8 (with or without mark), GB18030, or UTF-16 with mark. Everything else is
refused.

The whole file is validated, block by block: a GB18030 file may well begin with a hundred lines of ASCII.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import BinaryIO, Final

from insights.domain.intake.errors import TableError

_BLOCK: Final = 1 << 16
_MARKS: Final = (  # the longer mark first: UTF-32 LE begins like UTF-16 LE
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_NULS: Final = 0.01  # share of zero bytes above which a file without mark is binary (or unmarked UTF-16)
_JUDGED_FROM: Final = 20  # Chinese characters needed before their commonness is judged
# Share of common characters: real simplified text 99 %, traditional text 68 %, Big5 read as GB18030 46 % (measured on
# 177,000 characters of reviews). What is valid Big5 as well must therefore be nearly all common.
_LEAST_COMMON: Final = 0.3
_LEAST_COMMON_IF_BIG5: Final = 0.75


def detect_encoding(stream: BinaryIO) -> str:
    """Python's name of the encoding; the stream is read from its start and left there.

    Raises TableError: file.empty, file.binary, file.encoding.
    """
    stream.seek(0)
    head = stream.read(4)
    if not head:
        raise TableError("file.empty")
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if encoding is None or (encoding and not _is_valid(stream, encoding)):
        raise TableError("file.encoding")
    if not encoding:
        _refuse_binary(stream)
        encoding = next((name for name in ("utf-8", "gb18030") if _is_valid(stream, name)), "")
        if not encoding or (encoding == "gb18030" and not _is_plausible(stream)):
            raise TableError("file.encoding")
    stream.seek(0)
    return encoding


def _is_valid(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(stream: BinaryIO) -> None:
    stream.seek(0)
    size = nuls = 0
    while block := stream.read(_BLOCK):
        size += len(block)
        nuls += block.count(0)
    if nuls > _MOST_NULS * size:
        raise TableError("file.binary")


def _is_plausible(stream: BinaryIO) -> bool:
    """Nearly every sequence of bytes is valid GB18030, so Chinese text is also expected to use common characters."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    common = _common_characters()
    seen = usual = 0
    stream.seek(0)
    while block := stream.read(_BLOCK):
        for char in decoder.decode(block):
            if "\u4e00" <= char <= "\u9fff":
                seen += 1
                usual += char in common
    if seen < _JUDGED_FROM or usual >= _LEAST_COMMON_IF_BIG5 * seen:
        return True
    return usual >= _LEAST_COMMON * seen and not _is_valid(stream, "big5")


@cache
def _common_characters() -> frozenset[str]:
    """The 3,755 characters of level one of GB 2312: rows 16 to 55."""
    cells = (bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 56) for cell in range(1, 95))
    return frozenset(cell.decode("gb2312", "ignore") for cell in cells) - {""}

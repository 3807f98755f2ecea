import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import Cell

from insights.domain.intake.errors import RowError, TableError
from insights.domain.intake.tables import Table, TableRow
from insights.domain.intake.xlsx_file import cell_text, check_archive

HEADERS = ["评论内容", "备注"]

# Common characters, so that GB18030 can be told from noise; with everything that CSV has to quote.
texts = st.text(alphabet="好评物流客服很快不是的一了在有ab1 ,;\t\"'\n，。！😀é=+-@", max_size=30)
filled_rows = st.lists(st.tuples(texts, texts).filter(lambda cells: any(cell.strip() for cell in cells)), max_size=8)


def table_of(content: str | bytes, **options) -> Table:
    return Table(io.BytesIO(content.encode() if isinstance(content, str) else content), **options)


def workbook_of(rows, sheet_state="visible") -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell: Cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # also what begins with =
    sheet.sheet_state = sheet_state
    stream = io.BytesIO()
    book.save(stream)
    return stream


def refused(content: str | bytes, **options) -> TableError:
    with pytest.raises(TableError) as caught:
        list(table_of(content, **options).rows())
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read(delimiter, encoding):
    table = table_of(f"评论内容{delimiter}时间\r\n很好{delimiter}2026-01-31\r\n".encode(encoding))
    assert table.headers == ("评论内容", "时间")
    assert list(table.rows()) == [TableRow(2, {"评论内容": "很好", "时间": "2026-01-31"})]


@given(filled_rows, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_csv_round_trip(rows, delimiter, encoding):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([HEADERS, *rows])
    table = table_of(text.getvalue().encode(encoding))
    read = [tuple(row.cells.values()) for row in table.rows()]
    assert read == rows


@given(filled_rows)
def test_xlsx_round_trip(rows):
    table = Table(workbook_of([HEADERS, *rows]))
    assert [tuple(row.cells.values()) for row in table.rows()] == rows


def test_rows_can_be_walked_again_and_leave_the_stream_open():
    stream = io.BytesIO("内容\n一\n二\n".encode())
    table = Table(stream)
    next(table.rows())
    assert [row.number for row in table.rows()] == [2, 3]
    assert not stream.closed


def test_line_breaks_in_quotes_and_blank_rows():
    rows = list(table_of('内容,分\n"第一行\n第二行",5\n\n , \n"他说""好""",4\n').rows())
    assert rows == [TableRow(2, {"内容": "第一行\n第二行", "分": "5"}), TableRow(5, {"内容": '他说"好"', "分": "4"})]


def test_rows_that_do_not_fit_are_errors():
    rows = list(table_of("内容,分\n好\n好,5\n好,5,多\n好,4,,\n").rows())
    assert rows == [
        RowError(2, None, "row.too_short", {"cells": 1, "columns": 2}),
        TableRow(3, {"内容": "好", "分": "5"}),
        RowError(4, None, "row.too_long", {"cells": 3, "columns": 2}),
        TableRow(5, {"内容": "好", "分": "4"}),
    ]
    assert rows[0].message == "The row has 1 cells, the header has 2."


def test_nul_bytes_do_not_end_the_reading():
    padding = "好" * 200
    rows = list(table_of(f"内\0容\n{padding}\0坏\n好\n").rows())
    assert rows == [TableRow(2, {"内容": padding + "\0坏"}), TableRow(3, {"内容": "好"})]


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        ("", "file.empty", {}),
        ("\n\n", "file.empty", {}),
        ("内容,,分\n好,,5\n", "table.header_empty", {"column": 2}),
        ("内容, 内容\n好,好\n", "table.header_duplicate", {"header": "内容"}),
        (",".join(f"c{place}" for place in range(201)), "table.too_many_columns", {"columns": 201, "limit": 200}),
        ("内容\n" + "长" * 140_000 + "\n", "table.cell_too_long", {"row": 2}),
        ("内容\n" + "a," * 600_000, "table.cell_too_long", {"row": 2}),
        ('内容\n"没有结束' + "一行\n" * 50_000, "table.cell_too_long", {"row": 2}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.old_excel", {}),
        (b"PK\x03\x04 broken", "file.broken_workbook", {}),
    ],
)
def test_file_refused(content, code, params):
    error = refused(content)
    assert (error.code, error.params) == (code, params)


def test_more_rows_than_allowed():
    content = "内容\n一\n二\n三\n"
    assert len(list(table_of(content, max_rows=3).rows())) == 3
    assert refused(content, max_rows=2).params == {"limit": 2}


def test_nameless_columns_at_the_end_are_dropped():
    table = table_of("内容,分,,\n好,5,,\n")
    assert table.headers == ("内容", "分")
    assert list(table.rows()) == [TableRow(2, {"内容": "好", "分": "5"})]


def test_xlsx_cells_as_text():
    moment = datetime(2026, 1, 31, 14, 30, 5)  # noqa: DTZ001 - a spreadsheet knows no zone
    rows = [
        ["内容", "时间", "分", "号", "是"],
        ["好", moment, 4.5, 123456789012345, True],
        [],
        ["短", date(2026, 2, 1)],
    ]
    assert list(Table(workbook_of(rows)).rows()) == [
        TableRow(
            2,
            {"内容": "好", "时间": "2026-01-31 14:30:05", "分": "4.5", "号": "123456789012345", "是": "TRUE"},
        ),
        TableRow(4, {"内容": "短", "时间": "2026-02-01 00:00:00", "分": "", "号": "", "是": ""}),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (False, "FALSE"),
        (time(9, 5), "09:05:00"),
        (1e15, "1000000000000000"),
    ],
)
def test_cell_text(value, text):
    assert cell_text(value) == text


def archive_of(**parts: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name + ".xml", content)
    return stream


def test_archive_that_grows_is_refused_before_it_is_unpacked():
    bomb = archive_of(sheet=bytes(3_000_000))
    assert len(bomb.getvalue()) < 10_000
    check_archive(bomb, max_unpacked=3_000_000)
    with pytest.raises(TableError) as caught:
        check_archive(bomb, max_unpacked=2_999_999)
    assert (caught.value.code, caught.value.params) == (
        "file.workbook_too_large",
        {"size": 3_000_000, "limit": 2_999_999},
    )


def test_archive_with_a_document_type_is_refused():
    with pytest.raises(TableError) as caught:
        check_archive(archive_of(sheet=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x/>'))
    assert caught.value.code == "file.broken_workbook"


@pytest.mark.parametrize("stream", [archive_of(a=b"<a/>"), workbook_of([HEADERS])], ids=["no workbook", "cut off"])
def test_broken_workbook_is_refused(stream):
    content = stream.getvalue()
    assert refused(content if b"workbook" not in content else content[:-200]).code == "file.broken_workbook"


def test_a_hundred_thousand_rows_take_little_memory():
    stream = io.BytesIO()
    stream.write("编号,评论内容\n".encode("gb18030"))
    for number in range(100_000):
        stream.write(f'{number},"物流很快，客服态度也好，就是包装有点破损，希望改进\n第{number}条"\n'.encode("gb18030"))
    tracemalloc.start()
    try:
        rows = sum(isinstance(row, TableRow) for row in Table(stream).rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rows == 100_000
    assert peak < 4_000_000

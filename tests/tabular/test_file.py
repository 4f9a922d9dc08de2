"""Whatever a table is sent as, it is read the same; and what is no table is called what it is."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tabular.faults import TableError
from tabular.file import chosen, sheets
from tabular.headings import _are_units, table_of
from tests.tabular.corpus import (
    HEADER,
    ROWS,
    WHOLE,
    delimited,
    no_tables,
    same_tables,
    saved,
    spoilt_rows,
    workbook,
)

SAME = list(same_tables())
NONE = list(no_tables())
SPOILT = list(spoilt_rows())


def read(data: bytes, named: str = "") -> list[list[str]]:
    """The header and the rows of a table."""
    table = table_of(chosen(sheets(data, named=named)), lambda header: True)
    rows = list(table.rows)
    assert [row.fault for row in rows if row.fault] == []
    return [table.header, *(row.cells for row in rows)]


@pytest.mark.parametrize("data", [data for _, data in SAME], ids=[name for name, _ in SAME])
def test_the_same_table_is_read_however_it_is_written(data: bytes) -> None:
    found = read(data)
    width = len(HEADER)
    assert [row[:width] for row in found] == WHOLE
    assert not any(cell for row in found for cell in row[width:])


@pytest.mark.parametrize(
    ("named", "data", "word"), [each[1:] for each in NONE], ids=[each[0] for each in NONE]
)
def test_what_is_no_table_is_refused_by_what_it_is(named: str, data: bytes, word: str) -> None:
    with pytest.raises(TableError, match=word):
        read(data, named)


@pytest.mark.parametrize("place", range(0, len(workbook(WHOLE)), 150))
def test_a_workbook_with_a_hole_is_read_whole_or_refused(place: int) -> None:
    book = workbook(WHOLE)
    with suppress(TableError):  # the hole may lie where nothing is read
        assert read(book[:place] + bytes(100) + book[place + 100 :]) == WHOLE


@pytest.mark.parametrize(
    ("data", "faults"), [each[1:] for each in SPOILT], ids=[each[0] for each in SPOILT]
)
def test_a_spoilt_row_is_told_by_its_line_and_spoils_no_other(
    data: bytes, faults: dict[int, str]
) -> None:
    rows = list(table_of(chosen(sheets(data)), lambda header: True).rows)
    assert {row.line for row in rows if row.fault} == set(faults)
    assert all(faults[row.line] in row.fault for row in rows if row.fault)
    assert all([cell[:1] for cell in row.cells] == list("123") for row in rows if not row.fault)


def test_look_alikes_are_tables_all_the_same() -> None:
    looks = {
        b"PK,a\n1,2\n": "begins like an archive",
        b"%PD,a\n1,2\n": "nearly a PDF",
        b"<0.1,a\n1,2\n": "a limit, no page",
        b"{a},b\n1,2\n": "a name in braces, no JSON",
        b"[a],b\n1,2\n": "a name in brackets",
    }
    for data, why in looks.items():
        if data.startswith(b"PK"):
            with pytest.raises(TableError):
                read(data)
        else:
            assert len(read(data)) == 2, why


def test_a_text_named_like_an_old_workbook_is_read_as_what_it_is() -> None:
    assert read(delimited(WHOLE, delimiter="\t").encode("gbk"), "export.xls") == WHOLE


def test_semicolons_within_cells_do_not_make_the_delimiter() -> None:
    rows = [["编号", "原因"], ["1", "臭;吵;脏"], ["2", "a;b;c"]]
    assert read(delimited(rows).encode()) == rows
    rows = [["编号", "镇,街道", "值"], ["1", "a,b,c", "1,5"]]
    assert read(delimited(rows, delimiter=";").encode()) == rows
    assert read(b"a\n1\n2\n") == [["a"], ["1"], ["2"]]


def two_sheets() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["说明"]], title="说明")))
    for row in WHOLE:
        (book["Data 2"] if "Data 2" in book else book.create_sheet("Data 2")).append(row)
    return saved(book)


def test_a_worksheet_is_chosen_by_its_title_and_an_unknown_one_names_those_there_are() -> None:
    found = sheets(two_sheets())
    assert [sheet.title for sheet in found] == ["说明", "Data 2"]
    assert chosen(found).title == "说明"
    assert chosen(found, " data 2 ").title == "Data 2"
    with pytest.raises(TableError, match="没有叫“三月”的工作表；有：说明、Data 2"):
        chosen(found, "三月")
    with pytest.raises(TableError, match="三月"):
        chosen(sheets(b"a,b\n1,2\n"), "三月")


def test_a_hidden_worksheet_is_not_taken_for_the_first() -> None:
    book = openpyxl.load_workbook(io.BytesIO(two_sheets()))
    book["说明"].sheet_state = "hidden"
    assert chosen(sheets(saved(book))).title == "Data 2"


def test_a_workbook_has_its_bounds() -> None:
    data = workbook([["x" * 1000] * 50] * 50)
    with pytest.raises(TableError, match="展开后太大"):
        sheets(data, most_unpacked=10_000)
    with pytest.raises(TableError, match="大于"):
        sheets(data, most_bytes=1000)


cells = st.text(
    alphabet=st.one_of(
        st.characters(codec="gb18030", exclude_categories=["Cs", "Cc"]),
        st.sampled_from(' ,;\t"\n镇'),
    ),
    max_size=6,
)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8)
)


@given(
    tables,
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(",;\t"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@settings(max_examples=300, deadline=None)
def test_any_cells_come_back_from_any_encoding_and_delimiter(
    rows: list[list[str]], encoding: str, delimiter: str, quoting: int
) -> None:
    header = [f"名称{i}" for i in range(len(rows[0]) if rows else 2)]
    told = [row for row in rows if any(cell.strip() for cell in row)]
    # Units in a row of their own below the headings belong to these: tests of headings say so.
    assume(not told or not _are_units(told[0]))
    text = delimited([header, *rows], delimiter=delimiter, quoting=quoting)
    found = read(text.encode(encoding))
    assert found == [header, *told]


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for begun in (data, b"a,b\n" + data, workbook([HEADER, *ROWS])[:2000] + data):
        with suppress(TableError):
            for sheet in sheets(begun):
                list(table_of(sheet, lambda header: True).rows)

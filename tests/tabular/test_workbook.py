"""A workbook is read as the CSV that a spreadsheet would save of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tabular.faults import TableError
from tabular.file import chosen, sheets
from tests.tabular.corpus import saved, workbook


def cells(data: bytes) -> list[list[str]]:
    return [row.cells for row in chosen(sheets(data)).rows]


def made(write: Callable[[Any, Any], None]) -> bytes:
    """A workbook as a spreadsheet saves it, with what its formulas gave."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        write(book, book.add_worksheet())
    return data.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (31, "31"),
        (31.0, "31"),
        (0.1 + 0.2, "0.3"),
        (13800001234, "13800001234"),
        ("007", "007"),
        (" 两边有空 ", " 两边有空 "),
        (True, "TRUE"),
        (datetime.fromisoformat("2026-09-02T10:15"), "2026-09-02 10:15:00"),
        (datetime.fromisoformat("2026-09-02T09:59:59.997"), "2026-09-02 10:00:00"),
        (date(2024, 6, 1), "2024-06-01 00:00:00"),
        (time(8, 30), "08:30:00"),
    ],
)
def test_a_cell_is_what_the_sheet_shows(value: object, text: str) -> None:
    assert cells(workbook([["x", value]])) == [["x", text]]


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("0%", 0.85, "85%"),
        ("0.0%", 0.285, "28.5%"),
        ('0"%"', 85, "85%"),
        ("#,##0", 12345, "12345"),
        ("0.00", 3, "3"),
        ("General", 0.85, "0.85"),
    ],
)
def test_a_percentage_stays_one(form: str, value: float, text: str) -> None:
    data = made(lambda book, sheet: sheet.write(0, 0, value, book.add_format({"num_format": form})))
    assert cells(data) == [[text]]


def test_a_formula_gives_what_it_last_gave() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '=IF(A1>9,"高","")', None, "")
        sheet.write_formula(0, 2, '="王"&"店"', None, "王店")

    assert cells(made(write)) == [["2", "", "王店"]]


def test_a_formula_that_was_never_computed_is_named_and_not_taken_for_a_blank() -> None:
    with pytest.raises(TableError, match="B2 的公式还没有算过"):
        cells(workbook([["站点", "值"], ["甲", "=1+1"]]))


def test_a_merged_cell_says_the_same_for_all_its_rows() -> None:
    rows = [
        ["区", "镇"],
        ["秀洲区", "王店镇"],
        [None, "新塍镇"],
        [None, None],
        ["南湖区", "凤桥镇"],
    ]
    found = cells(workbook(rows, merged=["A2:A4"]))
    assert found == [["区", "镇"], ["秀洲区", "王店镇"], ["秀洲区", "新塍镇"], ["南湖区", "凤桥镇"]]


def test_a_title_merged_over_columns_is_said_once() -> None:
    found = cells(workbook([["七月结果", None, None], ["a", "b", "c"]], merged=["A1:C1"]))
    assert found == [["七月结果"], ["a", "b", "c"]]


def test_hidden_rows_and_columns_are_read_like_all_others() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["a", "b"], [1, 2], [3, 4]])))
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    assert cells(saved(book)) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_rows_keep_their_numbers_over_blank_ones() -> None:
    rows = chosen(sheets(workbook([[], ["a"], [], [], [1]]))).rows
    assert [row.line for row in rows] == [2, 5]


def test_a_sheet_that_states_too_small_a_size_is_read_whole() -> None:
    import zipfile

    source = zipfile.ZipFile(io.BytesIO(workbook([["a", "b"], [1, 2]])))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'ref="A1:B2"', b'ref="A1"'))
    assert cells(data.getvalue()) == [["a", "b"], ["1", "2"]]

"""Lines to take along: readable, harmless in a spreadsheet, marked where they are invented."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from bureau.audit import AuditLine, AuditOutcome, Deed
from bureau.audit.sheets import audit_csv, audit_xlsx, rows

AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
LINES = [
    AuditLine(AT, "li", Deed.SAW, "cases.case", number="20261124-0001-7"),
    AuditLine(AT, "", Deed.DOOR, "login_failed", subject="10.0.0.1", outcome=AuditOutcome.REFUSED),
    AuditLine(AT, "li", Deed.DID, "cases.original", reason='=HYPERLINK("x")', second="wang"),
]
NAMES = {"li": "李明", "wang": "王芳"}


def test_a_row_is_read_without_knowing_a_code() -> None:
    first, door, original = rows(LINES, NAMES, {})
    assert first[:6] == ["2026-11-25 01:00:00", "li", "李明", "看", "看举报", "20261124-0001-7"]
    assert (door[1], door[4], door[6], door[9]) == ("不明", "登录失败", "10.0.0.1", "未办成")
    assert original[10] == "王芳"


def test_a_verb_that_is_no_more_stays_as_its_code() -> None:
    (row,) = rows([AuditLine(AT, "gone", Deed.DID, "once.was")], NAMES, {})
    assert (row[1], row[2], row[4]) == ("gone", "", "once.was")


@pytest.mark.parametrize("demo", [True, False])
def test_both_files_hold_every_row_no_formula_and_say_what_is_invented(demo: bool) -> None:
    text = audit_csv(LINES, NAMES, {}, demo=demo).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert [line[8] for line in lines[:3]] == ["", "", '\'=HYPERLINK("x")']
    assert (lines[3:] == [["演示数据"]]) is demo
    book = openpyxl.load_workbook(io.BytesIO(audit_xlsx(LINES, NAMES, {}, demo=demo)))
    cells = list(book.active.iter_rows(values_only=True))
    assert list(cells[0]) == head
    assert (cells[3][8], book.active.cell(4, 9).data_type) == ('=HYPERLINK("x")', "s")
    assert (cells[-1][0] == "演示数据") is demo


def test_a_file_without_lines_has_its_headings() -> None:
    assert audit_csv([], {}, {}, demo=False).count(b"\n") == 1
    assert (
        openpyxl.load_workbook(io.BytesIO(audit_xlsx([], {}, {}, demo=False))).active.max_row == 1
    )

"""A month's sheet ranks nobody whom the numbers cannot tell apart, and tells nobody's case."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from bureau.places import gazetteer
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer
from tests.portal.test_cases import TOLD, submit

OCTOBER = AT - timedelta(days=40)
XIUZHOU = [town.code for town in gazetteer().towns("330411")]


def _cells(officer: Officer, address: str) -> list[list[object]]:
    answer = officer.get(address)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.get_data()))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def _fill(bureau: Bureau, town: str, count: int) -> None:
    for n in range(count):
        submit(bureau, replace(TOLD, place=town), f"{town}-{n}", OCTOBER)


def test_the_bureaus_sheet_lists_every_town_by_its_code(officer: Officer, bureau: Bureau) -> None:
    _fill(bureau, XIUZHOU[0], 3)
    rows = _cells(officer, "/portal/figures.xlsx?month=2026-10")
    names = [row[1] for row in rows if row[0] and str(row[0]).endswith(("区", "县", "市"))]
    assert names == [town.name for town in gazetteer().towns()]
    said = {str(row[0]): str(row[1]) for row in rows}
    assert "不是名次" in said["次序"]
    assert "虚构" in said["注意"]
    assert bureau.handed.find(said["数据指纹"])[0].kind == "towns"


def test_the_public_sheet_keeps_small_numbers_back_and_one_beside_a_lone_one(
    officer: Officer, bureau: Bureau
) -> None:
    _fill(bureau, XIUZHOU[0], 2)
    _fill(bureau, XIUZHOU[1], 7)
    _fill(bureau, XIUZHOU[2], 9)
    rows = _cells(officer, "/portal/figures.xlsx?month=2026-10&public=1&area=330411")
    told = {row[1]: row[2] for row in rows if row[0] == "秀洲区"}
    names = [gazetteer().get(code).name for code in XIUZHOU[:4]]  # type: ignore[union-attr]
    assert [told[name] for name in names] == ["少于5", "—", 9, 0]
    flat = [str(cell) for row in rows for cell in row]
    assert not any("管理员" in cell for cell in flat)
    assert any("公开版" in cell for cell in flat)


@pytest.mark.parametrize("asked", ["month=2026-10", "month=2026-11&public=1", "area=330411105"])
def test_the_sheet_can_be_printed(officer: Officer, bureau: Bureau, asked: str) -> None:
    _fill(bureau, XIUZHOU[0], 2)
    answer = officer.get(f"/portal/figures.pdf?{asked}")
    assert answer.status_code == 200
    assert answer.get_data().startswith(b"%PDF")


def test_a_month_that_runs_says_so_in_the_sheet(officer: Officer) -> None:
    rows = _cells(officer, "/portal/figures.xlsx?month=2026-11")
    assert any("未结束" in str(cell) for row in rows for cell in row)
    rows = _cells(officer, "/portal/figures.xlsx?month=2026-10")
    assert not any("未结束" in str(cell) for row in rows for cell in row)


def test_a_wrong_question_is_no_other_sheet(officer: Officer) -> None:
    for wrong in ("month=2026-13", "month=2030-01", "area=999999", "public=2"):
        assert officer.get(f"/portal/figures.xlsx?{wrong}").status_code == 404
        assert officer.get(f"/portal/figures.pdf?{wrong}").status_code == 404
    assert officer.get("/portal/figures.csv").status_code == 404

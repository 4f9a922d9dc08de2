"""One sheet of facilities and open days: looked at, taken, exported, given back."""

from __future__ import annotations

import io
import re
from html import unescape

from openpyxl import load_workbook

from bureau.open_days import OpenDay
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

PAGE = "/portal/open-days/sheet"
HEAD = "设施名称,类别,镇街,集合点,日期,开始,结束,位子"
ROW = "南湖<监测>站,环境监测,余新镇,大门口,2027-12-05,9:00,11:00,20"


def looked(officer: Officer, text: str, name: str = "计划.csv") -> str:
    file = (io.BytesIO(text.encode()), name)
    return unescape(
        officer.post(PAGE, page=PAGE, verb="look", file=file).get_data(as_text=True)  # type: ignore[arg-type]
    )


def carried(page: str) -> dict[str, str]:
    rows = re.search(r"<textarea name=\"rows\" hidden>(.*?)</textarea>", page, re.DOTALL)
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert rows
    assert mark
    return {"rows": rows[1], "mark": mark[1]}


def test_a_sheet_is_looked_at_before_it_is_taken(officer: Officer, bureau: Bureau) -> None:
    page = looked(officer, f"{HEAD}\n{ROW}")
    assert "新增 1" in page
    assert bureau.open_day_desk.facilities() == []
    answer = officer.post(PAGE, page=PAGE, verb="take", **carried(page))
    assert answer.status_code == 302
    assert [each.name for each in bureau.open_day_desk.facilities()] == ["南湖<监测>站"]
    assert "和现在存的一样" in looked(officer, f"{HEAD}\n{ROW}")


def test_faults_are_named_and_nothing_is_taken(officer: Officer, bureau: Bureau) -> None:
    page = looked(officer, f"{HEAD}\n{ROW.replace('余新镇', '余姚镇')}")
    assert "第 2 行" in page
    assert "没有这个镇（街道），现在是“余姚镇”" in page
    assert 'value="take"' not in page


def test_what_changed_meanwhile_is_looked_at_once_more(officer: Officer, bureau: Bureau) -> None:
    facts = carried(looked(officer, f"{HEAD}\n{ROW}"))
    officer.post(PAGE, page=PAGE, verb="take", **facts)
    again = officer.post(PAGE, page=PAGE, verb="take", **facts)
    assert again.status_code == 200
    assert "没有要改的" in again.get_data(as_text=True)
    assert len(bureau.open_day_desk.coming(at=AT)) == 1


def test_a_file_that_is_no_table_says_what_it_is(officer: Officer) -> None:
    assert "PDF" in looked(officer, "%PDF-1.7 x")
    assert "请先选一个文件" in officer.post(PAGE, page=PAGE, verb="look").get_data(as_text=True)
    assert officer.post(PAGE, page=PAGE, verb="take", rows="[1]").status_code == 400


def test_the_export_can_be_given_back_unchanged(officer: Officer, day: OpenDay) -> None:
    table = officer.get(f"{PAGE}.csv").get_data()
    assert "东门 & 保安室".encode() in table
    assert "和现在存的一样" in looked(officer, table.decode("utf-8-sig"))
    book = officer.get(f"{PAGE}.xlsx").get_data()
    cells = [cell.value for row in load_workbook(io.BytesIO(book)).active for cell in row]
    assert {"场次号", "联合<污水>厂", 4} <= set(cells)
    answer = officer.post(PAGE, page=PAGE, verb="look", file=(io.BytesIO(book), "x.xlsx"))  # type: ignore[arg-type]
    assert "和现在存的一样" in answer.get_data(as_text=True)

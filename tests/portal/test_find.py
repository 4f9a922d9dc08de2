"""Officers find cases by what they remember of them, keep a search, and take a list along."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer
from tests.portal.test_cases import TOLD, page, submit


def test_a_town_by_its_short_name_is_found_from_the_list_and_on_the_page(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau)
    answer = officer.get("/portal/cases?q=王店")
    assert answer.status_code == 302
    assert f"/portal/cases/{case.number}" in page(officer, answer.location)
    assert "<mark>塑料</mark>" in page(officer, "/portal/find?q=塑料")


def test_what_the_address_asks_wrongly_is_said(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    for wrong, said in {
        "area=999999": "没有代码为 999999",
        "category=x": "没有这一项",
        "status=x": "没有这一项",
        "handler=nobody": "没有这一项",
        "since=2026-13-01": "不是日期",
        "since=2026-11-24&until=2026-11-23": "在结束日期",
        "after=x": "翻页的地址不对",
        "urgent=2": "没有这一项",
    }.items():
        assert said in page(officer, f"/portal/find?{wrong}", 404)
        assert officer.get(f"/portal/find.xlsx?{wrong}").status_code == 404
        assert officer.get(f"/portal/find.csv?{wrong}").status_code == 404
    assert officer.get("/portal/find.pdf").status_code == 404


def test_nothing_found_says_what_else_may_be_tried(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    assert "没有找到" in page(officer, "/portal/find?q=不存在的话")


def test_a_search_is_kept_and_dropped(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    officer.post("/portal/find/saved", page="/portal/find?q=塑料", q="塑料", name="夜里")
    shown = page(officer, "/portal/find")
    assert "夜里" in shown
    assert "q=%E5%A1%91%E6%96%99" in shown
    (kept,) = bureau.finding.saved(by="admin")
    officer.post(f"/portal/find/saved/{kept.id}", page="/portal/find")
    assert bureau.finding.saved(by="admin") == []


def test_later_pages_follow_by_a_key(officer: Officer, bureau: Bureau) -> None:
    for n in range(31):
        submit(bureau, replace(TOLD, description=f"塑料味第 {n} 次"), key=f"m{n}")
    first = page(officer, "/portal/find?q=塑料")
    assert "共 31 件" in first
    following = first.partition('rel="next" href="')[2].partition('"')[0]
    second = page(officer, following)
    assert "塑料味第 0 次".replace("塑料", "<mark>塑料</mark>") in second
    assert 'rel="next"' not in second


def test_a_list_is_taken_along_with_its_fingerprint_and_is_on_record(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau, replace(TOLD, description="=1+1 塑料味"))
    table = officer.get("/portal/find.csv?q=塑料").get_data()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows[1][0] == case.number
    assert rows[1][6].startswith("'=")
    said = {row[0]: row[1] for row in rows[3:]}
    assert "演示数据" in said["注意"]
    book = load_workbook(io.BytesIO(officer.get("/portal/find.xlsx?q=塑料").get_data()))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert any("演示数据" in cell for cell in cells)
    assert said["数据指纹"] in cells
    taken = bureau.handed.find(said["数据指纹"])
    assert [(each.form, each.rows, each.by) for each in taken] == [
        ("xlsx", 1, "admin"),
        ("csv", 1, "admin"),
    ]
    assert "举报清单" in page(officer, f"/portal/tracing?hash={said['数据指纹']}")


def test_a_list_hides_what_the_page_hides(officer: Officer, bureau: Bureau) -> None:
    told = replace(TOLD, description="我叫张建国，电话 13812345678，塑料味", anonymous=True)
    submit(bureau, told)
    table = officer.get("/portal/find.csv?q=塑料").get_data(as_text=True)
    assert "张建国" not in table
    assert "13812345678" not in table
    assert "没有找到" in page(officer, "/portal/find?q=张建国")


@pytest.mark.parametrize("asked", ["since=2026-11-24", "until=2026-11-24", "area=330411"])
def test_days_and_areas_narrow(officer: Officer, bureau: Bureau, asked: str) -> None:
    submit(bureau)
    earlier = submit(bureau, key="m2", at=AT - timedelta(days=40))
    shown = page(officer, f"/portal/find?{asked}")
    assert (earlier.number in shown) == (not asked.startswith("since"))


def test_a_list_that_nobody_reads_is_not_made(
    officer: Officer, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.lists.MOST", 2)
    for n in range(3):
        submit(bureau, key=f"m{n}")
    assert "请先缩小范围" in page(officer, "/portal/find.xlsx?q=塑料", 413)
    assert officer.get("/portal/find.csv?q=塑料&since=2030-01-01").status_code == 200


def test_patrols_are_taken_along_too(officer: Officer, bureau: Bureau) -> None:
    for ending in ("csv", "xlsx"):
        answer = officer.get(f"/portal/patrols.{ending}")
        assert answer.status_code == 200
        taken = answer.headers["Content-Disposition"].partition("-")[2].partition(".")[0]
        assert bureau.handed.find(taken)
    assert "演示数据" in officer.get("/portal/patrols.csv").text

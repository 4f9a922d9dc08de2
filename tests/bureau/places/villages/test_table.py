"""The bureau's table of villages: what is read, and what is said of a row that cannot be."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from bureau.places import gazetteer
from bureau.places.villages import Village
from bureau.places.villages.table import read_villages, table_text

TOWN = "330411105"
OFFICIAL = {f"{TOWN}205": "甲里村委会"}


def read(text: str, known: tuple[Village, ...] = ()) -> tuple[list[Village], list[str]]:
    found, problems = read_villages(
        text.encode(), named="x.csv", places=gazetteer(), known=known, official=OFFICIAL
    )
    return found, [f"{each.lines} {each.message}" for each in problems]


@pytest.mark.parametrize(
    "town",
    ["王店镇", "王店", "秀洲区王店镇", "嘉兴市秀洲区王店镇", TOWN, f"{TOWN}000", "王 店"],
)
def test_a_town_may_be_written_in_many_ways(town: str) -> None:
    found, problems = read(f"镇街道,村\n{town},乙里村\n")
    assert (found, problems) == ([Village(f"{TOWN}900", "乙里村")], [])


def test_a_code_is_the_tables_then_the_registers_then_the_divisions_then_our_own() -> None:
    known = (Village(f"{TOWN}777", "丙里村"), Village(f"{TOWN}900", "以前的村"))
    found, _ = read(
        "镇,村（社区）,代码\n王店镇,乙里村,330411105301\n王店镇,丙里村,\n王店镇,甲里村,\n"
        "王店镇,丁里村,\n",
        known,
    )
    assert [each.code[9:] for each in found] == ["301", "777", "205", "901"]


def test_a_workbook_with_a_title_aliases_and_centres_is_read() -> None:
    book, content = Workbook(), io.BytesIO()
    book.active.append(["王店镇村社区一览表（演示数据）"])
    book.active.append(["序号", "所属镇", "村名", "自然村", "经度", "纬度"])
    book.active.append([1, "王店镇", "甲里村村委会", "东浜、西浜，南浜", 120.71, 30.62])
    book.save(content)
    found, problems = read_villages(
        content.getvalue(), named="x.xlsx", places=gazetteer(), known=(), official={}
    )
    assert problems == []
    assert found == [Village(f"{TOWN}900", "甲里村", ("东浜", "西浜", "南浜"), 120.71, 30.62)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("没有镇,甲里村,,,,", "(2,) 没有这个镇"),
        (f"{TOWN},,,,,", "(2,) 村（社区）名看不懂"),
        (f"{TOWN},村,,,,", "(2,) 村（社区）名看不懂"),
        (f"{TOWN},12345,,,,", "(2,) 村（社区）名看不懂"),
        (f"{TOWN},甲里村,123,,,", "(2,) 代码要 12 位"),
        (f"{TOWN},甲里村,330482101200,,,", "(2,) 代码 330482101200 不属于"),
        (f"{TOWN},甲里村,,甲,,", "(2,) 别名每个要"),
        (f"{TOWN},甲里村,,,120.7,", "(2,) 经纬度要两格都填"),
        (f"{TOWN},甲里村,,,东,北", "(2,) 经纬度要两格都填"),
        (f"{TOWN},甲里村,,,30.62,120.71", "(2,) 中心点不在嘉兴"),
        (f"{TOWN},甲里村,,,116.4,39.9", "(2,) 中心点不在嘉兴"),
        (f"{TOWN},甲里村,,,,\n{TOWN},甲里村,,,,", "(2, 3) 同一个镇里“甲里村”"),
        (f"{TOWN},甲里村,,东浜,,\n{TOWN},乙里村,,东浜,,", "(2, 3) 同一个镇里“东浜”"),
        (f"{TOWN},甲里村,{TOWN}201,,,\n{TOWN},乙里村,{TOWN}201,,,", f"(2, 3) 代码 {TOWN}201"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_line(rows: str, said: str) -> None:
    found, problems = read(f"town,name,code,aliases,lng,lat\n{rows}\n")
    assert found == []
    assert problems[0].startswith(said)


@pytest.mark.parametrize(
    "text", ["", "镇\n王店镇\n", "村\n甲里村\n", "镇,村\n", "%PDF-1.7", "村,镇,镇\na,b,c\n"]
)
def test_what_is_no_such_table_is_refused_as_a_whole(text: str) -> None:
    found, problems = read(text)
    assert found == []
    assert problems


def test_the_same_name_in_two_towns_is_two_villages() -> None:
    found, problems = read("镇,村\n王店镇,新甲村\n乌镇,新甲村\n")
    assert problems == []
    assert len({each.code for each in found}) == 2


def test_what_was_read_is_written_so_that_it_is_read_again() -> None:
    found, _ = read("镇,村,别名,经度,纬度\n王店镇,甲里村,东浜|西浜,120.71,30.62\n乌镇,乙里村,,,\n")
    assert read(table_text(found, gazetteer())) == (found, [])

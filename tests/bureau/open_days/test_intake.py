"""Fifty-one facilities and seventy-five open days come in as one sheet, and go out as the same."""

from __future__ import annotations

import csv
import io
from datetime import date, time, timedelta

import pytest
from openpyxl import Workbook

from bureau.open_days import (
    FacilityKind,
    OpenDayIntake,
    SheetPlan,
    headings,
    read_list,
    read_sheet,
)
from bureau.places import gazetteer
from tabular.faults import TableError
from tests.bureau.open_days.conftest import AT, STARTS, House

HEAD = "设施名称,类别,镇街,集合点,日期,开始,结束,位子"
ROW = "南湖监测站,环境监测,余新镇,大门口,2026-12-06,9:00,11:00,20"


@pytest.fixture
def intake(house: House) -> OpenDayIntake:
    return OpenDayIntake(house.store, house.desk, gazetteer())


def looked_at(intake: OpenDayIntake, *rows: str, head: str = HEAD) -> SheetPlan:
    return intake.plan(lines=read_sheet("\n".join([head, *rows]).encode()), at=AT)


def taken(intake: OpenDayIntake, *rows: str, head: str = HEAD) -> SheetPlan:
    plan = looked_at(intake, *rows, head=head)
    assert plan.faults == ()
    intake.take(plan=plan, at=AT)
    return plan


def exported(intake: OpenDayIntake) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings())
    writer.writerows(intake.rows(since=AT - timedelta(days=366)))
    return text.getvalue().encode()


def the_whole_year() -> list[str]:
    kinds = ["环境监测", "城市污水处理", "城市生活垃圾处理", "危险废物和电子废弃物处理"]
    towns = gazetteer().towns()
    rows = [
        f"设施{n},{kinds[n % 4]},{gazetteer().label(towns[n].code)},{n}号门,,,," for n in range(51)
    ]
    for n in range(75):
        day = AT.date() + timedelta(days=7 + n)
        rows.append(f"设施{n % 51},,,,{day},9:00,11:00,{20 + n}")
    return rows


def test_51_facilities_of_four_kinds_and_75_days_come_in_at_once(
    house: House, intake: OpenDayIntake
) -> None:
    plan = taken(intake, *the_whole_year())
    assert (plan.count("facilities", "new"), plan.count("days", "new")) == (51, 75)
    kept = [each for each in house.store.facilities() if each.code != "plant"]
    assert {each.kind for each in kept} == set(FacilityKind)
    assert len(house.store.days(since=AT)) == 75


def test_the_same_sheet_again_changes_nothing(house: House, intake: OpenDayIntake) -> None:
    taken(intake, *the_whole_year())
    again = looked_at(intake, *the_whole_year())
    assert (again.changes, again.faults) == (0, ())
    assert (again.count("facilities", "same"), again.count("days", "same")) == (51, 75)


def test_what_is_exported_comes_back_unchanged(house: House, intake: OpenDayIntake) -> None:
    house.day(note="穿平底鞋")
    taken(intake, *the_whole_year())
    plan = intake.plan(lines=read_sheet(exported(intake)), at=AT + timedelta(days=1))
    assert (plan.changes, plan.faults) == (0, ())


def test_what_is_looked_at_is_not_kept(house: House, intake: OpenDayIntake) -> None:
    assert looked_at(intake, ROW).ready
    assert len(house.store.facilities()) == 1
    assert house.store.days(since=AT) == []


def test_a_day_of_a_number_moves_and_who_comes_is_told(house: House, intake: OpenDayIntake) -> None:
    day = house.day()
    house.book(day, "chen")
    plan = taken(
        intake,
        f"{day.id},plant,2026-12-06,10:00,12:00,8",
        head="场次号,设施编号,日期,开始,结束,位子",
    )
    assert plan.days[0].fields == ("starts", "ends", "seats")
    moved = house.store.day(day.id)
    assert moved is not None
    assert moved.starts == STARTS + timedelta(days=1, hours=1)
    assert "改了时间" in house.told("chen")[-1]


def test_an_empty_cell_leaves_what_is_kept(house: House, intake: OpenDayIntake) -> None:
    day = house.day(note="穿平底鞋")
    plan = looked_at(intake, f"{day.id},污水处理厂,", head="场次号,设施名称,说明")
    assert (plan.changes, plan.faults) == (0, ())
    plan = taken(intake, f"{day.id},污水处理厂,无", head="场次号,设施名称,说明")
    kept = house.store.day(day.id)
    assert kept is not None
    assert kept.note == ""


def test_a_name_without_a_code_means_the_facility_of_that_name(
    house: House, intake: OpenDayIntake
) -> None:
    plan = taken(intake, "污水处理厂,,,西门,,,,")
    assert [(each.facility.code, each.fields) for each in plan.facilities] == [
        ("plant", ("meeting",))
    ]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        (ROW.replace("环境监测", "加油站"), "类别", "四类"),
        (ROW.replace("余新镇", "余姚镇"), "镇街", "没有这个镇"),
        (ROW.replace("余新镇", ""), "镇街", "要写"),
        (ROW.replace("大门口", ""), "集合点", "要写"),
        (ROW.replace("2026-12-06", "下周六"), "日期", "认不出"),
        (ROW.replace("2026-12-06", "2026-02-30"), "日期", "认不出"),
        (ROW.replace("2026-12-06", "2026-11-20"), "日期", "已经过去"),
        (ROW.replace("9:00", "早上"), "开始", "认不出"),
        (ROW.replace("9:00", "25:00"), "开始", "认不出"),
        (ROW.replace("11:00", "8:00"), "结束", "先后有序"),
        (ROW.replace("11:00", ""), "结束", "要写"),
        (ROW[:-2] + "很多", "位子", "整数"),
        (ROW[:-2] + "0", "位子", "1 到 2000"),
        (ROW.replace("南湖监测站", ""), "设施名称", "要写"),
    ],
)
def test_a_fault_is_named_by_row_and_column(
    intake: OpenDayIntake, row: str, column: str, what: str
) -> None:
    plan = looked_at(intake, "好的,污水处理,王店镇,东门,2026-12-06,9:00,11:00,5", row)
    assert not plan.ready
    [fault] = plan.faults
    assert (fault.line, fault.column) == (3, column)
    assert what in fault.what


def test_rows_that_contradict_each_other_are_named(intake: OpenDayIntake) -> None:
    plan = looked_at(intake, ROW, ROW, ROW.replace("大门口", "后门").replace("-06", "-07"))
    assert [(each.line, each.column, each.what) for each in plan.faults] == [
        (3, "日期", "和第 2 行是同一场"),
        (4, "集合点", "和第 2 行说的不一样（那里是“大门口”）"),
    ]


def test_fewer_seats_than_are_taken_are_a_fault(house: House, intake: OpenDayIntake) -> None:
    day = house.day()
    house.book(day, "chen", 4)
    plan = looked_at(intake, f"{day.id},plant,3", head="场次号,设施编号,位子")
    assert [each.column for each in plan.faults] == ["位子"]
    assert "不能减到 3 个" in plan.faults[0].what


@pytest.mark.parametrize(
    ("row", "column"),
    [("99,plant", "场次号"), ("x,plant", "场次号"), (",nowhere", "设施编号")],
)
def test_numbers_and_codes_that_nobody_knows_are_named(
    intake: OpenDayIntake, row: str, column: str
) -> None:
    plan = looked_at(intake, row, head="场次号,设施编号")
    assert [each.column for each in plan.faults] == [column]


def test_a_day_that_is_over_stays_as_it_was(house: House, intake: OpenDayIntake) -> None:
    day = house.day()
    later = STARTS + timedelta(days=2)
    same = read_sheet(f"场次号,设施编号,位子\n{day.id},plant,6".encode())
    assert intake.plan(lines=same, at=later).faults == ()
    other = read_sheet(f"场次号,设施编号,位子\n{day.id},plant,9".encode())
    assert "已经办过" in intake.plan(lines=other, at=later).faults[0].what


def test_a_workbook_with_its_own_dates_times_and_merged_cells_is_read(
    house: House, intake: OpenDayIntake
) -> None:
    book = Workbook()
    page = book.active
    page.append(["2026年嘉兴市环保设施开放计划"])
    page.append([])
    head = "单位名称 设施类型 所在镇（街道） 地址 开放日期 开始时间 结束时间 名额"
    page.append(head.split())
    day, begins, ends = date(2026, 12, 6), time(9), time(11)
    page.append(["嘉源污水厂", "污水", "王店", "东门", day, begins, ends, 30])
    page.append([None, None, None, None, "2026年12月13日（周日）", "下午2点", "16:30", "25人"])
    page.merge_cells("A4:A5")
    content = io.BytesIO()
    book.save(content)
    plan = intake.plan(lines=read_sheet(content.getvalue()), at=AT)
    assert plan.faults == ()
    assert [each.facility.town for each in plan.facilities] == ["330411105"]
    assert [f"{each.plan.starts:%d %H:%M} {each.plan.seats}" for each in plan.days] == [
        "06 09:00 30", "13 14:00 25",
    ]  # fmt: skip


def test_a_yaml_list_says_the_same_by_the_same_names(intake: OpenDayIntake) -> None:
    text = """
rows:
  - {设施名称: 南湖监测站, 类别: 环境监测, 镇街: 余新镇, 集合点: 大门口, 是否开放: true,
     日期: 2026-12-06, 开始: 9:00, 结束: '11:00', 位子: 20}
"""
    plan = intake.plan(lines=read_list(text), at=AT)
    assert plan.faults == ()
    [day] = plan.days
    assert (f"{day.plan.starts:%Y-%m-%d %H:%M}", day.plan.seats) == ("2026-12-06 09:00", 20)


@pytest.mark.parametrize("text", ["", "rows: 3", "rows: [{没有的列: 1}]", "- a", "rows: ['x'"])
def test_a_list_that_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(TableError, match="YAML"):
        read_list(text)


def test_a_table_of_something_else_says_what_it_lacks() -> None:
    with pytest.raises(TableError, match="设施名称"):
        read_sheet("日期,位子\n2026-12-06,3".encode())


def test_a_facility_that_is_closed_takes_no_new_day(house: House, intake: OpenDayIntake) -> None:
    plan = looked_at(
        intake,
        "污水处理厂,否,2026-12-06,9:00,11:00,5",
        head="设施名称,是否开放,日期,开始,结束,位子",
    )
    assert [(each.column, "不开放" in each.what) for each in plan.faults] == [("是否开放", True)]

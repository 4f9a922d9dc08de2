"""The bureau's own tables: dropped sheets and views."""

from __future__ import annotations

import io
import os
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from bureau.adapters.providers.bureau_air import BureauAir
from bureau.adapters.providers.bureau_tables import Folder, tables_at
from bureau.adapters.providers.bureau_water import BureauWater
from bureau.places import gazetteer
from bureau.quality.ports import SourceError
from bureau.quality.reading import SHANGHAI

PLACES = gazetteer()
AT = datetime.now(SHANGHAI).replace(minute=30, second=0, microsecond=0)
HOUR = AT.replace(minute=0)
LONG_AGO = (AT - timedelta(days=30)).timestamp()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def drop(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(*rows: list, title: str = "Sheet1", merge: str = "") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def air(folder: Path) -> BureauAir:
    return BureauAir(tables_at("bureau_air", str(folder)), PLACES)


def water(folder: Path) -> BureauWater:
    return BureauWater(tables_at("bureau_water", str(folder)), PLACES)


def test_hours_of_town_stations_are_read_with_their_towns(folder):
    drop(folder, "air.csv", (
        "站点编码,站点名称,县（市、区）,镇（街道）,经度,纬度,时间,PM2.5(μg/m³),PM10,SO2,NO2,CO(mg/m³),O3\r\n"
        f"01,王店站,秀洲区,王店镇,120.72,30.62,{HOUR:%Y-%m-%d %H:%M},31,60,5,20,0.6,90\r\n"
        f"02,新塍站,,新塍镇,,,{HOUR:%Y/%m/%d %H:00},—,61,5,20,0.7,91\r\n"
    ), "gb18030")  # fmt: skip
    fetched = air(folder).fetch(at=AT)
    first, second = fetched.air
    assert (first.station, first.at, first.source) == ("bureau-01", HOUR, "bureau")
    assert (first.pm2_5_ug_m3, first.co_mg_m3, second.pm2_5_ug_m3) == (31, 0.6, None)
    assert [station.place for station in fetched.stations] == ["330411105", "330411104"]
    assert (fetched.stations[0].longitude, fetched.stations[1].longitude) == (120.72, None)
    assert fetched.findings == ()
    assert fetched.raw[0].request == "file air.csv"


def test_a_table_with_8_h_ozone_is_of_days(folder):
    drop(
        folder,
        "days.csv",
        "日期,站点,PM2.5,PM10,SO2,NO2,CO,O3_8h\n2026-08-20,王店站,31,60,5,20,0.6,120\n",
    )
    [day] = air(folder).fetch(at=AT).air_days
    assert (day.day, day.o3_8h_ug_m3, day.hours) == (date(2026, 8, 20), 120, None)


def test_a_national_station_keeps_its_number(folder):
    drop(folder, "air.csv", f"站点编码,时间,PM2.5\n1252A,{HOUR:%Y-%m-%d %H:%M},31\n")
    assert air(folder).fetch(at=AT).air[0].station == "1252A"


def test_bad_rows_are_reported_with_their_lines_and_the_others_kept(folder):
    drop(folder, "air.csv", (
        "站点,镇街道,时间,PM2.5\n"
        f"甲,王店镇,{HOUR:%Y-%m-%d %H:%M},31\n"
        "乙,王店镇,soon,31\n"
        f"丙,王店镇,{HOUR + timedelta(days=2):%Y-%m-%d %H:%M},31\n"
        f"丁,王店镇,{HOUR:%Y-%m-%d %H}:17,31\n"
        f"戊,无此镇,{HOUR:%Y-%m-%d %H:%M},oops\n"
        ",,,\n"
    ))  # fmt: skip
    source = air(folder)
    fetched = source.fetch(at=AT)
    assert [o.station for o in fetched.air] == ["bureau-甲", "bureau-戊"]
    told = "\n".join(fetched.findings)
    for part in ("line 3: 'soon'", "line 4", "lies ahead", "no whole hour", "无此镇", "'oops'"):
        assert part in told
    assert source.fetch(at=AT).findings == fetched.findings


def test_old_files_are_read_once_and_again_when_they_change(folder):
    path = drop(folder, "old.csv", "站点,时间,PM2.5\n甲,2026-08-01 12:00,31\n")
    os.utime(path, (LONG_AGO, LONG_AGO))
    source = air(folder)
    assert len(source.fetch(at=AT).air) == 1
    again = source.fetch(at=AT)
    assert (again.air, again.raw) == ((), ())
    path.write_text("站点,时间,PM2.5\n甲,2026-08-01 12:00,33\n")
    os.utime(path, (LONG_AGO + 60, LONG_AGO + 60))
    assert source.fetch(at=AT).air[0].pm2_5_ug_m3 == 33


def test_the_findings_of_a_file_go_with_it(folder):
    path = drop(folder, "bad.csv", "站点,时间,PM2.5\n甲,soon,31\n")
    drop(folder, "good.csv", "站点,时间,PM2.5\n甲,2026-08-01 12:00,31\n")
    source = air(folder)
    assert source.fetch(at=AT).findings
    path.unlink()
    assert source.fetch(at=AT).findings == ()


def test_the_months_of_sections_come_from_a_workbook_with_a_title_and_merged_towns(folder):
    drop(folder, "2026年7月.xlsx", workbook(
        ["2026年7月镇级断面水质监测结果"],
        ["县（市、区）", "镇街道", "断面名称", "类型", "pH", "溶解氧", "CODMn", "氨氮", "总磷"],
        ["", "", "", "", "无量纲", "mg/L", "mg/L", "mg/L", "mg/L"],
        ["秀洲区", "王店镇", "王店大桥", "河流", 7.2, 6.1, 3.9, "0.02L", 0.1],
        [None, None, "长水塘", "河流", 7.4, 5.5, "--", 0.6, 0.15],
        ["南湖区", "凤桥镇", "湘家荡东", "湖库", 7.4, 8.5, 4.1, 0.2, 0.04],
        ["合计", None, None, None, None, None, None, None, None],
    ))  # fmt: skip
    fetched = water(folder).fetch(at=AT)
    assert fetched.findings == ()
    first, second, lake = fetched.water_months
    assert (first.section, first.month) == ("bureau-王店大桥", date(2026, 7, 1))
    assert first.values == {"pH": 7.2, "DO": 6.1, "CODMn": 3.9, "NH3N": 0.01, "TP": 0.1}
    assert "CODMn" not in second.values
    assert [section.place for section in fetched.sections[:2]] == ["330411105"] * 2
    assert (fetched.sections[2].kind, lake.values["TP"]) == ("lake", 0.04)


@pytest.mark.parametrize("written", ["2026-07", "202607", "2026年7月", "2026/7/15", "2026-07-15"])
def test_the_month_may_stand_in_its_own_column(folder, written):
    drop(folder, "water.csv", f"断面名称,月份,总磷\n王店大桥,{written},0.1\n")
    [month] = water(folder).fetch(at=AT).water_months
    assert month.month == date(2026, 7, 1)


def test_a_month_that_is_nowhere_or_lies_ahead_is_told(folder):
    drop(folder, "water.csv", "断面名称,月份,总磷\n甲桥,,0.1\n乙桥,2099-01,0.1\n丙桥,soon,0.1\n")
    fetched = water(folder).fetch(at=AT)
    assert fetched.water_months == ()
    assert len(fetched.findings) == 3


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("a.csv", b"<html>", "网页"),
        ("a.csv", b"", "空的"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "表头"),
        (
            "a.csv",
            "站点,日期,时间,PM2.5\n甲,2026-08-01,12,3\n".encode(),
            "几列都像是 time",
        ),
        ("a.xls", b"\xd0\xcf\x11\xe0", "旧版 Excel"),
        ("a.xlsx", b"PK\x03\x04 cut off", "不完整"),
        ("a.xlsx", b"nothing of the kind", "不完整"),
        ("a.xlsx", workbook(["站点", "时间", "PM2.5"])[:900], "不完整"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_does_not_stop_the_others(folder, name, body, word):
    drop(folder, name, body)
    drop(folder, "z.csv", "站点,时间,PM2.5\n甲,2026-08-01 12:00,31\n")
    drop(folder, "~$z.xlsx", b"lock")
    fetched = air(folder).fetch(at=AT)
    assert len(fetched.air) == 1
    [finding] = fetched.findings
    assert name in finding
    assert word in finding


def test_a_time_that_excel_computed_is_still_the_whole_hour(folder):
    off = HOUR.replace(tzinfo=None) - timedelta(milliseconds=3)
    drop(folder, "air.xlsx", workbook(["站点", "时间", "PM2.5"], ["甲", off, 31.000000001]))
    [observation] = air(folder).fetch(at=AT).air
    assert (observation.at, observation.pm2_5_ug_m3) == (HOUR, 31)


def test_a_view_of_a_database_is_read_like_a_sheet(folder):
    path = folder / "bureau.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE t (station TEXT, at TEXT, dust REAL);"
            f"INSERT INTO t VALUES ('甲', '{HOUR:%Y-%m-%d %H:00}', 31.5);"
            'CREATE VIEW hours AS SELECT station AS 站点, at AS 时间, dust AS "PM2.5" FROM t;'
        )
    source = BureauAir(tables_at("bureau_air", f"sqlite:///{path}#hours"), PLACES)
    [observation] = source.fetch(at=AT).air
    assert (observation.station, observation.pm2_5_ug_m3) == ("bureau-甲", 31.5)


def test_a_view_that_cannot_be_read_keeps_its_password_to_itself():
    address = "postgresql://user:verysecret@127.0.0.1:9/name#hours"
    with pytest.raises(SourceError, match="the view cannot be read") as failure:
        BureauAir(tables_at("bureau_air", address), PLACES).fetch(at=AT)
    assert "verysecret" not in str(failure.value)


def test_a_folder_is_looked_at_and_never_changed(folder):
    drop(folder, "air.csv", "站点,时间,PM2.5\n甲,2026-08-01 12:00,31\n")
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    list(Folder("bureau_air", folder).read(at=AT))
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_header_of_two_rows_and_merged_cells_is_read(folder):
    drop(folder, "air.xlsx", workbook(
        ["镇街道空气"],
        ["镇街道", "站点", "时间", "污染物浓度", None],
        [None, None, None, "PM2.5", "臭氧"],
        ["王店镇", "甲", HOUR.replace(tzinfo=None), 31, 90],
        [None, "乙", HOUR.replace(tzinfo=None), "1,031", "９１"],
        merge="A4:A5",
    ))  # fmt: skip
    fetched = air(folder).fetch(at=AT)
    assert fetched.findings == ()
    assert [(o.pm2_5_ug_m3, o.o3_ug_m3) for o in fetched.air] == [(31, 90), (1031, 91)]
    assert [station.place for station in fetched.stations] == ["330411105"] * 2


def test_a_row_whose_cells_have_moved_is_told_and_not_read(folder):
    drop(folder, "air.csv", (
        f"站点,时间,PM2.5,O3\n甲,{HOUR:%Y-%m-%d %H:%M},1,031,90\n"
        f"乙,{HOUR:%Y-%m-%d %H:%M},31,90\n"
    ))  # fmt: skip
    fetched = air(folder).fetch(at=AT)
    assert [o.station for o in fetched.air] == ["bureau-乙"]
    assert fetched.findings == ("air.csv line 2: 列数不对，这一行有 5 格，应有 4 格",)

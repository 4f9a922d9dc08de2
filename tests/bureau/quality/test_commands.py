"""The two commands that grade tables, as a user calls them."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau.quality.__main__ import main
from bureau.quality.grading import grade_air_table
from tabular.file import chosen, sheets
from tabular.headings import table_of
from tests.tabular.corpus import workbook

AIR = "time,station,PM2.5,PM10,SO2,NO2,CO,O3\n"
WATER = "time,section,kind,pH,DO,CODMn,NH3N,TP\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a table; return status, rows and standard error."""

    def call(command: str, table: str | bytes, *options: str):
        path = tmp_path / "in.csv"
        path.write_bytes(table if isinstance(table, bytes) else table.encode())
        status = main([command, str(path), *options])
        printed = capsys.readouterr()
        return status, list(csv.DictReader(io.StringIO(printed.out))), printed.err

    return call


def test_the_module_is_a_command(tmp_path):
    path = tmp_path / "空气.csv"
    path.write_text(AIR + "2026-03-01 00:00,清河小学,60,1,1,1,0.1,1\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bureau.quality", "grade-air", str(path)],
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    lines = done.stdout.decode("utf-8").split("\n")
    assert lines[0] == AIR.strip() + ",AQI,level,primary"
    assert lines[1] == "2026-03-01 00:00,清河小学,60,1,1,1,0.1,1,100,良,PM2.5"


def test_every_row_comes_back_and_bad_ones_are_named_by_line(run):
    status, rows, errors = run(
        "grade-air",
        AIR
        + "2019-02-21T16:00:00,桃园,45,76,20,—,0.801,70\n"
        + "yesterday,a,1,1,1,1,1,1\n"
        + "2019-02-21 17:00,b,x,1,1,1,1,1\n"
        + "\n"
        + "2019-02-21 17:00,c,1,1\n"
        + '2019-02-21 17:00,"d,1,1,1,1,1,1\n'
        + "2019-02-21 17:00,e,-5,1,1,1,1,1\n"
        + "2019-02-21 17:00,f,35,50,1,1,1E-4,1\n",
    )
    assert status == 1
    assert [row["AQI"] for row in rows] == ["63", "", "", "", "", "", "50"]
    assert rows[0]["NO2"] == ""
    assert (rows[0]["level"], rows[0]["primary"]) == ("良", "PM2.5,PM10")
    assert (rows[-1]["level"], rows[-1]["primary"]) == ("优", "")
    for line in (3, 4, 6, 7, 8):
        assert f"line {line}: " in errors


def test_a_row_of_missing_marks_is_no_error_and_has_no_index(run):
    status, rows, errors = run("grade-air", AIR + "2019-02-21 17:00,a,—,--,-1,,NA,null\n")
    assert (status, errors) == (0, "")
    assert set(list(rows[0].values())[2:]) == {""}


def test_daily_tables_take_ozone_of_eight_hours(run):
    header = AIR.replace("O3", "O3_8h")
    status, rows, _ = run("grade-air", header + "2026-09-02,a,24,47,12,15,0.7,178\n", "--daily")
    assert status == 0
    assert (rows[0]["AQI"], rows[0]["level"]) == ("117", "轻度污染")
    assert rows[0]["primary"] == "O3_8h"


def test_an_hour_beyond_its_table_has_no_index_without_the_mean_of_the_day_and_that_is_said(run):
    status, rows, errors = run(
        "grade-air",
        "time,PM2.5,SO2,SO2_24h\n"
        "2024-01-05 10:00,10,900,\n"
        "2024-01-05 11:00,10,900,475\n"
        "2026-04-05 11:00,10,900,\n",
    )
    assert status == 1
    assert [(row["AQI"], row["level"]) for row in rows] == [
        ("", ""), ("150", "轻度污染"), ("200", "中度污染"),
    ]  # fmt: skip
    assert "line 2: SO2 is above the end of its table, no index without SO2_24h" in errors


def test_a_day_beyond_its_table_goes_by_its_largest_hour(run):
    status, rows, errors = run(
        "grade-air",
        "日期,PM2.5,臭氧8小时,臭氧1小时\n2024-01-05,10,850,1000\n2024-01-06,10,850,—\n",
        "--daily",
    )
    assert status == 1
    assert [(row["AQI"], row["level"]) for row in rows] == [("400", "严重污染"), ("", "")]
    assert "line 3: O3_8h is above the end of its table, no index without O3_1h" in errors


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_excel_are_read(run, encoding):
    table = AIR + "2019-07-18 12:00,清河小学,8,15,3,8,0.2,54\n"
    status, rows, _ = run("grade-air", table.encode(encoding))
    assert status == 0
    assert (rows[0]["station"], rows[0]["AQI"]) == ("清河小学", "17")


def test_a_workbook_is_graded_as_the_csv_is(run):
    rows = [
        ["七月"],
        AIR.strip().split(","),
        ["2019-07-18 12:00", "清河小学", 8, 15, 3, 8, 0.2, 54],
    ]
    status, graded, _ = run("grade-air", workbook(rows, title="站点"), "--sheet", "站点")
    assert (status, graded[0]["AQI"], graded[0]["CO"]) == (0, "17", "0.2")
    status, _, errors = run("grade-air", workbook(rows, title="站点"), "--sheet", "断面")
    assert (status, "有：站点" in errors) == (2, True)


def test_a_broken_byte_spoils_its_own_row_only(run):
    table = (AIR + "2019-07-18 12:00,清河小学,8,15,3,8,0.2,54\n" * 3).encode()
    status, rows, _ = run("grade-air", table + b"2019-07-18 12:00,a,\xff,15,3,8,0.2,54\n")
    assert status == 1
    assert [row["AQI"] for row in rows] == ["17", "17", "17", ""]
    assert rows[0]["station"] == "清河小学"


def test_headers_go_by_any_of_their_names(run):
    status, rows, _ = run(
        "grade-air",
        "监测时间;点位;pm2_5;PM10(μg/m³);so2;No2;CO (mg/m3);臭氧\n"
        "2026/8/21 10:00;x;58;82;1;2;1;3\n",
    )
    assert status == 0
    assert rows[0]["AQI"] == "96"
    status, rows, _ = run(
        "grade-air", "TimePoint,PM2_5,PM2_5_24h,O3,O3_24h\n2026/8/21 10:00,58,400,16,800\n"
    )
    assert rows[0]["AQI"] == "96"


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "表是空的"),
        ("\n\n", "表是空的"),
        ("station,PM2.5\na,3\n", "缺少列：time"),
        ("time,station\n2026-01-01,a\n", "至少要有其中一列：PM2.5"),
        ("time,PM2.5,PM2.5\n2026-01-01,1,2\n", "列名重复：PM2.5"),
        (b"\x00\xff\xd8\xff\xe0JFIF" * 50, "不是表格文件"),
    ],
)
def test_a_table_without_use_is_refused_with_its_reason(run, table, reason):
    status, rows, errors = run("grade-air", table)
    assert (status, rows) == (2, [])
    assert reason in errors


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    assert main(["grade-water", str(tmp_path / "nowhere.csv")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_water_gets_its_class_the_deciding_indicator_and_the_excess(run):
    status, rows, errors = run(
        "grade-water",
        WATER.strip() + ",石油类(mg/L),TN\n"
        "08-21 19:00,王江泾,river,7.32,5.15,4.14,0.052,0.106,<0.01,1.6\n"
        "08-21 19:00,枫南大桥,river,7.19,2.42,--,0.228,0.2,*,2.2\n"
        "08-21 19:00,青阳汇,河流,7.01,5.59,5.18,0.082,0.276,0.01L,2\n"
        "08-21 19:00,湖心,湖库,8.86,9.07,8.92,0.025,0.104,,\n"
        "08-21 19:00,干涸,,--,--,--,--,--,,\n"
        "08-21 19:00,海边,sea,8,8,1,0.1,0.01,,\n"
        "08-21 19:00,误记,river,73,8,1,0.1,0.01,,\n",
    )
    assert status == 1
    assert [row["class"] for row in rows] == ["3", "5", "4", "5", "", "", ""]
    assert [row["deciding"] for row in rows[:4]] == ["DO,CODMn,TP", "DO", "TP", "TP"]
    assert [row["exceedance"] for row in rows[:4]] == ["", "", "0.38", "1.08"]
    assert rows[1]["CODMn"] == ""
    assert "line 7: kind" in errors
    assert "line 8: pH above 14" in errors


def test_cells_as_the_water_platform_prints_them_are_read(run):
    failed = "<span data-toggle='tooltip' title='当天质控不合格'>--</span>"
    status, rows, _ = run(
        "grade-water",
        WATER + f"08-21 19:00,a,river,7,5.15,<span title='原始值：6.04'>6.0</span>,{failed},0.1\n",
    )
    assert status == 0
    assert (rows[0]["class"], rows[0]["deciding"], rows[0]["NH3N"]) == ("4", "CODMn", "")


def test_columns_that_are_not_ours_and_empty_ones_at_the_end_come_back_as_they_were(run):
    status, rows, errors = run(
        "grade-air",
        "note,O3,CO,NO2,SO2,PM10,PM2.5,station,time,AQI\r\n"
        '"a, ""b""",54,0.2,8,3,15,8,清河小学,2019-07-18 12:00,17,\r\n',
    )
    assert (status, errors) == (0, "")
    assert rows[0]["note"] == 'a, "b"'
    assert rows[0]["AQI"] == "17"


def test_a_table_may_come_through_a_pipe(tmp_path):
    rows = AIR.encode() + "2019-07-18 12:00,清河小学,8,15,3,8,0.2,54\n".encode("gb18030")
    command = [sys.executable, "-m", "bureau.quality", "grade-air", "-"]
    done = subprocess.run(command, input=rows, capture_output=True, check=True)
    assert done.stdout.decode().endswith("清河小学,8,15,3,8,0.2,54,17,优,\n")


def test_a_huge_table_is_never_held_whole():
    rows = (b"2019-07-18 12:00,a,8,15,3,8,0.2,54\n" for _ in range(10**9))
    stream = Endless(AIR.encode(), rows)
    [sheet] = sheets(io.BufferedReader(stream))
    records = table_of(sheet, lambda header: "time" in header).rows
    assert len([next(records) for _ in range(3000)]) == 3000
    assert stream.given < 4 << 20


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-02-28 23:00", "79"),
        ("2026-03-01 00:00", "96"),
        ("2026-02-28T16:00:00Z", "96"),
        ("2026年3月1日0时", "96"),
        ("2026-02-28 24:00", "96"),
        ("/Date(1772294400000)/", "96"),
    ],
)
def test_the_standard_follows_the_time_of_each_row(run, time, expected):
    _, rows, _ = run("grade-air", AIR + f"{time},a,58,1,1,1,0.1,1\n")
    assert rows[0]["AQI"] == expected


@given(
    st.lists(
        st.lists(st.text(alphabet='0123456789.-—,"\n\r;王\x00 ', max_size=8), max_size=10),
        max_size=12,
    )
)
@settings(max_examples=150)
def test_no_table_breaks_the_command_and_every_record_comes_back_or_is_named(rows):
    text = AIR + "\n".join(",".join(row) for row in rows)
    output, complaints = io.StringIO(newline=""), []
    grade_air_table(
        chosen(sheets(text.encode())), output, lambda line, word: complaints.append(line)
    )
    graded = list(csv.reader(io.StringIO(output.getvalue(), newline="")))
    assert all(len(row) == 11 for row in graded)
    assert complaints == sorted(complaints)
    assert len(complaints) <= len(graded) - 1


def test_a_carriage_return_inside_a_cell_ends_no_row():
    output = io.StringIO(newline="")
    grade_air_table(chosen(sheets((AIR + '"0\r').encode())), output, lambda line, word: None)
    rows = list(csv.reader(io.StringIO(output.getvalue(), newline="")))
    assert [len(row) for row in rows] == [11, 11]


class Endless(io.RawIOBase):
    """A file without end that counts what was taken from it."""

    def __init__(self, head: bytes, rows: Iterator[bytes]) -> None:
        self._rest, self._rows, self.given = head, rows, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while len(self._rest) < len(buffer):
            self._rest += next(self._rows) * 100
        size = len(buffer)
        buffer[:], self._rest = self._rest[:size], self._rest[size:]
        self.given += size
        return size

"""Air and water for officers: rankings as a page and to take along, and the sources."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from bureau.quality.answers import QualityRanking
from bureau.quality.model import Fetched, ForeignIndex, SourceState
from bureau.wiring import Bureau
from portal.quality.sheets import air_sheet, csv_bytes, xlsx_bytes
from tests.portal.conftest import AT, Officer

OCTOBER = date(2026, 10, 1)
ALL = [
    "medium=air&level=county&by=composite",
    "medium=air&level=town&by=pm2_5",
    "medium=air&level=town&by=good_share",
    "medium=water&level=county",
    "medium=water&level=town",
]


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def rows_of(text: str) -> list[list[str]]:
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in body.split("</tr>")[:-1]
    ]


@pytest.mark.parametrize("ending", ["", ".xlsx", ".csv", ".json"])
def test_a_stranger_is_sent_to_the_login(phone: FlaskClient, ending: str) -> None:
    answer = phone.get(f"/portal/quality{ending}")
    assert answer.status_code == 302
    assert "/portal/login" in answer.headers["Location"]


def test_the_state_of_all_sections_stands_above_the_water_ranking(
    desk: Officer, observed: Bureau
) -> None:
    text = text_of(desk.get("/portal/quality?medium=water&month=2026-10"))
    state = observed.quality.water_state(month=OCTOBER, at=AT)
    assert state is not None
    assert state.sections == 267
    assert f"全市 267 个断面，总体水质<b>{state.state}</b>" in text
    assert f"Ⅰ—Ⅲ类占 {state.good_share:.1f}%" in text
    assert "总体水质" not in text_of(desk.get("/portal/quality?medium=air"))


def test_what_a_source_says_of_itself_is_said_in_chinese(officer: Officer, bureau: Bureau) -> None:
    failing = SourceState("national_air", error="HTTP status 500", findings=("1252A: no time",))
    bureau.observations.put_state(failing)
    text = text_of(officer.get("/portal/quality"))
    assert "最近的错误：HTTP 状态码 500" in text
    assert "1252A: 没有时间" in text


def test_points_of_another_scale_are_shown_apart_and_as_what_they_are(
    officer: Officer, bureau: Bureau
) -> None:
    old = ForeignIndex("waqi-1437", AT - timedelta(hours=2), "waqi", "us-epa", {"PM2.5": 80})
    new = replace(old, at=AT - timedelta(hours=1), points={"PM2.5": 93.0, "O3": 40.5})
    bureau.observations.save(Fetched(foreign=(old, new)), at=AT)
    text = text_of(officer.get("/portal/quality"))
    assert text.count("另一种标准的点数") == 1
    assert "PM2.5 93、O3 40.5" in text
    assert "也不是本市的 AQI" in text
    for address in ("/air", "/api/v1/air"):
        assert "waqi" not in text_of(officer.get(address))


def test_counties_stand_in_order_with_all_their_figures(desk: Officer, observed: Bureau) -> None:
    text = text_of(desk.get("/portal/quality"))
    assert "2026年10月空气排名" in text
    assert "演示数据，不是真实监测值" in text
    ranking = observed.quality.air_ranking(month=OCTOBER, level="county", at=AT)
    rows = rows_of(text)
    assert [row[1] for row in rows] == [row.name for row in ranking.rows]
    for shown, row in zip(rows, ranking.rows, strict=True):
        assert shown[0] == str(row.rank)
        assert shown[2] == f"{row.summary.composite:.2f}"
        assert shown[3] == f"{row.summary.statistics['PM2.5']:.1f}"
        assert shown[4] == f"{row.summary.good_share:.1f}%"
        assert shown[5] == f"{row.change:+.1f}%"
        assert shown[6].split() == ["31/31", "100%"]


def test_towns_are_ranked_by_water(desk: Officer, observed: Bureau) -> None:
    rows = rows_of(text_of(desk.get("/portal/quality?medium=water&level=town&month=2026-10")))
    ranking = observed.quality.water_ranking(month=OCTOBER, level="town", at=AT)
    assert len(rows) == 72
    for shown, row in zip(rows, ranking.rows, strict=True):
        assert shown[1] == row.name
        assert shown[5] == f"{row.sections}/{row.expected}"


def test_a_running_month_ranks_nobody_yet(desk: Officer) -> None:
    text = text_of(desk.get("/portal/quality?month=2026-11"))
    assert "这个月还没有结束" in text
    assert all(row[0] == "—" for row in rows_of(text))


def test_a_month_without_data_says_so(desk: Officer) -> None:
    assert "这个月还没有可以排名的数据" in text_of(desk.get("/portal/quality?month=2020-01"))


@pytest.mark.parametrize("asked", ALL)
def test_the_three_downloads_hold_the_same(desk: Officer, asked: str) -> None:
    table = desk.get(f"/portal/quality.csv?{asked}")
    assert table.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    ranked = rows[1 : rows.index([])]
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"/portal/quality.xlsx?{asked}").data))
    sheet = list(book["排名"].iter_rows(min_row=3, values_only=True))
    assert [str(cell) for cell in sheet[0]] == rows[0]
    document = json.loads(desk.get(f"/portal/quality.json?{asked}").data)
    assert len(document["rows"]) == len(ranked)
    for line, cells, row in zip(ranked, sheet[1:], document["rows"], strict=False):
        assert line[:3] == [str(row["rank"]), row["place"]["name"], row["place"]["code"]]
        assert [str(cell) for cell in cells[:3]] == line[:3]
    assert any("演示数据" in cell for row in rows[len(ranked) :] for cell in row)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_a_download_has_a_name(desk: Officer, ending: str) -> None:
    answer = desk.get(f"/portal/quality.{ending}?level=town&by=pm2_5&month=2026-10")
    assert f'"air-2026-10-town-pm2_5.{ending}"' in answer.headers["Content-Disposition"]


def test_a_name_that_looks_like_a_formula_is_only_text(observed: Bureau) -> None:
    ranking = observed.quality.air_ranking(month=OCTOBER, level="county", at=AT)
    evil = "=cmd|'/c calc'!A1"
    hostile: QualityRanking[Any] = replace(
        ranking, rows=(replace(ranking.rows[0], name=evil, change=-3.5),), source_label="@x"
    )
    sheet = air_sheet(hostile, title="+1")
    rows = list(csv.reader(io.StringIO(csv_bytes(sheet).decode("utf-8-sig"))))
    assert rows[1][1] == "'" + evil
    assert rows[1][7] == "-3.5"
    assert ["来源", "'@x"] in rows
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheet)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_sources_tell_how_they_are(bureau: Bureau, officer: Officer) -> None:
    assert "还没有问过任何来源" in text_of(officer.get("/portal/quality"))
    bureau.observations.put_state(
        SourceState(
            "national_water",
            tried=AT,
            succeeded=AT - timedelta(hours=9),
            failures=4,
            closed_until=AT + timedelta(minutes=40),
            error="HTML instead of <JSON>",
            findings=("class_disagrees: wuzhenbei",),
        )
    )
    text = officer.get("/portal/quality").get_data(as_text=True)
    assert "国家地表水水质自动监测系统 · 水" in text
    assert "连续失败 4 次" in text
    assert "HTML instead of &lt;JSON&gt;" in text
    assert "暂停到 2026-11-24 11:40" in text
    assert "重算的水质类别与发布的不一致：wuzhenbei" in text

"""The ranking as a page and to take along."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime, timedelta
from html import unescape

import openpyxl
import pyreadstat
import pytest
from flask import Flask
from pyarrow import parquet

from basis.clock import SHANGHAI
from bureau.wiring import Bureau
from portal import register
from tests.portal.conftest import AT, Officer
from tests.portal.test_waves import PLAIN


@pytest.fixture
def reader(surveyed: Bureau) -> Officer:
    app = Flask("webhook", static_folder=None)
    register(app, surveyed)
    reader = Officer(app.test_client())
    reader.sign_in()
    return reader


def newest(bureau: Bureau) -> str:
    return bureau.survey_service.ranking(level="county").provenance.wave


def test_the_page_shows_the_counties_with_how_sure_it_is(reader: Officer, surveyed: Bureau) -> None:
    text = unescape(reader.get("/portal/ranking").get_data(as_text=True))
    ranking = surveyed.survey_service.ranking(level="county")
    assert ranking.main.conclusion in text
    for line in ranking.main.regions:
        assert line.score is not None
        assert f"{line.score:.2f}" in text
        assert f"{line.ci_low:.2f}–{line.ci_high:.2f}" in text
        assert f"{100 * (line.satisfied or 0):.1f}%" in text
        assert line.name in text
    assert ranking.provenance.fingerprint in text


def test_towns_with_few_answers_bear_no_rank(reader: Officer, surveyed: Bureau) -> None:
    text = unescape(reader.get("/portal/ranking?level=town").get_data(as_text=True))
    lines = surveyed.survey_service.ranking(level="town").main.regions
    table = text.partition('aria-label="排名表"')[2].partition("</table>")[0]
    assert table.count("<tr") == len(lines) + 1
    assert table.count('class="suppressed"') == sum(line.suppressed for line in lines)


def test_every_picture_stands_beside_its_table(reader: Officer) -> None:
    text = reader.get("/portal/ranking").get_data(as_text=True)
    for name in ("排名表", "变化表", "回答分布表", "各维度得分表"):
        assert f'aria-label="{name}"' in text
    assert text.count('class="forest') == 3
    assert "比 2026年第2季度" in text
    assert "比 2025年第3季度" in text


def test_the_report_is_a_pdf_that_bears_the_hash_on_every_page(
    reader: Officer, surveyed: Bureau
) -> None:
    answer = reader.get("/portal/ranking.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    pages = answer.data.count(b"/Type /Page\n") or answer.data.count(b"/Type /Page ")
    assert 2 <= pages <= 6
    assert reader.get("/portal/ranking.pdf").data == answer.data
    fingerprint = surveyed.survey_service.ranking(level="county").provenance.fingerprint
    assert f"/Subject ({fingerprint})".encode() in answer.data


def test_what_is_handed_out_bears_the_day_it_is_made_and_no_other(reader: Officer) -> None:
    today = datetime.now(SHANGHAI).date()
    table = reader.get("/portal/ranking.csv").data.decode("utf-8-sig")
    assert f"制表日期,{today.isoformat()}" in table
    assert f"D:{today:%Y%m%d}".encode() in reader.get("/portal/ranking.pdf").data
    book = openpyxl.load_workbook(io.BytesIO(reader.get("/portal/ranking.xlsx").data))
    assert abs(datetime.now(UTC).replace(tzinfo=None) - book.properties.created) < timedelta(
        hours=1
    )


def test_the_anonymous_answers_open_in_spss_and_keep_everybody_among_five(reader: Officer) -> None:
    table = parquet.read_table(io.BytesIO(reader.get("/portal/answers.parquet").data))
    counted = table.group_by(["region", "age", "sex", "mode"]).aggregate([([], "count_all")])
    assert min(counted["count_all"].to_pylist()) >= 5
    assert {"respondent", "device", "address", "submitted"}.isdisjoint(table.column_names)
    assert table.schema.metadata[b"k"] == b"5"
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        file.write(reader.get("/portal/answers.sav").data)
        file.flush()
        frame, meta = pyreadstat.read_sav(file.name)
    assert len(frame) == table.num_rows
    assert meta.variable_value_labels["satisfaction"][5] == "非常满意"
    assert any("数据指纹" in note for note in meta.notes)


def test_one_waves_anonymous_answers_come_in_one_form_only(reader: Officer) -> None:
    tables = [
        parquet.read_table(io.BytesIO(reader.get(f"/portal/answers.parquet{query}").data))
        for query in ("", "?level=town", "?level=county&mode=wechat", "?mode=wechat")
    ]
    assert all(table.equals(tables[0]) for table in tables)
    assert "weight" not in tables[0].column_names


def test_a_running_waves_answers_are_not_given_away(reader: Officer, surveyed: Bureau) -> None:
    running = surveyed.survey_service.waves.every()[0].key
    for form in ("parquet", "sav"):
        answer = reader.get(f"/portal/answers.{form}?wave={running}")
        assert answer.status_code == 302
    assert "还没有截止" in reader.get("/portal/ranking").text


def test_a_printed_sheet_is_found_by_its_hash(reader: Officer, surveyed: Bureau) -> None:
    fingerprint = surveyed.survey_service.ranking(level="town").provenance.fingerprint
    assert "没有用这个指纹" in reader.get("/portal/tracing?hash=ffffffffffff").text
    reader.get("/portal/ranking.csv?level=town")
    text = unescape(reader.get(f"/portal/tracing?hash={fingerprint[:8].upper()}").text)
    assert "结果一致" in text
    assert "admin 下载 CSV" in text
    assert "不像是指纹" in reader.get("/portal/tracing?hash=%27--").text


@pytest.mark.parametrize("level", ["county", "town"])
def test_the_csv_opens_in_excel_and_holds_every_region(
    reader: Officer, surveyed: Bureau, level: str
) -> None:
    wave = newest(surveyed)
    answer = reader.get(f"/portal/ranking.csv?level={level}&wave={wave}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.mimetype == "text/csv"
    assert f"ranking-{wave}-{level}.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["名次", "地区", "代码"]
    codes = [line.region for line in surveyed.survey_service.ranking(level=level).main.regions]
    assert [row[2] for row in rows[1 : len(codes) + 1]] == codes
    said = {row[0] for row in rows if row}
    assert {"期次", "分值（答1至5）", "方法", "数据指纹"} <= said


@pytest.mark.parametrize("level", ["county", "town"])
def test_the_workbook_opens_and_runs_no_formula(reader: Officer, level: str) -> None:
    answer = reader.get(f"/portal/ranking.xlsx?level={level}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 100
    assert all(cell.data_type != "f" for cell in cells)


def test_before_anybody_answered_there_is_nothing_to_take_along(officer: Officer) -> None:
    text = officer.get("/portal/ranking").get_data(as_text=True)
    assert "还没有结束的调查" in text
    assert "下载" not in text
    assert officer.get("/portal/ranking.xlsx").status_code == 404
    assert officer.get("/portal/ranking.csv").status_code == 404


def test_invented_answers_and_a_wave_that_runs_say_so_everywhere(
    officer: Officer, bureau: Bureau
) -> None:
    for who in range(12):
        for text in (None, *PLAIN):
            bureau.survey_service.turn(by=str(who), town=None, text=text, at=AT, channel="wechat")
    assert "还没有结束的调查" in unescape(officer.get("/portal/ranking").get_data(as_text=True))
    assert officer.get("/portal/ranking.csv").status_code == 404
    shown = unescape(officer.get("/portal/ranking?wave=2026Q4").get_data(as_text=True))
    table = officer.get("/portal/ranking.csv?wave=2026Q4").get_data().decode("utf-8-sig")
    book = openpyxl.load_workbook(
        io.BytesIO(officer.get("/portal/ranking.xlsx?wave=2026Q4").get_data())
    )
    cells = " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    marks = officer.get("/portal/ranking.json?wave=2026Q4").get_json()["marks"]
    for said in (shown, table, cells, " ".join(marks)):
        assert "演示数据" in said
        assert "未结束" in said
    assert officer.get("/portal/ranking.pdf?wave=2026Q4").get_data().startswith(b"%PDF")

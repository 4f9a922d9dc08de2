"""The ranking as a page and to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from bureau.demo_surveys import load_demo_answers
from bureau.wiring import Bureau
from portal import register
from tests.portal.conftest import Officer, bureau_in


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    bureau = bureau_in(Path(tmp_path_factory.mktemp("var")))
    load_demo_answers(bureau, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    yield bureau
    bureau.close()


@pytest.fixture
def reader(surveyed: Bureau) -> Officer:
    app = Flask("webhook", static_folder=None)
    register(app, surveyed)
    reader = Officer(app.test_client())
    reader.sign_in()
    return reader


def newest(bureau: Bureau) -> str:
    return bureau.survey_desk.ranking(level="county").provenance.wave


def test_the_page_shows_the_counties_with_how_sure_it_is(reader: Officer, surveyed: Bureau) -> None:
    text = unescape(reader.get("/portal/ranking").get_data(as_text=True))
    ranking = surveyed.survey_desk.ranking(level="county")
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
    lines = surveyed.survey_desk.ranking(level="town").main.regions
    assert text.count("<tr") == len(lines) + 1
    assert text.count('class="suppressed"') == sum(line.suppressed for line in lines)


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
    codes = [line.region for line in surveyed.survey_desk.ranking(level=level).main.regions]
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


def test_nonsense_in_the_address_gives_the_default(reader: Officer) -> None:
    def main(path: str) -> bytes:
        return bytes(reader.get(path).data.partition(b"<main")[2])

    assert main("/portal/ranking?level=../x&wave='; --") == main("/portal/ranking")


def test_before_anybody_answered_there_is_nothing_to_take_along(officer: Officer) -> None:
    text = officer.get("/portal/ranking").get_data(as_text=True)
    assert "还没有人答完问卷" in text
    assert "下载" not in text
    assert officer.get("/portal/ranking.xlsx").status_code == 404
    assert officer.get("/portal/ranking.csv").status_code == 404

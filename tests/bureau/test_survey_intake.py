"""The command that takes an agency's file in says what became of it, line by line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bureau.settings import load
from bureau.survey_intake import main
from bureau.wiring import Bureau
from surveys.waves import following, wave_at

NOW = wave_at(datetime.now(UTC))
TABLE = (
    "样本编号,镇街道,访问时间,用时秒,访员,年龄,Q1,Q2,Q3,Q4,Q5\nA1,王店镇,,180,F07,45,4,4,3,拒答,1\n"
)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (("DEMO", "1"), ("VAR_DIR", str(tmp_path))):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'assistant.db'}")
    file = tmp_path / "agency.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_a_file_is_taken_in_once_and_noted(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [str(table), "--wave", NOW, "--by", "li"]
    assert [main(asked), main(asked)] == [0, 0]
    first, second = capsys.readouterr().out.splitlines()
    assert "收下 1 份" in first
    assert "没有再收" in second
    bureau = Bureau(load())
    (act,) = bureau.survey_service.history(wave=NOW)
    assert (act.verb, act.by) == ("took_in", "li")
    bureau.close()


def test_a_fault_is_named_with_its_line_and_nothing_is_taken(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.write_text(TABLE + TABLE.splitlines()[1].replace("A1,王店镇", "A2,火星"), "utf-8")
    assert main([str(table), "--wave", NOW, "--by", "li"]) == 1
    told = capsys.readouterr().err
    assert "第 3 行" in told
    assert "一行也没有收" in told


@pytest.mark.parametrize("wave", [following(NOW), "2026年"])
def test_a_wave_that_is_none_yet_takes_no_file(
    table: Path, wave: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(table), "--wave", wave, "--by", "li"]) == 2
    assert capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{table}x", "--wave", NOW, "--by", "li"]) == 2
    assert "agency.csvx" in capsys.readouterr().err

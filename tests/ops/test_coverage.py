"""The share of a room that tests run is held against the room's floor."""

import json
from pathlib import Path

import pytest

from ops.coverage import main


def _file(statements: int, run: int) -> dict:
    return {"summary": {"num_statements": statements, "covered_lines": run}}


def test_a_room_is_counted_over_all_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    report = tmp_path / "report.json"
    files = {"portal/api/keys.py": _file(10, 5), "portal/api/answers.py": _file(30, 30)}
    report.write_text(json.dumps({"files": files}))
    assert main(report) == 0
    assert "87.5 %  portal/api" in capsys.readouterr().out


def test_a_room_below_its_floor_fails_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    report = tmp_path / "report.json"
    files = {"portal/cases.py": _file(10, 9), "portal/api/keys.py": _file(10, 7)}
    report.write_text(json.dumps({"files": files}))
    assert main(report) == 1
    (low,) = [line for line in capsys.readouterr().out.splitlines() if "below" in line]
    assert "portal/api" in low

"""The command that checks answers from a file."""

import json

from surveys.__main__ import main
from tests.surveys.worlds import answer_rows, write


def test_the_command_prints_each_reason_and_the_same_as_json(tmp_path, capsys):
    rows = answer_rows({"330402": 300})
    for i, row in enumerate(rows):
        row |= {"seconds": 60 + i % 50, "device": f"d{i}"}
    for row in rows[:8]:
        row["device"] = "one"
    file = write(tmp_path / "a.csv", rows)
    assert main(["check", str(file)]) == 0
    text = capsys.readouterr().out
    assert main(["check", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {flag["respondent"] for flag in found["flags"]} >= {f"330402-{i}" for i in range(8)}
    for flag in found["flags"]:
        assert flag["respondent"] in text
        assert all(reason in text for reason in flag["reasons"])


def test_bad_rows_are_named_and_the_rest_still_checked(tmp_path, capsys):
    rows = answer_rows({"330402": 40})
    rows[0]["q1"] = 9
    assert main(["check", str(write(tmp_path / "a.csv", rows))]) == 2
    said = capsys.readouterr()
    assert "第 2 行" in said.err
    assert "39 份" in said.out

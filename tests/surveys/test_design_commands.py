"""The commands about how answers were drawn: the mean of any number, and replicate weights."""

import csv
from pathlib import Path

import pytest

from surveys.__main__ import main
from tests.surveys.worlds import answer_rows, population_rows, write

API = Path(__file__).parent / "statistics" / "apistrat.csv"
DESIGN = ["--value", "api00", "--weight", "pw", "--stratum", "stype", "--fpc", "fpc"]


def test_the_mean_of_the_schools_of_california_is_printed_with_its_error(capsys):
    assert main(["mean", str(API), *DESIGN]) == 0
    assert "均值 662.287，标准误 9.4089" in capsys.readouterr().out
    assert main(["mean", str(API), *DESIGN, "--replicates", "JKn"]) == 0
    assert "均值 662.287，标准误 9.4089" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"value": "api99"}, "缺少列：api99"),
        ({"value": "stype"}, "第 2、3、4"),
        ({"fpc": "api00"}, "比抽到的还少"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path, capsys, changed, word):
    table = tmp_path / "t.csv"
    rows = ["api00,stype,pw,fpc", *(f"{3 + i % 3},E,1,100" for i in range(20))]
    table.write_text("\n".join(rows), encoding="utf-8")
    given = {"value": "api00", "weight": "pw", "stratum": "stype", "fpc": "fpc", **changed}
    options = [text for name, column in given.items() for text in (f"--{name}", column)]
    assert main(["mean", str(table), *options]) == 2
    assert word in capsys.readouterr().err


def test_replicate_weights_go_out_and_come_back_in(tmp_path, capsys):
    rows = answer_rows({"330402": 80, "330411": 90})
    file = write(tmp_path / "a.csv", rows)
    people = write(tmp_path / "p.csv", population_rows(["330402", "330411"]))
    out = tmp_path / "w.csv"
    ask = ["weights", str(file), "--population", str(people), "--out", str(out)]
    assert main(ask) == 0
    with out.open(encoding="utf-8-sig") as made:
        weights = list(csv.DictReader(made))
    assert len(weights) == 170
    assert len(weights[0]) == 3 + 200
    for row, weight in zip(rows, weights, strict=True):
        assert row["respondent"] == weight["respondent"]
        row.update({name: weight[name] for name in weight if name not in ("region",)})
    again = write(tmp_path / "b.csv", rows)
    capsys.readouterr()
    assert main(["rank", str(again), "--json"]) == 0
    assert "200 组重复权重，没有用" in capsys.readouterr().err
    assert main(["rank", str(again), "--replicates", "bootstrap", "--json"]) == 0
    said = capsys.readouterr().out
    assert "重复权重得出" in said


def test_the_jackknife_of_too_many_units_is_refused(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows({"330402": 2100}))
    ask = ["weights", str(file), "--replicates", "JK1", "--out", str(tmp_path / "w.csv")]
    assert main(ask) == 2
    assert "多于 2000 个" in capsys.readouterr().err

"""The command that ranks regions from a file."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from surveys.__main__ import main
from surveys.report.columns import HEADINGS
from tests.surveys.worlds import COUNTIES, answer_rows, population_rows, write

FIELDS = {
    "region",
    "name",
    "n",
    "score",
    "se",
    "ci_low",
    "ci_high",
    "satisfied",
    "deff",
    "rank",
    "rank_low",
    "rank_high",
    "rank_low_marginal",
    "rank_high_marginal",
    "suppressed",
}


def ranked(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert main(["rank", *map(str, arguments), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["rank", *map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_wave_is_ranked_with_names_and_every_published_field(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows(dict.fromkeys(COUNTIES, 120)))
    found = ranked(capsys, file)
    assert (found["wave"], found["mapping"]) == ("2026Q3", [0, 25, 50, 75, 100])
    regions = found["regions"]
    assert {line["name"] for line in regions} >= {"南湖区", "海宁市"}
    assert all(set(line) >= FIELDS for line in regions)
    assert all(line["rank_low"] <= line["rank"] <= line["rank_high"] for line in regions)
    assert sorted(regions, key=lambda line: -line["score"]) == regions


def test_the_score_is_the_mean_over_people_of_all_their_questions(tmp_path, capsys):
    rows = [
        {"respondent": f"r{i}", "wave": "w", "region": "330402", "q1": 5, "q2": 3 if i % 2 else 4}
        for i in range(100)
    ]
    line = ranked(capsys, write(tmp_path / "a.csv", rows))["regions"][0]
    assert line["score"] == line["plain"] == pytest.approx((75 + 87.5) / 2)
    assert line["satisfied"] == pytest.approx((0.5 + 1) / 2)
    # the spread of people, and half an answer at each bound and two more by how many agree
    spread = np.var([75, 87.5] * 50, ddof=1) / 100 * 100 / 99 * 99 / 100
    unseen = (0.5 + 2 * 0.5) * (81.25**2 + 18.75**2) / 100**2
    assert line["se"] ** 2 == pytest.approx(spread * 100 / 99 + unseen, rel=1e-3)


def test_who_skips_the_hard_question_does_not_score_higher_for_it(tmp_path, capsys):
    rows = [
        {"respondent": f"{r}{i}", "wave": "w", "region": r, "q1": 5,
         "q2": "" if r == "330411" and i % 4 else 3}
        for r in ("330402", "330411")
        for i in range(100)
    ]  # fmt: skip
    found = ranked(capsys, write(tmp_path / "a.csv", rows))
    lines = {line["region"]: line for line in found["regions"]}
    assert lines["330411"]["score"] == pytest.approx(75)
    assert lines["330411"]["plain"] == pytest.approx(93.75)
    # 62.5 % in steps worth five people, that nobody who skipped it can be counted
    assert lines["330411"]["responded"] == pytest.approx(0.6)
    assert found["item_response"] == {"q1": 1.0, "q2": pytest.approx(0.6)}
    assert "q2（60% 的人答了）" in found["method"]


def test_a_column_nobody_knows_is_said_and_not_ignored(tmp_path, capsys):
    rows = [row | {"clusterid": "a", "备注": "x"} for row in answer_rows({"330402": 60})]
    assert main(["rank", str(write(tmp_path / "a.csv", rows)), "--json"]) == 0
    assert "认不出的列，没有用：clusterid、备注" in capsys.readouterr().err


def test_households_widen_the_interval_of_those_who_answer_together(tmp_path, capsys):
    rows = answer_rows({"330402": 300})
    for i, row in enumerate(rows):
        row["cluster"] = f"h{i // 3}"
        row.update({f"q{j}": rows[i // 3 * 3][f"q{j}"] for j in range(1, 6)})
    together = ranked(capsys, write(tmp_path / "a.csv", rows))
    for row in rows:
        del row["cluster"]
    alone = ranked(capsys, write(tmp_path / "b.csv", rows))
    ratio = together["regions"][0]["se"] / alone["regions"][0]["se"]
    assert ratio == pytest.approx(3**0.5, rel=0.05)
    assert together["regions"][0]["effective"] == pytest.approx(100, rel=0.1)
    assert "同组" in together["method"]


@pytest.mark.parametrize(
    ("column", "cell", "word"),
    [("fpc", "0", "总体大小"), ("fpc", "x", "总体大小"), ("rep1", "-1", "重复权重")],
)
def test_a_design_that_cannot_be_is_named_with_its_line(tmp_path, capsys, column, cell, word):
    rows = [row | {column: "0.1"} for row in answer_rows({"330402": 60})]
    rows[0][column] = cell
    said = refused(capsys, write(tmp_path / "a.csv", rows))
    assert "第 2 行" in said
    assert word in said


def test_one_weight_that_outweighs_all_others_is_refused_by_name(tmp_path, capsys):
    rows = [row | {"weight": "1"} for row in answer_rows({"330402": 60})]
    rows[7]["weight"] = "1000000"
    said = refused(capsys, write(tmp_path / "a.csv", rows))
    assert "330402-7" in said
    assert "第 9 行" in said
    rows[7]["weight"] = "30"
    assert ranked(capsys, write(tmp_path / "b.csv", rows))["regions"][0]["n"] == 60


def test_other_points_are_printed_and_used(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows({"330402": 60}))
    found = ranked(capsys, file, "--points", "20,40,60,80,100")
    assert found["mapping"] == [20, 40, 60, 80, 100]
    assert "20/40/60/80/100" in found["method"]
    assert "由低到高" in refused(capsys, file, "--points", "100,75,50,25,0")
    assert "分值" in refused(capsys, file, "--points", "a,b")


def test_towns_roll_up_to_their_county(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows({"330402007": 60, "330402008": 70}))
    assert {line["name"] for line in ranked(capsys, file)["regions"]} == {"建设街道", "解放街道"}
    county = ranked(capsys, file, "--level", "county")["regions"]
    assert [(line["name"], line["n"]) for line in county] == [("南湖区", 130)]


@pytest.mark.parametrize(
    ("n", "shown", "hidden"),
    [
        (9, set(), {"n", "score", "rank", "satisfied"}),
        (29, {"n"}, {"score", "rank", "satisfied"}),
        (30, {"n", "score", "ci_low"}, {"rank", "satisfied", "rank_low"}),
        (49, {"n", "score", "ci_low"}, {"rank", "satisfied", "rank_low"}),
    ],
)
def test_small_regions_are_kept_back(tmp_path, capsys, n, shown, hidden):
    file = write(tmp_path / "a.csv", answer_rows({"330402": n, "330411": 60}))
    line = next(x for x in ranked(capsys, file)["regions"] if x["region"] == "330402")
    assert line["suppressed"]
    assert all(line[key] is not None for key in shown)
    assert all(line[key] is None for key in hidden)


def test_fifty_answers_earn_a_rank(tmp_path, capsys):
    line = ranked(capsys, write(tmp_path / "a.csv", answer_rows({"330402": 50})))["regions"][0]
    assert (line["rank"], line["rank_low"], line["rank_high"]) == (1, 1, 1)
    assert not line["suppressed"]


def test_bad_rows_are_named_with_their_lines_and_nothing_is_ranked(tmp_path, capsys):
    rows = answer_rows({"330402": 60})
    rows[3]["q1"] = 7
    rows[4]["q2"] = "很好"
    rows[5]["region"] = "12"
    rows[7]["respondent"] = rows[6]["respondent"]
    file = write(tmp_path / "a.csv", rows)
    said = refused(capsys, file)
    for line, word in ((5, "“7”"), (6, "“很好”"), (7, "“12”"), (9, "重复")):
        assert any(f"第 {line} 行" in text and word in text for text in said.splitlines())
    assert "4 行有错" in said
    found = ranked(capsys, file, "--skip-bad")
    assert found["regions"][0]["n"] == 56
    assert "4 行不能用" in found["method"]


def test_line_numbers_stay_right_behind_blank_lines_and_quoted_breaks(tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text(
        'respondent,wave,region,q1\na,w,330402,5\n\n"b\nc",w,330402,4\nd,w,330402,9\ne,w,330402\n',
        encoding="utf-8",
    )
    said = refused(capsys, file)
    assert "第 6 行" in said
    assert "第 7 行（共 1 行）：列数不对" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_every_usual_encoding_gives_the_same_ranking(tmp_path, capsys, encoding):
    rows = answer_rows({"330402": 60, "330411": 60})
    plain = ranked(capsys, write(tmp_path / "a.csv", rows))
    assert ranked(capsys, write(tmp_path / "b.csv", rows, encoding=encoding)) == plain


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"respondent,wave,region,q1\n", "没有一行答卷"),
        (b"respondent,wave,q1\na,w,5\n", "缺少列：region"),
        (b"respondent,wave,region,q1,q1\na,w,330402,5,5\n", "列名重复"),
        (b"PK\x03\x04rest", "Excel"),
        (bytes(range(128, 256)), "编码"),
        (b"respondent,wave,region,q1\na,w1,330402,5\nb,w2,330402,5\n", "--wave"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, capsys, content, word):
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    assert word in refused(capsys, file)


@pytest.mark.parametrize("weight", ["-1", "0", "x", ""])
def test_a_weight_must_be_above_zero(tmp_path, capsys, weight):
    rows = [row | {"weight": "1"} for row in answer_rows({"330402": 60})]
    rows[0]["weight"] = weight
    assert "第 2 行" in refused(capsys, write(tmp_path / "a.csv", rows))


def test_a_region_we_do_not_know_is_ranked_by_its_code_with_a_warning(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows({"330402": 60, "330499": 60}))
    assert main(["rank", str(file), "--json"]) == 0
    said = capsys.readouterr()
    assert "330499 不在地区表里" in said.err
    assert {line["name"] for line in json.loads(said.out)["regions"]} == {"南湖区", "330499"}


def test_several_modes_are_never_mixed_silently(tmp_path, capsys):
    rows = [
        row | {"mode": "phone" if i % 2 else "wechat"}
        for i, row in enumerate(answer_rows({"330402": 140, "330411": 140}))
    ]
    file = write(tmp_path / "a.csv", rows)
    assert main(["rank", str(file), "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert "--mode" in said.err
    assert "合并了几种答卷方式" in found["method"]
    assert set(found["by_mode"]) == {"phone", "wechat"}
    alone = ranked(capsys, file, "--mode", "phone")
    assert alone["regions"][0]["n"] == 70
    assert alone["by_mode"] == {}


def test_without_a_population_table_it_says_that_nothing_was_weighted(tmp_path, capsys):
    found = ranked(capsys, write(tmp_path / "a.csv", answer_rows({"330402": 60})))
    assert "不加权" in found["method"]
    assert found["regions"][0]["deff"] == pytest.approx(1)


def test_weighting_meets_the_population_and_keeps_the_plain_ranking_beside(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows(dict.fromkeys(COUNTIES, 200)))
    table = write(tmp_path / "p.csv", population_rows(COUNTIES))
    found = ranked(capsys, file, "--population", table)
    assert "事后分层" in found["method"]
    assert len(found["unweighted"]) == 7
    assert all(line["deff"] > 1 for line in found["regions"])


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("region,age,sex,count\n330402,18-29,男,x\n", "第 2 行"),
        ("region,age,sex,count\n330402,18-29,男,-3\n", "第 2 行"),
        ("region,age,count\n330402,18-29,3\n", "缺少列：sex"),
        ("region,age,sex,count\n330402,18-29,男,3\n330402,25-35,男,3\n", "重叠"),
        ("region,age,sex,count\n330402,18-29,男,0\n", "没有人数"),
    ],
)
def test_a_population_table_with_holes_is_refused(tmp_path, capsys, table, word):
    file = write(tmp_path / "a.csv", answer_rows({"330402": 60}))
    population = tmp_path / "p.csv"
    population.write_text(table, encoding="utf-8")
    assert word in refused(capsys, file, "--population", population)


def test_the_workbook_carries_tables_charts_method_and_trace(tmp_path, capsys):
    rows = answer_rows(dict.fromkeys(COUNTIES, 120))
    for row in rows[:30]:
        row["wave"] = "2026Q3"
        row["device"] = "one"
    for i, row in enumerate(rows[30:]):
        row["device"] = f"d{i}"
    file = write(tmp_path / "a.csv", rows)
    out = tmp_path / "o.xlsx"
    table = write(tmp_path / "p.csv", population_rows(COUNTIES))
    assert (
        main(
            [
                "rank",
                str(file),
                "--population",
                str(table),
                "--out",
                str(out),
                "--questionnaire",
                "v3",
            ]
        )
        == 0
    )
    book = openpyxl.load_workbook(out)
    assert {"排名", "未加权", "去掉存疑答卷", "各题", "存疑答卷", "方法"} <= set(book.sheetnames)
    assert len(book["排名"]._charts) == 2
    heading = [cell.value for cell in book["排名"][4]]
    assert heading == [text for _, text in HEADINGS]
    compared = [cell.value for cell in book["去掉存疑答卷"][4]]
    assert {"得分", "得分(去掉存疑)", "得分(存疑降权)", "名次(存疑降权)"} <= set(compared)
    trace = book["排名"]["A2"].value
    for word in ("2026Q3", "v3", "0/25/50/75/100", "指纹"):
        assert word in trace


def test_the_same_file_gives_the_same_numbers_and_fingerprint(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows(dict.fromkeys(COUNTIES, 60)))
    first = ranked(capsys, file)
    assert first == ranked(capsys, file)
    other = write(tmp_path / "b.csv", answer_rows(dict.fromkeys(COUNTIES, 60), seed=9))
    assert ranked(capsys, other)["hash"] != first["hash"]


def test_names_may_come_from_another_list(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows({"110101": 60}))
    names = tmp_path / "n.csv"
    names.write_text("code,name\n110101,东城区\n", encoding="utf-8")
    assert ranked(capsys, file, "--names", names)["regions"][0]["name"] == "东城区"


def test_an_unwritable_kind_of_output_is_refused_before_work(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows({"330402": 60}))
    assert "--out" in refused(capsys, file, "--out", tmp_path / "o.doc")
    assert not Path(tmp_path / "o.doc").exists()


def test_the_newest_of_several_waves_is_ranked_beside_the_earlier_ones(tmp_path, capsys) -> None:
    rows = [
        {**row, "wave": label, "respondent": f"{label}{row['respondent']}"}
        for label in ("2025Q3", "2026-Q2", "2026Q3")
        for row in answer_rows({"330402": 60, "330411": 60}, seed=len(label))
    ]
    file = write(tmp_path / "a.csv", rows)
    assert main(["rank", str(file), "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["wave"] == "2026Q3"
    assert "--wave" in said.err
    assert [one["before"] for one in found["changes"]] == ["2026-Q2", "2025Q3"]
    assert all(len(one["regions"]) == 2 for one in found["changes"])


def test_text_from_a_file_never_runs_as_a_formula(tmp_path):
    rows = [row | {"wave": "=1+1"} for row in answer_rows({"330402": 60})]
    file = write(tmp_path / "a.csv", rows)
    book, sheet = tmp_path / "o.xlsx", tmp_path / "o.csv"
    assert main(["rank", str(file), "--out", str(book)]) == 0
    assert main(["rank", str(file), "--out", str(sheet)]) == 0
    cells = [c for ws in openpyxl.load_workbook(book) for row in ws for c in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    text = sheet.read_bytes().decode("utf-8-sig")
    assert "'=1+1" in text


def test_a_workbook_with_a_title_ranks_as_the_csv_does(tmp_path, capsys):
    rows = answer_rows({"330402": 60, "330411": 60})
    plain = ranked(capsys, write(tmp_path / "a.csv", rows))
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("答卷")
    sheet.append(["三季度答卷"])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([int(cell) if str(cell).isdigit() else cell for cell in row.values()])
    book.save(tmp_path / "a.xlsx")
    assert ranked(capsys, tmp_path / "a.xlsx", "--sheet", "答卷") == plain
    assert "有：说明、答卷" in refused(capsys, tmp_path / "a.xlsx", "--sheet", "Sheet1")


def test_population_and_names_are_read_with_the_tolerance_of_the_answers(tmp_path, capsys):
    file = write(tmp_path / "a.csv", answer_rows(dict.fromkeys(COUNTIES, 60)))
    table = write(tmp_path / "p.csv", population_rows(COUNTIES))
    plain = ranked(capsys, file, "--population", table)
    text = table.read_text(encoding="utf-8").replace(",", ";")
    (tmp_path / "q.csv").write_bytes(("\r\n" + text).encode("utf-16"))
    assert ranked(capsys, file, "--population", tmp_path / "q.csv") == plain
    names = tmp_path / "n.csv"
    names.write_bytes("sep=;\r\ncode;name\r\n３３０４０２;南湖\r\n;\r\n".encode("gbk"))
    regions = ranked(capsys, file, "--names", names)["regions"]
    assert "南湖" in {line["name"] for line in regions}
    names.write_bytes("code,name\n330402\n".encode("gbk"))
    assert "第 2 行：列数不对" in refused(capsys, file, "--names", names)

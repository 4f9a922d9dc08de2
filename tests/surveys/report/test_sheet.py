"""The workbook can be read by an officer who knows no program's words."""

from __future__ import annotations

import io
import re
from datetime import date

import numpy as np
import openpyxl

from surveys.checks import check
from surveys.report.plain import write_csv
from surveys.report.sheet import write_xlsx
from surveys.statistics.answers import Answers
from surveys.statistics.changes import absent, compare
from surveys.statistics.population import Population
from surveys.statistics.questions import by_question
from surveys.statistics.ranking import SurveyRanking, estimate

TOWNS = ["330402007", "330402008", "330411105"]
# Names of people and what a paper is found by.
NAMES = {"Mogstad", "Romano", "Shaikh", "Wilhelm", "restud", "rdad", "Kish"}
AGES = {"18-44": 900.0, "45-70": 700.0}


def answers(wave: str = "2026Q3", seed: int = 1) -> Answers:
    """A wave with everything a workbook can show: two modes, hurried answers, small towns."""
    random = np.random.default_rng(seed)
    n = 400
    return Answers.of(
        wave=wave,
        respondent=[str(i) for i in range(n)],
        region=random.choice(TOWNS, n, p=[0.5, 0.45, 0.05]).tolist(),
        answers=random.integers(1, 6, (n, 2)),
        questions=["air", "water"],
        age=random.choice(["30", "60"], n).tolist(),
        sex=random.choice(["男", "女"], n).tolist(),
        mode=random.choice(["wechat", "telephone"], n).tolist(),
        seconds=np.where(np.arange(n) < 30, 0.4, random.lognormal(4.3, 0.4, n)).tolist(),
        device=["a" if i < 9 else str(i) for i in range(n)],
        attention=[0 if i == 50 else 1 for i in range(n)],
    )


def ranked(given: Answers) -> SurveyRanking:
    counts = {(town, age, sex): n for town in TOWNS for age, n in AGES.items() for sex in "男女"}
    trust = check(given).weight
    return estimate(given, Population(counts), made_on=date(2026, 10, 1), trust=trust)


def foreign_words(text: str) -> set[str]:
    without_hash = re.sub(r"\b[0-9a-f]{12}\b", "", text)
    return set(re.findall(r"[A-Za-z_]{2,}", without_hash)) - NAMES


def test_every_cell_of_the_workbook_is_chinese() -> None:
    given = answers()
    ranking = ranked(given)
    flags = [(flag.respondent, "；".join(flag.reasons)) for flag in check(given).flags]
    assert flags
    data = io.BytesIO()
    write_xlsx(
        ranking,
        data,
        questions=by_question(given, ranking),
        comparisons=[absent("2026Q2"), compare(ranking, ranked(answers("2025Q3", seed=2)))],
        flags=flags,
        titles={"air": "空气好吗？", "water": "河水好吗？"},
    )
    book = openpyxl.load_workbook(data)
    assert {"方式1", "存疑答卷", "去掉存疑答卷", "变化", "各题", "方法"} <= set(book.sheetnames)
    found = {
        word
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
        for word in foreign_words(str(value) if isinstance(value, str) else "")
    }
    assert found == set()


def test_every_line_of_the_csv_is_chinese() -> None:
    data = io.BytesIO()
    write_csv(ranked(answers()), data)
    assert foreign_words(data.getvalue().decode("utf-8-sig")) == set()


def test_programs_keep_the_codes() -> None:
    made = ranked(answers()).as_json()
    assert made["mode"] == "telephone、wechat"
    assert set(made["by_mode"]) == {"telephone", "wechat"}  # type: ignore[call-overload]

"""A section that got worse is named with what decided it; one that swings as ever is no news."""

from __future__ import annotations

from collections.abc import Sequence

from bureau.diagnosis.making import diagnose
from bureau.diagnosis.model import MonthFindings
from bureau.quality.model import Fetched, Section, WaterMonth
from bureau.wiring import Bureau
from tests.bureau.diagnosis.conftest import OCTOBER, material

TOWN = "330411101"
GOOD = {"pH": 7.4, "DO": 8.0, "CODMn": 3.0, "NH3N": 0.3, "TP": 0.1}


def measure(bureau: Bureau, name: str, indicator: str, values: Sequence[float]) -> None:
    """Store a section's months, the newest first."""
    section, month, rows = Section(name, name, "bureau", place=TOWN), OCTOBER, []
    for value in values:
        rows.append(WaterMonth(name, month.first, "bureau", GOOD | {indicator: value}))
        month = month.before
    bureau.observations.save(Fetched(sections=(section,), water_months=tuple(rows)), at=OCTOBER.end)


def found(bureau: Bureau) -> MonthFindings:
    area = bureau.places.get(TOWN)
    assert area is not None
    return diagnose(material(bureau), area, demo=False)


STEADY = [0.15, 0.16, 0.15, 0.14, 0.15, 0.16, 0.15, 0.14, 0.15, 0.16, 0.15, 0.14, 0.15]
SWINGING = [0.1, 0.22, 0.08, 0.25, 0.1, 0.24, 0.09, 0.22, 0.1, 0.25, 0.08, 0.2, 0.1]


def test_a_section_that_left_its_class_is_listed_with_its_indicator(bureau: Bureau) -> None:
    measure(bureau, "甲桥", "TP", [0.31, *STEADY])
    findings = found(bureau)
    assert findings.figures["sections.dropped"].value == 1
    [row] = findings.rows("sections", public=True)
    assert row[:5] == ("甲桥", "Ⅲ类", "Ⅲ类", "Ⅴ类", "总磷")
    [look] = findings.sentences("look", public=True)
    assert look.startswith("甲桥：由Ⅲ类变成Ⅴ类，主要是总磷，比上月高107%")


def test_oxygen_got_worse_where_it_fell(bureau: Bureau) -> None:
    measure(bureau, "乙桥", "DO", [2.5, 8.0, 7.9, 8.1, 8.0, 7.8, 8.1, 8.0, 7.9, 8.0])
    [look] = found(bureau).sentences("look", public=True)
    assert "溶解氧，比上月低69%" in look


def test_a_section_that_swings_as_ever_is_listed_and_not_looked_at(bureau: Bureau) -> None:
    measure(bureau, "丙桥", "TP", [0.24, *SWINGING])
    findings = found(bureau)
    assert findings.figures["sections.worse"].value == 1
    assert findings.sentences("look", public=True) == [
        "和上月、去年同月比，没有哪一项变差到超出偶然波动，所以这里不硬凑。"
    ]


def test_a_section_that_got_better_is_no_news(bureau: Bureau) -> None:
    measure(bureau, "丁桥", "TP", [0.15, 0.35, *STEADY])
    findings = found(bureau)
    assert findings.figures["sections.worse"].value == 0
    assert findings.rows("sections", public=True) == []


def test_a_section_without_a_month_before_is_not_said_to_be_worse(bureau: Bureau) -> None:
    measure(bureau, "戊桥", "TP", [0.5])
    findings = found(bureau)
    assert findings.figures["sections.worse"].value == 0
    assert "太少，不算区间" in "".join(findings.sentences("water", public=True))


def test_where_the_bureaus_own_table_is_no_other_section_of_that_month_counts(
    bureau: Bureau,
) -> None:
    measure(bureau, "甲桥", "TP", STEADY)
    other = Section("s", "国控", "national", place=TOWN)
    row = WaterMonth("s", OCTOBER.first, "national", GOOD)
    bureau.observations.save(Fetched(sections=(other,), water_months=(row,)), at=OCTOBER.end)
    assert found(bureau).figures["water.sections"].value == 1


def test_many_sections_that_fell_are_a_change_of_the_share(bureau: Bureau) -> None:
    for n in range(12):
        measure(bureau, f"断面{n}", "TP", [0.26 if n < 7 else 0.15, *STEADY])
    findings = found(bureau)
    change = findings.figures["water.good_share.before.change"]
    assert change.sure
    assert change.size == "58.3"
    assert len(findings.sentences("look", public=True)) == 3
    assert len(findings.rows("sections", public=True)) == 7

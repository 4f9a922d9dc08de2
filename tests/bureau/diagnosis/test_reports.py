"""Reports are counted where they happened; small numbers are the bureau's alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.adapters.store.odor import StoredOdor
from bureau.cases import Draft
from bureau.diagnosis.making import diagnose
from bureau.diagnosis.model import MonthFindings
from bureau.diagnosis.words import said
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary
from bureau.places import gazetteer
from bureau.wiring import Bureau
from tests.bureau.diagnosis.conftest import OCTOBER, material

COUNTY = gazetteer().counties()[0].code
FEW, OTHER, MANY, NONE = (town.code for town in gazetteer().towns(COUNTY)[:4])


def report(bureau: Bureau, town: str, count: int, at: datetime, category: str = "odor") -> None:
    for n in range(count):
        draft = Draft(categories=(category,), place=town, description="x")
        by = f"{town}{category}{at:%m}{n:03}"[:32].ljust(32, "0")
        moment = at + timedelta(hours=3 * n)
        bureau.cases.submit(draft=draft, by=by, at=moment, message_key=f"{by} {at}")


def found(bureau: Bureau, code: str) -> MonthFindings:
    area = bureau.places.get(code)
    assert area is not None
    return diagnose(material(bureau), area, demo=True)


def told(findings: MonthFindings, *, public: bool) -> str:
    texts = [text for block in findings.blocks
             for text in findings.sentences(block.key, public=public)]  # fmt: skip
    rows = [cell for block in findings.blocks
            for row in findings.rows(block.key, public=public) for cell in row]  # fmt: skip
    return "\n".join([*texts, *rows])


@pytest.fixture
def reported(bureau: Bureau) -> Bureau:
    october, september = OCTOBER.start, OCTOBER.before.start
    report(bureau, FEW, 3, october)
    report(bureau, OTHER, 7, october, "water")
    report(bureau, MANY, 40, october)
    report(bureau, MANY, 12, september)
    return bureau


def test_a_place_counts_what_happened_in_it(reported: Bureau) -> None:
    for code, count in ((MANY, 40), (COUNTY, 50), ("330400", 50), (NONE, 0)):
        findings = found(reported, code)
        assert findings.figures["reports.received.now"].value == count, code


def test_small_numbers_are_not_told_to_the_public(reported: Bureau) -> None:
    findings = found(reported, FEW)
    assert findings.figures["reports.received.now"].small
    assert "举报3件" in told(findings, public=False)
    public = told(findings, public=True)
    assert "3" not in "".join(findings.sentences("reports", public=True))
    assert "举报3件" not in public
    assert said()["cells"]["few"] in public


def test_beside_a_lone_gap_another_is_kept_back(reported: Bureau) -> None:
    # 50 of the county less 40 and 7 would tell the 3.
    findings = found(reported, OTHER)
    assert findings.figures["reports.received.now"].small
    assert "7" not in "".join(findings.sentences("reports", public=True))
    assert not found(reported, MANY).figures["reports.received.now"].small


def test_what_grew_beyond_chance_is_to_be_looked_at(reported: Bureau) -> None:
    findings = found(reported, MANY)
    change = findings.figures["reports.received.before.change"]
    assert (change.value, change.sure) == (28, True)
    [look] = findings.sentences("look", public=True)
    assert "异味" in look
    assert "比去年同月多40件" in look, "of one subject the surer comparison"


def test_the_category_that_is_most_of_it_is_named(reported: Bureau) -> None:
    assert any(
        "异味" in each for each in found(reported, COUNTY).sentences("reports", public=False)
    )


def test_nothing_reported_is_said_and_no_rate_is_told_of_nobody(bureau: Bureau) -> None:
    findings = found(bureau, NONE)
    assert "没有收到举报" in told(findings, public=True)
    rates = [row for row in findings.rows("reports", public=True) if row[0].endswith("率（%）")]
    assert rates == []


def test_odor_events_count_for_every_town_they_reach(bureau: Bureau) -> None:
    store = StoredOdor(bureau.database)
    seen = [
        Sighting(f"case:{n}", OCTOBER.start + timedelta(hours=5), 0, 0, county=COUNTY, town=town)
        for n, town in enumerate((FEW, OTHER, MANY))
    ]
    late = Sighting("case:9", OCTOBER.end + timedelta(minutes=1), 0, 0, county=COUNTY, town=FEW)
    store.take_in([*seen, late])
    for some in (seen, [late]):
        keys = tuple(each.key for each in some)
        store.apply(Plan(fresh=[keys]), {keys: summary(some)}, at=OCTOBER.end)
    for town, count in ((FEW, 1), (OTHER, 1), (NONE, 0), (COUNTY, 1)):
        assert found(bureau, town).figures["reports.events.now"].value == count, town

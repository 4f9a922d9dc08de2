"""Made by the 5th, never of a month that lasts; released as it was seen, taken back with a word."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from basis.clock import SHANGHAI
from bureau.adapters.store.diagnosis import StoredDiagnoses
from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Diagnosis, DiagnosisState
from bureau.diagnosis.service import LONGEST_NOTE, MOST_NOTES, Diagnoses, DiagnosisError
from bureau.quality.model import AirDay, Fetched, Section, Station, WaterMonth
from bureau.wiring import Bureau
from tests.bureau.diagnosis.conftest import material

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
CITY = "330400"


def over(bureau: Bureau, *, demo: bool) -> Diagnoses:
    def gather(month: MonthDays, at: datetime) -> Material:
        return material(bureau, month)

    def draw(diagnosis: Diagnosis, public: bool) -> bytes:
        return b""

    shelf = StoredDiagnoses(bureau.database)
    return Diagnoses(shelf, gather, draw, bureau.places, demo=demo)


@pytest.fixture
def diagnoses(bureau: Bureau) -> Diagnoses:
    return over(bureau, demo=False)


def here(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_they_are_made_once_and_by_the_fifth_whatever_came(diagnoses: Diagnoses) -> None:
    assert diagnoses.make_due(at=here(11, 2, 23)) == 0
    assert diagnoses.make_due(at=here(11, 4)) == 0, "nothing has come yet: it is waited for"
    assert diagnoses.make_due(at=here(11, 5, 0)) == 80
    assert diagnoses.make_due(at=here(11, 5, 1)) == 0
    assert diagnoses.months() == [OCTOBER]
    # A worker that slept over the 5th makes up for it, and the next month comes in its turn.
    assert diagnoses.make_due(at=here(12, 28)) == 80
    assert diagnoses.months()[0] == date(2026, 11, 1)


def test_what_has_come_by_the_third_is_made_then(bureau: Bureau, diagnoses: Diagnoses) -> None:
    day = AirDay("3301A", date(2026, 10, 9), "bureau", pm2_5_ug_m3=30.0)
    row = WaterMonth("甲桥", OCTOBER, "bureau", {"DO": 8.0, "TP": 0.1})
    station = Station("3301A", "甲站", "bureau", "330411101")
    section = Section("甲桥", "甲桥", "bureau", place="330411101")
    bureau.observations.save(Fetched(air_days=(day,), stations=(station,)), at=AT)
    assert diagnoses.make_due(at=here(11, 3)) == 0, "there is no water"
    bureau.observations.save(Fetched(water_months=(row,), sections=(section,)), at=AT)
    assert diagnoses.make_due(at=here(11, 3)) == 80


def test_a_demonstration_waits_until_its_past_is_filled_in(bureau: Bureau) -> None:
    assert over(bureau, demo=True).make_due(at=here(11, 27)) == 0


def test_a_month_that_lasts_is_never_diagnosed(diagnoses: Diagnoses) -> None:
    for month in (date(2026, 11, 1), date(2027, 1, 1)):
        with pytest.raises(DiagnosisError) as refused:
            diagnoses.make(area=CITY, month=month, by="li", at=AT)
        assert refused.value.code == "month"
    assert diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT).version == 1


@pytest.mark.parametrize("area", ["330499", "", "330411101999", "jingkai"])
def test_an_area_that_has_no_diagnoses_is_refused(diagnoses: Diagnoses, area: str) -> None:
    with pytest.raises(DiagnosisError):
        diagnoses.make(area=area, month=OCTOBER, by="li", at=AT)


def test_the_demonstration_is_marked(bureau: Bureau) -> None:
    for demo in (True, False):
        made = over(bureau, demo=demo).make(area=CITY, month=OCTOBER, by="li", at=AT)
        assert made.findings.demo is demo


def test_only_the_version_that_was_seen_is_released(diagnoses: Diagnoses) -> None:
    diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT)
    diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT)
    with pytest.raises(DiagnosisError) as refused:
        diagnoses.release(area=CITY, month=OCTOBER, version=1, by="li", at=AT)
    assert refused.value.code == "state"
    diagnoses.release(area=CITY, month=OCTOBER, version=2, by="li", at=AT)
    assert diagnoses.last_released(area=CITY) == diagnoses.released(area=CITY, month=OCTOBER)


def test_what_is_released_does_not_change(diagnoses: Diagnoses) -> None:
    diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT)
    diagnoses.release(area=CITY, month=OCTOBER, version=1, by="li", at=AT)
    for act in (
        lambda: diagnoses.annotate(area=CITY, month=OCTOBER, text="x", by="li", at=AT),
        lambda: diagnoses.drop_note(area=CITY, month=OCTOBER, note=1, by="li", at=AT),
        lambda: diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT),
        lambda: diagnoses.release(area=CITY, month=OCTOBER, version=1, by="li", at=AT),
    ):
        with pytest.raises(DiagnosisError) as refused:
            act()
        assert refused.value.code == "released_already"


def test_taking_back_wants_a_reason_and_something_released(diagnoses: Diagnoses) -> None:
    diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT)
    with pytest.raises(DiagnosisError, match="state"):
        diagnoses.withdraw(area=CITY, month=OCTOBER, reason="错了", by="li", at=AT)
    diagnoses.release(area=CITY, month=OCTOBER, version=1, by="li", at=AT)
    for reason, code in (("  ", "empty"), ("长" * 201, "long")):
        with pytest.raises(DiagnosisError, match=code):
            diagnoses.withdraw(area=CITY, month=OCTOBER, reason=reason, by="li", at=AT)
    diagnoses.withdraw(area=CITY, month=OCTOBER, reason="数据有误", by="wang", at=AT)
    assert diagnoses.released(area=CITY, month=OCTOBER) is None
    newest = diagnoses.newest(area=CITY, month=OCTOBER)
    assert newest is not None
    assert (newest.state, newest.reason, newest.by) == (
        DiagnosisState.WITHDRAWN, "数据有误", "wang",
    )  # fmt: skip


def test_notes_are_few_and_short(diagnoses: Diagnoses) -> None:
    diagnoses.make(area=CITY, month=OCTOBER, by="li", at=AT)
    for text, code in (("\n ", "empty"), ("长" * (LONGEST_NOTE + 1), "long")):
        with pytest.raises(DiagnosisError, match=code):
            diagnoses.annotate(area=CITY, month=OCTOBER, text=text, by="li", at=AT)
    for n in range(MOST_NOTES):
        diagnoses.annotate(area=CITY, month=OCTOBER, text=f"第{n}条", by="李", at=AT)
    with pytest.raises(DiagnosisError, match="many"):
        diagnoses.annotate(area=CITY, month=OCTOBER, text="x", by="li", at=AT)

"""Diagnoses on both databases: versions count on, what is released stays as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from bureau.adapters.store.diagnosis import StoredDiagnoses
from bureau.adapters.store.engine import Database
from bureau.diagnosis.model import (
    Audience,
    Block,
    BoundSentence,
    Diagnosis,
    DiagnosisState,
    Drawn,
    Figure,
    FigureRow,
    MonthFindings,
)

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
MONTH = date(2026, 10, 1)


def findings(area: str = "330400", month: date = MONTH) -> MonthFindings:
    figure = Figure("a", 3.25, 1, 1.0, 5.5, signed=True, sure=True, small=True)
    sentence = BoundSentence("air.none", "三", ("a",), ("PM2.5",), Audience.PUBLIC)
    block = Block("air", (sentence,), ("x", "y"), (FigureRow(("PM2.5", "=a")),))
    drawn = Drawn((1, None), (2.5, None), "PM2.5", (None,), ((1, 2), (3, 4)))
    return MonthFindings(area, month, "嘉兴市", True, {"a": figure}, (block,), drawn)


@pytest.fixture
def shelf(database: Database) -> StoredDiagnoses:
    return StoredDiagnoses(database)


def kept(shelf: StoredDiagnoses, area: str = "330400", month: date = MONTH) -> Diagnosis:
    made = shelf.keep(findings(area, month), at=AT)
    assert made is not None
    return made


def released(shelf: StoredDiagnoses, made: Diagnosis) -> bool:
    return shelf.move(
        made.id, state=DiagnosisState.MADE, to=DiagnosisState.RELEASED, reason="", by="li", at=AT
    )


def withdrawn(shelf: StoredDiagnoses, made: Diagnosis) -> bool:
    return shelf.move(
        made.id, state=DiagnosisState.RELEASED, to=DiagnosisState.WITHDRAWN, reason="错了",
        by="wang", at=AT,
    )  # fmt: skip


def test_what_was_kept_is_read_again_to_the_last_figure(shelf: StoredDiagnoses) -> None:
    made = kept(shelf)
    assert (made.version, made.state) == (1, DiagnosisState.MADE)
    assert shelf.newest("330400", MONTH) == made
    assert made.findings == findings()
    assert shelf.newest("330400", date(2026, 9, 1)) is None


def test_only_what_is_released_is_there_for_the_public(shelf: StoredDiagnoses) -> None:
    made = kept(shelf)
    assert shelf.released("330400", MONTH) is None
    assert shelf.months(released=True) == []
    assert released(shelf, made)
    assert not released(shelf, made), "it is released already"
    found = shelf.released("330400", MONTH)
    assert found is not None
    assert (found.by, found.changed) == ("li", AT)
    assert shelf.released_areas(MONTH) == ["330400"]
    assert shelf.released_months("330400") == [MONTH]


def test_a_released_one_cannot_be_made_anew_or_written_beside(shelf: StoredDiagnoses) -> None:
    made = kept(shelf)
    assert shelf.annotate(made.id, text="说明", by="li", at=AT)
    assert released(shelf, made)
    assert shelf.keep(findings(), at=AT) is None
    assert not shelf.annotate(made.id, text="再说", by="li", at=AT)
    found = shelf.released("330400", MONTH)
    assert found is not None
    assert [note.text for note in found.notes] == ["说明"]
    assert not shelf.drop_note(made.id, found.notes[0].id)


def test_what_was_taken_back_is_gone_and_the_next_version_counts_on(
    shelf: StoredDiagnoses,
) -> None:
    made = kept(shelf)
    assert released(shelf, made)
    assert withdrawn(shelf, made)
    assert shelf.released("330400", MONTH) is None
    again = kept(shelf)
    assert again.version == 2
    newest = shelf.newest("330400", MONTH)
    assert newest is not None
    assert newest.version == 2
    assert released(shelf, again)
    [entry] = shelf.entries(MONTH)
    assert (entry.version, entry.state) == (2, DiagnosisState.RELEASED)


def test_a_note_goes_from_its_own_diagnosis_alone(shelf: StoredDiagnoses) -> None:
    one, other = kept(shelf), kept(shelf, "330411")
    assert shelf.annotate(one.id, text="a", by="li", at=AT + timedelta(hours=1))
    found = shelf.newest("330400", MONTH)
    assert found is not None
    assert not shelf.drop_note(other.id, found.notes[0].id)
    assert shelf.drop_note(one.id, found.notes[0].id)
    assert not shelf.drop_note(one.id, found.notes[0].id)


def test_months_and_areas_are_listed(shelf: StoredDiagnoses) -> None:
    kept(shelf)
    kept(shelf, "330411101")
    kept(shelf, month=date(2026, 9, 1))
    assert shelf.months(released=False) == [MONTH, date(2026, 9, 1)]
    assert shelf.areas(MONTH) == {"330400", "330411101"}
    assert [entry.area for entry in shelf.entries(MONTH)] == ["330400", "330411101"]


def test_workers_at_the_same_time_make_each_version_once(shelf: StoredDiagnoses) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: shelf.keep(findings(), at=AT), range(4)))
    versions = sorted(each.version for each in made if each is not None)
    assert versions == list(range(1, len(versions) + 1))

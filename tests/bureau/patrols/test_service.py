"""Volunteers apply, officers decide, volunteers record what they see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.patrols import StoredPatrols
from bureau.messaging.twin import KeptOutbox
from bureau.patrols import ApplicationStatus, PatrolDraft, PatrolError, PatrolKind, Patrols, words
from bureau.places import gazetteer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ME = "c" * 32
ODOR = PatrolDraft(kind=PatrolKind.ODOR, place="330411101", intensity=2, seen="淡淡的塑料味")


@pytest.fixture
def outbox() -> KeptOutbox:
    return KeptOutbox()


@pytest.fixture
def patrols(tmp_path: Path, outbox: KeptOutbox) -> Iterator[Patrols]:
    database = Database(f"sqlite:///{tmp_path / 'patrols.db'}")
    database.migrate()
    yield Patrols(StoredPatrols(database), outbox, gazetteer())
    database.close()


def volunteer(patrols: Patrols, kind: str = "odor", approved: bool = True) -> None:
    applied = patrols.apply(kind=kind, town="330411101", by=ME, at=AT, message_key=kind)
    patrols.decide(volunteer=applied.id, approved=approved, by="li", at=AT)


def test_who_applied_waits_for_an_officer(patrols: Patrols) -> None:
    assert patrols.role(by=ME) is None
    patrols.apply(kind="water", town="330411101", by=ME, at=AT, message_key="m1")
    role = patrols.role(by=ME)
    assert role is not None
    assert (role.kind, role.standing, role.approved) == ("water", "applied", False)


@pytest.mark.parametrize("approved", [True, False])
def test_the_decision_is_told(patrols: Patrols, outbox: KeptOutbox, approved: bool) -> None:
    volunteer(patrols, approved=approved)
    ((to, text, _),) = outbox.said
    assert to == ME
    assert "闻臭员" in text
    role = patrols.role(by=ME)
    assert (role is not None and role.approved) is approved


def test_an_application_is_decided_once(patrols: Patrols, outbox: KeptOutbox) -> None:
    volunteer(patrols)
    (applied,) = patrols.volunteers()
    for wrong, code in ((applied.id, "decided"), (999, "unknown")):
        with pytest.raises(PatrolError) as refused:
            patrols.decide(volunteer=wrong, approved=False, by="li", at=AT)
        assert refused.value.code == code
    assert len(outbox.said) == 1


def test_an_approved_volunteer_records_a_point_once(patrols: Patrols) -> None:
    volunteer(patrols)
    for _ in range(2):
        kept = patrols.record(draft=ODOR, by=ME, at=AT, message_key="p1")
    assert (kept.county, kept.town, kept.draft) == ("330411", "330411101", ODOR)
    assert patrols.search() == ([kept], 1)


def test_nothing_found_counts(patrols: Patrols) -> None:
    volunteer(patrols)
    nothing = replace(ODOR, intensity=0, found=False, seen="")
    assert patrols.record(draft=nothing, by=ME, at=AT, message_key="p1").draft == nothing


def test_a_location_alone_gives_county_and_town(patrols: Patrols) -> None:
    volunteer(patrols, "water")
    town = gazetteer().towns("330411")[0]
    here = PatrolDraft(kind=PatrolKind.WATER, longitude=town.longitude, latitude=town.latitude)
    kept = patrols.record(draft=here, by=ME, at=AT, message_key="p1")
    assert kept.county is not None
    assert kept.town is not None


def test_the_citizens_patrol_sends_every_kind(patrols: Patrols) -> None:
    volunteer(patrols, "group")
    assert patrols.record(draft=ODOR, by=ME, at=AT, message_key="p1")


def test_who_may_not_record_is_told_why(patrols: Patrols) -> None:
    def refused(draft: PatrolDraft = ODOR) -> str:
        with pytest.raises(PatrolError) as excinfo:
            patrols.record(draft=draft, by=ME, at=AT, message_key="p1")
        assert excinfo.value.explanation
        return excinfo.value.code

    assert refused() == "no_volunteer"
    applied = patrols.apply(kind="water", town=None, by=ME, at=AT, message_key="m1")
    assert refused() == "not_approved"
    patrols.decide(volunteer=applied.id, approved=True, by="li", at=AT)
    assert refused() == "other_kind"
    assert refused(PatrolDraft(kind=PatrolKind.WATER, place_text="  ")) == "nowhere"


@pytest.mark.parametrize(
    "facts", [{"intensity": 6}, {"intensity": -1}, {"longitude": 120.0}, {"kind": "fire"}]
)
def test_a_draft_out_of_range_is_an_error(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own words
        PatrolDraft(**{"kind": "odor", **facts})  # type: ignore[arg-type]


def test_every_kind_and_standing_has_words() -> None:
    assert all(words().kind(kind) for kind in PatrolKind)
    assert all(words().standing(standing) for standing in ApplicationStatus)


def test_a_photo_is_added_to_ones_own_patrol_once(patrols: Patrols) -> None:
    volunteer(patrols)
    kept = patrols.record(draft=ODOR, by=ME, at=AT, message_key="p1")
    for _ in range(2):
        patrols.add_photo(patrol=kept.id, photo="e1", by=ME)
    assert patrols.add_photo(patrol=kept.id, photo="e2", by=ME).draft.photos == ("e1", "e2")
    with pytest.raises(PatrolError, match="unknown_patrol"):
        patrols.add_photo(patrol=kept.id, photo="e3", by="d" * 32)


def test_odor_is_taken_from_the_trained_alone_where_that_is_asked(
    tmp_path: Path, outbox: KeptOutbox
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'trained.db'}")
    database.migrate()
    strict = Patrols(StoredPatrols(database), outbox, gazetteer(), training=True)
    volunteer(strict, "group")
    with pytest.raises(PatrolError) as refused:
        strict.record(draft=ODOR, by=ME, at=AT, message_key="p1")
    assert refused.value.code == "untrained"
    water = replace(ODOR, kind=PatrolKind.WATER, intensity=None, water_look="清")
    strict.record(draft=water, by=ME, at=AT, message_key="p2")
    role = strict.role(by=ME)
    assert role is not None
    strict.note(volunteer=role.id, trained=AT)
    strict.record(draft=ODOR, by=ME, at=AT, message_key="p1")
    database.close()


def test_a_volunteer_is_suspended_resumed_and_let_go_and_told_each_time(
    patrols: Patrols, outbox: KeptOutbox
) -> None:
    volunteer(patrols)
    role = patrols.role(by=ME)
    assert role is not None
    facts = {"volunteer": role.id, "by": "li", "at": AT}
    with pytest.raises(PatrolError, match="standing"):
        patrols.resume(**facts)
    patrols.suspend(**facts)
    with pytest.raises(PatrolError, match="suspended"):
        patrols.record(draft=ODOR, by=ME, at=AT, message_key="p1")
    with pytest.raises(PatrolError, match="standing"):
        patrols.suspend(**facts)
    assert patrols.resume(**facts).approved
    patrols.dismiss(**facts)
    assert patrols.role(by=ME) is None
    with pytest.raises(PatrolError, match="unknown"):
        patrols.suspend(volunteer=999, by="li", at=AT)
    said = " ".join(text for _, text, _ in outbox.said)
    for word in ("先停一停", "恢复了", "帮您退出"):
        assert word in said


def test_motive_and_team_hold_what_a_row_holds(patrols: Patrols) -> None:
    volunteer(patrols)
    role = patrols.role(by=ME)
    assert role is not None
    patrols.note(volunteer=role.id, motive="家\x00住" + "长" * 999, team="一" * 99)
    kept = patrols.application(role.id)
    assert kept is not None
    assert (kept.motive[:2], len(kept.motive), len(kept.team)) == ("家住", 300, 40)
    patrols.note(volunteer=role.id, team="")
    assert patrols.application(role.id) == replace(kept, team="")

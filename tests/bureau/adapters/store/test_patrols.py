"""Volunteers and patrols are kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.patrols import StoredPatrols
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.patrols import ApplicationStatus, PatrolDraft, PatrolKind, Volunteer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FULL = PatrolDraft(
    kind=PatrolKind.ODOR,
    place="330411101",
    place_text="王店镇工业园区",
    longitude=120.72,
    latitude=30.63,
    intensity=0,
    found=False,
    seen="没闻到什么 👍",
    photos=("e1", "e2"),
)


@pytest.fixture
def store(database: Database) -> StoredPatrols:
    return StoredPatrols(database)


def _apply(store: StoredPatrols, key: str = "m1", citizen: str = "c1") -> Volunteer:
    return store.apply(
        citizen=citizen, kind=PatrolKind.ODOR, town="330411101", at=AT, message_key=key
    )


def test_an_application_is_kept_once(store: StoredPatrols) -> None:
    first = _apply(store)
    assert _apply(store) == first
    assert _apply(store, key="m2") == first
    assert store.of_citizen("c1") == [first]


def test_who_was_declined_may_apply_again(store: StoredPatrols) -> None:
    first = _apply(store)
    store.decide(volunteer=first.id, standing=ApplicationStatus.DECLINED, by="li", at=AT)
    assert _apply(store, key="m2").id != first.id


def test_an_application_is_decided_once(store: StoredPatrols) -> None:
    volunteer = _apply(store).id

    def decide(_: int) -> bool:
        decided = store.decide(
            volunteer=volunteer, standing=ApplicationStatus.APPROVED, by="li", at=AT
        )
        return decided is not None

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(decide, range(4))) == 1
    kept = store.volunteer(volunteer)
    assert kept is not None
    assert (kept.approved, kept.decided, kept.decided_by) == (True, AT, "li")


def test_those_that_wait_longest_come_first(store: StoredPatrols) -> None:
    decided = _apply(store, "m1", "c1")
    store.decide(volunteer=decided.id, standing=ApplicationStatus.APPROVED, by="li", at=AT)
    waiting = _apply(store, "m2", "c2")
    assert [each.id for each in store.volunteers(standing=None)] == [waiting.id, decided.id]
    assert store.volunteers(standing=ApplicationStatus.APPLIED) == [waiting]


def test_a_patrol_comes_back_as_it_was_kept(store: StoredPatrols) -> None:
    volunteer = _apply(store).id
    area = ("330411", "330411101")
    for _ in range(2):
        kept = store.record(draft=FULL, volunteer=volunteer, area=area, at=AT, message_key="p1")
    assert kept.draft == FULL
    assert store.patrols(kind=None, county=None, limit=9, offset=0) == ([kept], 1)


def test_patrols_are_found_by_kind_and_county_the_newest_first(store: StoredPatrols) -> None:
    volunteer = _apply(store).id
    for n, county in enumerate(("330411", "330482", "330411")):
        at = AT + timedelta(hours=n)
        store.record(
            draft=FULL, volunteer=volunteer, area=(county, None), at=at, message_key=f"p{n}"
        )
    found, total = store.patrols(kind="odor", county="330411", limit=1, offset=0)
    assert (found[0].at, total) == (AT + timedelta(hours=2), 2)
    assert store.patrols(kind="water", county=None, limit=9, offset=0) == ([], 0)


def test_an_officer_of_an_area_or_a_category_finds_theirs_alone(store: StoredPatrols) -> None:
    towns = ("330411101", "330411102", "330482101", None)
    for n, town in enumerate(towns):
        volunteer = store.apply(
            citizen=f"c{n}", kind=PatrolKind.ODOR, town=town, at=AT, message_key=f"m{n}"
        )
        area = (town[:6] if town else None, town)
        store.record(draft=FULL, volunteer=volunteer.id, area=area, at=AT, message_key=f"p{n}")
    for scope, seen in (
        (WHOLE_CITY, 4),
        (OfficerScope("330411"), 2),
        (OfficerScope("330411102"), 1),
        (OfficerScope("330402"), 0),
        (OfficerScope(None, ("odor",)), 4),
        (OfficerScope(None, ("water",)), 0),
        (OfficerScope("330482", ("odor", "water")), 1),
    ):
        assert store.patrols(kind=None, county=None, limit=9, offset=0, scope=scope)[1] == seen
        assert len(store.volunteers(standing=None, scope=scope)) == seen

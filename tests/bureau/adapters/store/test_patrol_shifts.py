"""Shifts are kept the same way on both databases, and the last seat is nobody's twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.patrol_shifts import StoredShifts
from bureau.adapters.store.patrols import StoredPatrols
from bureau.patrols import PatrolKind
from bureau.patrols.shifts import PatrolShift, Signup

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> StoredShifts:
    return StoredShifts(database)


@pytest.fixture
def people(database: Database) -> list[int]:
    """Eight volunteers."""
    patrols = StoredPatrols(database)
    return [
        patrols.apply(
            citizen=f"c{n}", kind=PatrolKind.ODOR, town=None, at=AT, message_key=f"m{n}"
        ).id
        for n in range(8)
    ]


def planned(store: StoredShifts, seats: int = 2, days: int = 1) -> PatrolShift:
    begins = AT + timedelta(days=days)
    return store.add_shift(
        PatrolShift(
            0, PatrolKind.ODOR, begins, begins + timedelta(hours=2), "330411", None, "东门", seats,
            None, AT, "li",
        )
    )  # fmt: skip


def test_shifts_are_read_in_their_order_until_they_are_cancelled(store: StoredShifts) -> None:
    later, sooner = planned(store, days=3), planned(store, days=1)
    week = {"since": AT, "until": AT + timedelta(days=7)}
    assert store.shifts(**week) == [sooner, later]
    assert store.shift(later.id) == later
    assert store.cancel_shift(sooner.id, at=AT)
    assert not store.cancel_shift(sooner.id, at=AT)
    assert store.shifts(**week) == [later]
    assert store.shift(999) is None


def test_a_seat_is_taken_offered_and_taken_over(store: StoredShifts, people: list[int]) -> None:
    shift = planned(store, seats=2).id
    one, two, three, four = people[:4]
    assert store.sign_up(shift=shift, volunteer=one, at=AT) == (True, None)
    assert store.sign_up(shift=shift, volunteer=one, at=AT) == (True, None)
    assert store.sign_up(shift=shift, volunteer=two, at=AT) == (True, None)
    assert store.sign_up(shift=shift, volunteer=three, at=AT) == (False, None)
    assert store.offer(shift=shift, volunteer=one, at=AT)
    assert store.sign_up(shift=shift, volunteer=three, at=AT) == (True, one)
    assert store.sign_up(shift=shift, volunteer=four, at=AT) == (False, None)
    assert store.signups([shift]) == [Signup(shift, two, AT), Signup(shift, three, AT)]
    assert not store.offer(shift=shift, volunteer=one, at=AT)
    # Who comes after all keeps the seat.
    store.offer(shift=shift, volunteer=two, at=AT)
    assert store.sign_up(shift=shift, volunteer=two, at=AT) == (True, None)
    assert store.sign_up(shift=shift, volunteer=four, at=AT) == (False, None)
    assert store.step_back(shift=shift, volunteer=two)
    assert not store.step_back(shift=shift, volunteer=two)
    assert store.signups([]) == []


def test_arriving_is_noted_once(store: StoredShifts, people: list[int]) -> None:
    shift = planned(store).id
    store.sign_up(shift=shift, volunteer=people[0], at=AT)
    for minutes in (5, 9):
        at = AT + timedelta(minutes=minutes)
        assert store.arrive(shift=shift, volunteer=people[0], at=at)
    (signup,) = store.signups([shift])
    assert signup.arrived == AT + timedelta(minutes=5)
    assert not store.arrive(shift=shift, volunteer=people[1], at=AT)


def test_the_last_seats_are_nobodys_twice(store: StoredShifts, people: list[int]) -> None:
    shift = planned(store, seats=3).id
    with ThreadPoolExecutor(8) as pool:
        taken = list(
            pool.map(lambda who: store.sign_up(shift=shift, volunteer=who, at=AT)[0], people)
        )
    assert sum(taken) == 3
    assert len(store.signups([shift])) == 3

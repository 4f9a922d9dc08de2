"""Seats are given once, whoever asks at the same instant, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import Database
from bureau.adapters.store.keyring import Resealing
from bureau.adapters.store.open_days import StoredOpenDays
from bureau.adapters.store.schema.open_days import open_day_bookings
from bureau.citizens import IdentityKeys
from bureau.open_days import (
    Booking,
    BookingState,
    DayPlan,
    DayState,
    Facility,
    FacilityKind,
    OpenDayError,
)

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STARTS = AT + timedelta(days=10)
PLACE = Facility(
    code="incinerator",
    kind=FacilityKind.WASTE,
    name="焚烧厂",
    town="330411105",
    meeting="东门",
    longitude=120.75,
    latitude=30.75,
)
PLAN = DayPlan(
    facility="incinerator",
    starts=STARTS,
    ends=STARTS + timedelta(hours=2),
    seats=10,
    opens=AT - timedelta(days=1),
    closes=STARTS - timedelta(days=1),
)


@pytest.fixture
def store(database: Database) -> StoredOpenDays:
    store = StoredOpenDays(database, IdentityKeys("a secret of the tests"))
    store.keep_facility(PLACE)
    return store


@pytest.fixture
def day(store: StoredOpenDays) -> int:
    return store.add_day(PLAN, at=AT)


def book(
    store: StoredOpenDays, day: int, who: str, party: int = 1, *, wait: bool = True, key: str = ""
) -> Booking:
    return store.book(
        day=day, citizen=who, party=party, wait=wait, code=f"CODE{who}{key}"[:16], at=AT,
        message_key=key or f"key of {who}",
    )  # fmt: skip


def seats_taken(store: StoredOpenDays, day: int) -> int:
    found = store.day(day)
    assert found is not None
    return found.taken


def test_a_facility_and_its_day_come_back_as_they_were_kept(
    store: StoredOpenDays, day: int
) -> None:
    assert store.facilities() == [PLACE]
    found = store.day(day)
    assert found is not None
    assert (found.facility, found.starts, found.seats) == (PLACE, STARTS, 10)
    assert (found.taken, found.waiting, found.left, found.state) == (0, 0, 10, DayState.PLANNED)


def test_forty_at_once_for_ten_seats_take_ten(store: StoredOpenDays, day: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: book(store, day, f"c{n}", 1 + n % 3), range(40)))
    held = [each for each in made if each.state is BookingState.BOOKED]
    assert sum(each.party for each in held) == seats_taken(store, day) <= 10
    assert seats_taken(store, day) >= 8  # only a party of three may leave two seats over
    found = store.day(day)
    assert found is not None
    assert found.waiting == sum(each.party for each in made) - found.taken


def test_without_the_wish_to_wait_a_full_day_says_how_many_are_left(
    store: StoredOpenDays, day: int
) -> None:
    book(store, day, "first", 8)
    with pytest.raises(OpenDayError) as refused:
        book(store, day, "second", 3, wait=False)
    assert (refused.value.code, refused.value.facts["left"]) == ("full", 2)
    assert book(store, day, "second", 2, wait=False).state is BookingState.BOOKED


def test_a_message_played_at_once_by_several_books_once(store: StoredOpenDays, day: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: book(store, day, "c1", 4), range(8)))
    assert len(made) == 1
    assert seats_taken(store, day) == 4


def test_one_citizen_with_several_messages_at_once_has_one_booking(
    store: StoredOpenDays, day: int
) -> None:
    def attempt(n: int) -> str:
        try:
            book(store, day, "c1", 2, key=f"m{n}")
        except OpenDayError as refused:
            return refused.code
        return "booked"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(attempt, range(6)))
    assert said == ["booked", *["twice"] * 5]
    assert seats_taken(store, day) == 2


def test_booking_cancelling_and_promoting_at_once_never_overbooks(
    store: StoredOpenDays, day: int
) -> None:
    first = [book(store, day, f"f{n}", 2) for n in range(5)]
    waiting = [book(store, day, f"w{n}", 1 + n % 4) for n in range(8)]
    assert {each.state for each in waiting} == {BookingState.WAITING}

    def act(n: int) -> int:
        if n < 5:
            store.settle(first[n].id, BookingState.GIVEN_UP, of=(BookingState.BOOKED,), at=AT)
        if n % 2:
            book(store, day, f"late{n}", 1 + n % 3)
        store.promote(day, confirm_by=STARTS, at=AT)
        return seats_taken(store, day)

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(act, range(24)))
    assert max(seen) <= 10
    assert seats_taken(store, day) <= 10
    left = 10 - seats_taken(store, day)
    still = [each for each in store.bookings(day) if each.state is BookingState.WAITING]
    assert [each for each in still if each.party <= left] == []


def test_seats_are_offered_in_order_and_who_does_not_fit_keeps_their_place(
    store: StoredOpenDays, day: int
) -> None:
    full = book(store, day, "full", 10)
    large, small, next_one = (
        book(store, day, who, party) for who, party in (("a", 6), ("b", 2), ("c", 3))
    )
    store.resize(full.id, 6, at=AT)
    offered = store.promote(day, confirm_by=STARTS, at=AT)
    assert [each.id for each in offered] == [small.id]
    assert offered[0].confirm_by == STARTS
    store.settle(full.id, BookingState.GIVEN_UP, of=(BookingState.BOOKED,), at=AT)
    again = store.promote(day, confirm_by=STARTS, at=AT)
    assert [each.id for each in again] == [large.id]
    assert store.promote(day, confirm_by=STARTS, at=AT) == []
    kept = store.booking(next_one.id)
    assert kept is not None
    assert kept.state is BookingState.WAITING


def test_an_offer_lapses_once_and_its_seats_are_free(store: StoredOpenDays, day: int) -> None:
    full = book(store, day, "full", 10)
    waiting = book(store, day, "a", 2)
    store.settle(full.id, BookingState.GIVEN_UP, of=(BookingState.BOOKED,), at=AT)
    store.promote(day, confirm_by=AT + timedelta(hours=1), at=AT)
    assert store.lapse(at=AT + timedelta(minutes=59)) == []
    assert [each.id for each in store.lapse(at=AT + timedelta(hours=2))] == [waiting.id]
    assert store.lapse(at=AT + timedelta(hours=2)) == []
    assert seats_taken(store, day) == 0


def test_a_party_grows_only_into_free_seats(store: StoredOpenDays, day: int) -> None:
    mine = book(store, day, "a", 2)
    book(store, day, "b", 7)
    assert store.resize(mine.id, 3, at=AT).party == 3
    with pytest.raises(OpenDayError) as refused:
        store.resize(mine.id, 4, at=AT)
    assert refused.value.facts["left"] == 3


def test_a_day_called_off_takes_all_with_it_and_nobody_comes_after(
    store: StoredOpenDays, day: int
) -> None:
    made = [book(store, day, who, 6) for who in ("a", "b")]
    ended = store.call_off(day, reason="台风", at=AT)
    assert [(each.id, each.state, each.reason) for each in ended] == [
        (each.id, BookingState.CALLED_OFF, "台风") for each in made
    ]
    assert store.call_off(day, reason="台风", at=AT) == []
    with pytest.raises(OpenDayError, match="called_off"):
        book(store, day, "c")
    with pytest.raises(OpenDayError, match="called_off"):
        store.change_day(day, PLAN, at=AT)


def test_seats_are_never_planned_below_those_given(store: StoredOpenDays, day: int) -> None:
    book(store, day, "a", 6)
    fewer = DayPlan(**{**{n: getattr(PLAN, n) for n in DayPlan.__dataclass_fields__}, "seats": 5})
    with pytest.raises(OpenDayError, match="fewer_seats"):
        store.change_day(day, fewer, at=AT)


def test_who_comes_twice_to_the_gate_came_once(store: StoredOpenDays, day: int) -> None:
    mine = book(store, day, "a", 2)
    book(store, day, "b", 8)
    waiting = book(store, day, "c", 1)
    with ThreadPoolExecutor(4) as pool:
        times = range(4)
        seen = list(
            pool.map(lambda n: store.check_in(mine.code, at=STARTS + timedelta(minutes=n)), times)
        )
    assert len({each.checked_in for each in seen if each}) == 1
    assert store.check_in(waiting.code, at=STARTS) is None
    assert store.check_in("NOSUCHCODE", at=STARTS) is None


def test_after_the_day_lists_are_closed_once(store: StoredOpenDays, day: int) -> None:
    came = book(store, day, "a", 4)
    away = book(store, day, "b", 6)
    waited = book(store, day, "c", 1)
    store.check_in(came.code, at=STARTS)
    assert store.close_lists(at=STARTS) == ([], [])
    vain, stayed = store.close_lists(at=STARTS + timedelta(days=1))
    assert ([each.id for each in vain], [each.id for each in stayed]) == ([waited.id], [away.id])
    assert store.close_lists(at=STARTS + timedelta(days=2)) == ([], [])


def test_a_number_is_sealed_and_stays_readable_over_a_change_of_the_secret(
    store: StoredOpenDays, day: int, database: Database
) -> None:
    mine = book(store, day, "a")
    store.leave_phone(mine.id, "13800001111")
    with database.reading() as connection:
        kept = bytes(connection.scalar(select(open_day_bookings.c.phone)) or b"")
    assert b"13800001111" not in kept
    fresh = IdentityKeys("the next secret", ["a secret of the tests"])
    resealing = Resealing(database, fresh)
    while not resealing.done:
        resealing.step()
    alone = StoredOpenDays(database, IdentityKeys("the next secret"))
    assert alone.phones(day) == {mine.id: "13800001111"}
    assert store.phones(day) == {}
    kept_booking = store.booking(mine.id)
    assert kept_booking is not None
    assert kept_booking.has_phone
    store.leave_phone(mine.id, "")
    assert alone.phones(day) == {}


def test_what_a_citizen_thought_goes_with_them(
    store: StoredOpenDays, day: int, citizens: StoredCitizens
) -> None:
    mine = book(store, day, "a")
    store.rate(mine.id, rating=5, opinion="讲得好")
    [(kept, of)] = store.of_citizen("a")
    assert (kept.rating, kept.opinion, of.id) == (5, "讲得好", day)
    citizens.erase(by="a", at=AT)
    assert store.of_citizen("a") == []
    assert seats_taken(store, day) == 0


def test_past_days_come_in_pages_the_newest_first(store: StoredOpenDays, day: int) -> None:
    later = DayPlan(
        **{
            **{n: getattr(PLAN, n) for n in DayPlan.__dataclass_fields__},
            "starts": STARTS + timedelta(days=1),
            "ends": STARTS + timedelta(days=1, hours=1),
        }
    )
    second = store.add_day(later, at=AT)
    page, total = store.past(before=STARTS + timedelta(days=3), limit=1, offset=0)
    assert ([each.id for each in page], total) == ([second], 2)
    assert [each.id for each in store.days(since=AT)] == [day, second]
    assert store.days(since=AT, until=STARTS) == []

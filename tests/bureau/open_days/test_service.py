"""What citizens may book, what they are told, and who is next when somebody stays away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.open_days import BookingState, OpenDayError
from bureau.open_days.service import MOST_BOOKINGS
from tests.bureau.open_days.conftest import AT, STARTS, House

NIGHT = datetime.fromisoformat("2026-11-26T03:00:00+08:00")


def refused(code: str) -> pytest.RaisesExc[OpenDayError]:
    return pytest.raises(OpenDayError, check=lambda error: error.code == code)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (AT - timedelta(days=2), "soon"),
        (STARTS - timedelta(hours=3), "closed"),
        (STARTS + timedelta(minutes=1), "over"),
        (STARTS + timedelta(days=9), "over"),
    ],
)
def test_a_day_is_booked_in_its_time_alone(house: House, at: datetime, code: str) -> None:
    day = house.day()
    with refused(code):
        house.book(day, "a", at=at)


@pytest.mark.parametrize("party", [0, -1, 7, 51])
def test_a_party_is_of_one_to_the_most_of_the_facility(house: House, party: int) -> None:
    with refused("party"):
        house.book(house.day(), "a", party)


def test_a_party_larger_than_all_seats_is_told_so(house: House) -> None:
    with refused("larger_than_seats"):
        house.book(house.day(seats=3), "a", 4)


def test_nobody_is_in_two_places_at_once(house: House) -> None:
    house.book(house.day(), "a")
    beside = house.day(starts=STARTS + timedelta(hours=1), ends=STARTS + timedelta(hours=3))
    after = house.day(starts=STARTS + timedelta(hours=2), ends=STARTS + timedelta(hours=3))
    with refused("clash"):
        house.book(beside, "a")
    assert house.book(after, "a").state is BookingState.BOOKED


def test_nobody_hoards_days(house: House) -> None:
    days = [
        house.day(starts=STARTS + timedelta(days=n), ends=STARTS + timedelta(days=n, hours=1))
        for n in range(MOST_BOOKINGS + 1)
    ]
    for day in days[:MOST_BOOKINGS]:
        house.book(day, "a", 1)
    with refused("too_many"):
        house.book(days[-1], "a", 1)


def test_the_second_booking_of_a_day_is_refused_and_its_message_again_is_not(house: House) -> None:
    day = house.day()
    first = house.book(day, "a", message_key="m1")
    assert house.book(day, "a", message_key="m1") == first
    with refused("twice"):
        house.book(day, "a", message_key="m2")


def test_who_gave_up_may_book_anew(house: House) -> None:
    day = house.day()
    booking = house.book(day, "a")
    for _ in range(2):
        given = house.citizens.give_up(booking=booking.id, by="a", at=AT)
        assert given.state is BookingState.GIVEN_UP
    again = house.book(day, "a", message_key="later")
    assert (again.state, again.id) != (booking.state, booking.id)


def test_nobody_touches_anothers_booking(house: House) -> None:
    booking = house.book(house.day(), "a")
    for act in (
        lambda: house.citizens.give_up(booking=booking.id, by="b", at=AT),
        lambda: house.citizens.confirm(booking=booking.id, by="b", at=AT),
        lambda: house.citizens.resize(booking=booking.id, party=1, by="b", at=AT),
        lambda: house.citizens.leave_phone(booking=booking.id, phone="", by="b"),
        lambda: house.citizens.rate(booking=booking.id, rating=5, opinion="", by="b", at=AT),
    ):
        with refused("no_booking"):
            act()


def test_a_cancelled_seat_is_offered_to_the_first_who_fits_and_confirmed_by_a_word(
    house: House,
) -> None:
    day = house.day()
    full = house.book(day, "full", 6)
    house.book(day, "first", 3)
    house.book(day, "second", 3)
    house.citizens.give_up(booking=full.id, by="full", at=AT)
    for who in ("first", "second"):
        [letter] = house.told(who)
        assert "有位子了" in letter
        assert "下周六（12月5日）9:00–11:00" in letter
        assert "确认参观" in letter
    [(first, _)] = house.citizens.live(by="first", at=AT)
    assert house.citizens.confirm(booking=first.id, by="first", at=AT).state is BookingState.BOOKED
    assert house.citizens.confirm(booking=first.id, by="first", at=AT).state is BookingState.BOOKED


def test_who_does_not_answer_in_time_loses_it_to_the_next(house: House) -> None:
    day = house.day()
    full = house.book(day, "full", 6)
    house.book(day, "silent", 6)
    house.book(day, "next", 6)
    house.citizens.give_up(booking=full.id, by="full", at=AT)
    [(silent, _)] = house.citizens.live(by="silent", at=AT)
    assert silent.confirm_by is not None
    late = silent.confirm_by + timedelta(minutes=1)
    house.citizens.keep_up(at=late)
    assert "让给下一位" in house.told("silent")[0]
    assert "有位子了" in house.told("next")[0]
    with refused("not_offered"):
        house.citizens.confirm(booking=silent.id, by="silent", at=late)
    told = len(house.outbox.said)
    house.citizens.keep_up(at=late)
    assert len(house.outbox.said) == told


def test_an_offer_confirmed_too_late_is_refused_even_before_the_job_ran(house: House) -> None:
    day = house.day()
    full = house.book(day, "full", 6)
    waiting = house.book(day, "w", 6)
    house.citizens.give_up(booking=full.id, by="full", at=AT)
    with refused("not_offered"):
        house.citizens.confirm(booking=waiting.id, by="w", at=AT + timedelta(days=3))


def test_at_three_in_the_morning_nobody_is_woken_and_the_time_runs_from_the_morning(
    house: House,
) -> None:
    day = house.day()
    full = house.book(day, "full", 6, at=NIGHT)
    house.book(day, "w", 6, at=NIGHT)
    house.citizens.give_up(booking=full.id, by="full", at=NIGHT)
    [(offered, _)] = house.citizens.live(by="w", at=NIGHT)
    assert offered.confirm_by == datetime.fromisoformat("2026-11-26T20:00:00+08:00")


def test_shortly_before_the_gate_opens_nobody_is_promoted(house: House) -> None:
    day = house.day(closes=STARTS)
    late = STARTS - timedelta(hours=4)
    full = house.book(day, "full", 6, at=late - timedelta(days=1))
    house.book(day, "w", 6, at=late - timedelta(days=1))
    house.citizens.give_up(booking=full.id, by="full", at=late)
    [(waiting, _)] = house.citizens.live(by="w", at=late)
    assert waiting.state is BookingState.WAITING
    house.citizens.keep_up(at=STARTS + timedelta(hours=3))
    assert "没有空出位子" in house.told("w")[0]


def test_a_booking_is_given_up_until_the_gate_opens_also_after_booking_closed(
    house: House,
) -> None:
    day = house.day()
    one, other = house.book(day, "a"), house.book(day, "b")
    closed = STARTS - timedelta(hours=20)
    assert house.citizens.give_up(booking=one.id, by="a", at=closed).state is BookingState.GIVEN_UP
    with refused("begun"):
        house.citizens.give_up(booking=other.id, by="b", at=STARTS + timedelta(minutes=1))


def test_fewer_give_the_others_a_chance_and_more_only_where_there_are_seats(house: House) -> None:
    day = house.day()
    mine = house.book(day, "a", 5)
    house.book(day, "w", 3)
    assert house.citizens.resize(booking=mine.id, party=3, by="a", at=AT).party == 3
    assert "有位子了" in house.told("w")[0]
    with refused("full"):
        house.citizens.resize(booking=mine.id, party=4, by="a", at=AT)


def test_all_who_come_are_reminded_the_day_before_once(house: House) -> None:
    day = house.day(seats=4)
    house.book(day, "a", 4)
    house.book(day, "w", 1)
    before = datetime.fromisoformat("2026-12-04T09:59:00+08:00")
    house.citizens.keep_up(at=before)
    assert house.told("a") == []
    for minutes in (1, 2, 600):
        house.citizens.keep_up(at=before + timedelta(minutes=minutes))
    [letter] = house.told("a")
    assert "明天（12月5日 周六）9:00–11:00" in letter
    assert "东门" in letter
    assert "https://example.test/open-days/ticket/" in letter
    assert house.told("w") == []


def test_who_came_is_asked_the_day_after_and_their_word_counts_last(house: House) -> None:
    day = house.day()
    came, away = house.book(day, "a"), house.book(day, "b")
    house.desk.check_in(code=came.code, at=STARTS)
    after = datetime.fromisoformat("2026-12-06T10:30:00+08:00")
    house.citizens.keep_up(at=after)
    assert "给个分" in house.told("a")[-1]
    assert not any("给个分" in text for text in house.told("b"))
    found = house.citizens.to_rate(by="a", at=after)
    assert found is not None
    assert found[0].id == came.id
    for rating, opinion in ((3, ""), (5, " 讲得好 ")):
        house.citizens.rate(booking=came.id, rating=rating, opinion=opinion, by="a", at=after)
    attendance = house.desk.attendance(day.id)
    assert (attendance.came, attendance.absent, attendance.ratings) == (2, 2, (0, 0, 0, 0, 1))
    assert (attendance.mean_rating, attendance.opinions) == (5, ("讲得好",))
    with refused("not_there"):
        house.citizens.rate(booking=away.id, rating=5, opinion="", by="b", at=after)
    with refused("rating"):
        house.citizens.rate(booking=came.id, rating=6, opinion="", by="a", at=after)


@pytest.mark.parametrize("number", ["13800001111", "0573-82001111", "138 0000 1111"])
def test_a_number_is_taken_and_given_back(house: House, number: str) -> None:
    booking = house.book(house.day(), "a", phone=number)
    assert list(house.desk.phones(booking.day)) == [booking.id]
    house.citizens.leave_phone(booking=booking.id, phone="", by="a")
    assert house.desk.phones(booking.day) == {}


@pytest.mark.parametrize("number", ["12345", "not a number", "1" * 16, "1380000111x"])
def test_what_is_no_number_is_refused_before_anything_is_booked(house: House, number: str) -> None:
    day = house.day()
    with refused("phone"):
        house.book(day, "a", phone=number)
    assert house.citizens.of_citizen(by="a") == []


def test_codes_differ_and_are_found_as_they_are_read_aloud(house: House) -> None:
    day = house.day(seats=100)
    codes = {house.book(day, f"c{n}", 1).code for n in range(30)}
    assert len(codes) == 30
    assert not set("01OIL") & set("".join(codes))
    one = next(iter(codes))
    found = house.citizens.by_code(f" {one[:5].lower()}-{one[5:]} ")
    assert found is not None
    assert found[0].code == one
    assert house.citizens.by_code("") is None

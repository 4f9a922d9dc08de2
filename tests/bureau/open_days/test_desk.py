"""Officers plan days that can be held, call them off with a reason, and stand at the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bureau.open_days import BookingState, OpenDayError
from tests.bureau.open_days.conftest import AT, PLACE, PLAN, STARTS, House


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"facility": "nowhere"}, "facility_unknown"),
        ({"seats": 0}, "seats"),
        ({"seats": 2001}, "seats"),
        ({"ends": STARTS}, "times"),
        ({"closes": STARTS + timedelta(minutes=1)}, "times"),
        ({"opens": PLAN.closes}, "times"),
        ({"note": "x" * 501}, "longest"),
    ],
)
def test_a_plan_that_cannot_be_held_is_refused(
    house: House, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(OpenDayError, match=code):
        house.day(**changes)


def test_a_day_of_the_past_or_of_a_closed_facility_is_not_announced(house: House) -> None:
    with pytest.raises(OpenDayError, match="past"):
        house.desk.announce(plan=PLAN, at=STARTS)
    house.desk.keep_facility(facility=replace(PLACE, shown=False))
    with pytest.raises(OpenDayError, match="facility_unknown"):
        house.day()


def test_more_seats_go_to_who_waits(house: House) -> None:
    day = house.day(seats=2)
    house.book(day, "a", 2)
    house.book(day, "w", 2)
    house.desk.change(day=day.id, plan=replace(PLAN, seats=4), at=AT)
    assert "有位子了" in house.told("w")[0]
    assert house.told("a") == []


def test_a_new_place_or_time_is_told_and_a_new_note_is_not(house: House) -> None:
    day = house.day()
    house.book(day, "a")
    house.desk.change(day=day.id, plan=replace(PLAN, note="穿平底鞋"), at=AT)
    assert house.told("a") == []
    later = replace(PLAN, starts=STARTS + timedelta(hours=1))
    house.desk.change(day=day.id, plan=later, at=AT + timedelta(minutes=1))
    assert "10:00–11:00" in house.told("a")[0]


@pytest.mark.parametrize("reason", ["", " ", "x", "x" * 201])
def test_nothing_is_called_off_without_a_reason_people_can_read(house: House, reason: str) -> None:
    day = house.day()
    booking = house.book(day, "a")
    with pytest.raises(OpenDayError, match="reason"):
        house.desk.call_off(day=day.id, reason=reason, at=AT)
    with pytest.raises(OpenDayError, match="reason"):
        house.desk.take_back(booking=booking.id, reason=reason, at=AT)
    assert house.told("a") == []


def test_a_day_called_off_twice_is_told_once(house: House) -> None:
    day = house.day()
    house.book(day, "a")
    assert house.desk.call_off(day=day.id, reason="台风", at=AT) == 1
    assert house.desk.call_off(day=day.id, reason="台风", at=AT) == 0
    assert len(house.told("a")) == 1


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (STARTS - timedelta(days=1), "too_early"),
        (STARTS + timedelta(days=4), "too_late"),
    ],
)
def test_the_gate_is_open_around_the_day(house: House, at: datetime, code: str) -> None:
    booking = house.book(house.day(), "a")
    with pytest.raises(OpenDayError, match=code):
        house.desk.check_in(code=booking.code, at=at)


def test_who_comes_late_came_although_noted_absent(house: House) -> None:
    booking = house.book(house.day(), "a")
    after = STARTS + timedelta(hours=3)
    house.citizens.keep_up(at=after)
    came, _, first = house.desk.check_in(code=booking.code, at=after)
    assert (came.state, first) == (BookingState.CAME, True)
    _, _, again = house.desk.check_in(code=booking.code, at=after)
    assert again is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "Ä"}, "facility_code"),
        ({"code": "x"}, "facility_code"),
        ({"name": "x" * 61}, "facility_name"),
        ({"town": "3304"}, "facility_town"),
        ({"meeting": " "}, "facility_meeting"),
        ({"least_age": -1}, "facility_ages"),
        ({"alone_age": 100}, "facility_ages"),
        ({"most_each": 51}, "facility_most"),
        ({"longitude": None}, "facility_point"),
        ({"latitude": 91.0}, "facility_point"),
        ({"note": "x" * 501}, "longest"),
    ],
)
def test_a_facility_that_cannot_be_is_refused(
    house: House, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(OpenDayError, match=code):
        house.desk.keep_facility(facility=replace(PLACE, **changes))  # type: ignore[arg-type]

"""Nobody is woken, and no time to answer ends at night or after the gate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.open_days.timing import asking_at, by_daylight, confirm_by, reminder_at


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+08:00")


@pytest.mark.parametrize(
    ("told", "leaves"),
    [
        ("11-24T08:00", "11-24T08:00"),
        ("11-24T20:59", "11-24T20:59"),
        ("11-24T21:00", "11-25T08:00"),
        ("11-25T03:00", "11-25T08:00"),
        ("11-30T23:59", "12-01T08:00"),
    ],
)
def test_what_is_told_at_night_leaves_in_the_morning(told: str, leaves: str) -> None:
    assert by_daylight(at(told)) == at(leaves)


@pytest.mark.parametrize(
    ("told", "starts", "until"),
    [
        ("11-24T08:00", "12-05T09:00", "11-24T20:00"),
        ("11-24T14:00", "12-05T09:00", "11-25T08:00"),
        ("11-24T03:00", "12-05T09:00", "11-24T20:00"),
        ("12-04T20:00", "12-05T14:00", "12-05T08:00"),
        ("12-05T08:00", "12-05T14:00", "12-05T11:00"),
        ("12-05T09:30", "12-05T14:00", None),
        ("12-04T22:00", "12-05T09:00", None),
    ],
)
def test_an_offered_seat_is_kept_for_hours_that_people_are_awake(
    told: str, starts: str, until: str | None
) -> None:
    assert confirm_by(at(told), starts=at(starts)) == (at(until) if until else None)


def test_letters_come_the_day_before_and_the_day_after() -> None:
    starts = at("12-01T09:00")
    assert reminder_at(starts) == at("11-30T10:00")
    assert asking_at(starts + timedelta(hours=2)) == at("12-02T10:00")

"""Who was written, who knows, and what a template message says."""

from __future__ import annotations

import pytest

from bureau.messaging import Outcome
from bureau.messaging.twin import KeptOutbox
from bureau.open_days import LetterReach, Letters, words
from tests.bureau.open_days.conftest import AT, STARTS, House

KINDS = ("lapsed", "not_kept", "day_off", "booking_off", "changed", "reminder", "afterwards")


@pytest.mark.parametrize(
    ("outcome", "reach"),
    [
        (Outcome.SENT, LetterReach.TOLD),
        (Outcome.SENT_WITH_REPLY, LetterReach.TOLD),
        (Outcome.QUEUED, LetterReach.UNDER_WAY),
        (Outcome.DEFERRED, LetterReach.MISSED),
        (Outcome.FAILED, LetterReach.MISSED),
        (Outcome.DROPPED, LetterReach.MISSED),
        (Outcome.LAPSED, LetterReach.MISSED),
    ],
)
def test_what_became_of_the_newest_letter_is_known(
    house: House, outcome: Outcome, reach: LetterReach
) -> None:
    day = house.day()
    booking = house.book(day, "chen")
    assert house.desk.told([booking]) == {}
    house.citizens.keep_up(at=STARTS.replace(day=4, hour=11))
    house.outbox.outcome = outcome
    told = house.desk.told([booking])[booking.id]
    assert (told.what, told.reach) == ("提醒", reach)


def test_another_citizens_booking_is_not_taken_for_this_one(house: House) -> None:
    day = house.day()
    bookings = [house.book(day, who, 1) for who in ("chen", "lin")]
    house.desk.take_back(booking=bookings[0].id, reason="人数不够", at=AT)
    assert house.desk.told([bookings[1]]) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_its_template_message_short_enough_for_the_platform(
    house: House, kind: str
) -> None:
    class Seen(KeptOutbox):
        def notify(self, **letter: object) -> None:  # type: ignore[override]
            self.service = letter["service"]

    seen = Seen()
    day = house.day()
    booking = house.book(day, "chen")
    getattr(Letters(seen, "https://example.test", "T" * 43), kind)(booking, day, at=AT)
    service = seen.service
    assert (service.template, booking.code in service.link) == ("T" * 43, True)  # type: ignore[attr-defined]
    values = service.fields.values()  # type: ignore[attr-defined]
    assert all(0 < len(value) <= 20 for value in values)
    assert words().told_service(kind) in values
    getattr(Letters(seen, "https://example.test"), kind)(booking, day, at=AT)
    assert seen.service is None

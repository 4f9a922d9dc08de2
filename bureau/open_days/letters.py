"""What citizens are told of their bookings without having asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from basis import days_ahead
from basis.clock import SHANGHAI
from bureau.messaging import Outcome, ServiceNotice
from bureau.messaging.ports import Outbox
from bureau.open_days.model import Booking, OpenDay
from bureau.open_days.timing import by_daylight
from bureau.open_days.words import words

TOPIC = "open_day"


class LetterReach(StrEnum):
    """Whether somebody knows what they were written."""

    TOLD = "told"
    UNDER_WAY = "under_way"
    MISSED = "missed"  # it waits until they write, or never went


@dataclass(frozen=True, slots=True)
class ToldOf:
    """What somebody was written of, in Chinese, and whether it reached them."""

    what: str
    reach: LetterReach


_FATES = {
    Outcome.SENT: LetterReach.TOLD,
    Outcome.SENT_WITH_REPLY: LetterReach.TOLD,
    Outcome.QUEUED: LetterReach.UNDER_WAY,
    Outcome.SENDING: LetterReach.UNDER_WAY,
}


class Letters:
    """Writes to citizens by day; each letter's cause is its booking and what is told."""

    def __init__(self, outbox: Outbox, public_url: str, template: str | None = None) -> None:
        self._outbox = outbox
        self._url = public_url.rstrip("/")
        self._template = template

    @property
    def reaches_anybody(self) -> bool:
        """Return whether who has not written for 48 hours is reached, too."""
        return self._template is not None

    def told(self, booking: Booking) -> ToldOf | None:
        """Return what became of the newest letter about a booking, None where there is none."""
        letters = self._outbox.letters(to=booking.citizen, cause=f"{TOPIC}:{booking.id}")
        if not letters:
            return None
        kind = letters[-1].why.split(":")[2]
        return ToldOf(words().told(kind), _FATES.get(letters[-1].outcome, LetterReach.MISSED))

    def ticket(self, booking: Booking) -> str:
        """Return the address of what is shown at the gate."""
        return f"{self._url}/open-days/ticket/{booking.code}"

    def offered(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Tell that a seat came free, and until when it is kept."""
        assert booking.confirm_by is not None, "an offer has its end"
        until = days_ahead.moment(booking.confirm_by, by_daylight(at))
        self._tell("offered", booking, day, at, ends=booking.confirm_by, until=until)

    def lapsed(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Tell that the seat went to the next."""
        self._tell("lapsed", booking, day, at)

    def not_kept(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Tell that nothing came free."""
        self._tell("not_kept", booking, day, at)

    def day_off(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Tell that the day does not take place, and why."""
        self._tell("day_off", booking, day, at, ends=day.ends, reason=booking.reason)

    def booking_off(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Tell that the bureau took a booking back, and why."""
        self._tell("booking_off", booking, day, at, ends=day.ends, reason=booking.reason)

    def changed(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Tell that time or place are others now; the newest word replaces what still waits."""
        cause = f"changed:{day.changed.isoformat()}"
        self._tell("changed", booking, day, at, cause=cause, ends=day.ends)

    def reminder(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Remind of tomorrow."""
        ages = words().ages(day.facility.least_age, day.facility.alone_age)
        self._tell(
            "reminder",
            booking,
            day,
            at,
            cause=f"reminder:{day.starts.isoformat()}",
            ends=day.starts,
            code=spaced(booking.code),
            ages=f"\n{ages}" if ages else "",
            ticket=words().part("ticket", link=self.ticket(booking)),
        )

    def afterwards(self, booking: Booking, day: OpenDay, *, at: datetime) -> None:
        """Ask what they thought of it."""
        self._tell("afterwards", booking, day, at)

    def _tell(
        self,
        kind: str,
        booking: Booking,
        day: OpenDay,
        at: datetime,
        *,
        cause: str = "",
        ends: datetime | None = None,
        **facts: object,
    ) -> None:
        leaves = by_daylight(at)
        text = words().letter(
            kind,
            facility=day.facility.name,
            meeting=day.facility.meeting,
            when=days_ahead.span(day.starts, day.ends, leaves),
            party=booking.party,
            **facts,
        )
        self._outbox.notify(
            to=booking.citizen,
            text=text,
            why=f"open_day:{booking.id}:{cause or kind}",
            at=at,
            not_before=leaves if leaves > at else None,
            until=ends,
            topic=f"{TOPIC}:{booking.id}",
            service=self._service(kind, booking, day),
        )

    def _service(self, kind: str, booking: Booking, day: OpenDay) -> ServiceNotice | None:
        if self._template is None:
            return None
        fields = words().service(
            facility=day.facility.name,
            starts=day.starts.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            code=booking.code,
            what=words().told_service(kind),
        )
        return ServiceNotice(self._template, fields, self.ticket(booking))


def spaced(code: str) -> str:
    """Return a code as it is read aloud: in two halves."""
    return f"{code[: len(code) // 2]} {code[len(code) // 2 :]}"

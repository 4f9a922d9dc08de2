"""The duty calendar: the coordinator publishes shifts, volunteers sign up, swap, check in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from basis.clock import SHANGHAI
from bureau.messaging.ports import Outbox
from bureau.patrols.model import ApplicationStatus, PatrolError, PatrolKind, Volunteer
from bureau.patrols.ports import PatrolStore
from bureau.patrols.words import words
from bureau.places import Gazetteer

EARLY = timedelta(hours=1)  # before it begins one can check in
_LONGEST = timedelta(hours=12)
_MOST_SEATS = 60
_REMIND_FROM = 17  # o'clock of the day before
_LONGEST_MEET = 80


@dataclass(frozen=True, slots=True)
class PatrolShift:
    """A shift; `seats`: how many can come, `meet`: where they meet."""

    id: int
    kind: PatrolKind
    begins: datetime
    ends: datetime
    county: str | None
    town: str | None
    meet: str
    seats: int
    route: int | None
    made: datetime
    made_by: str
    cancelled: datetime | None = None

    @property
    def day(self) -> date:
        """The day it is on, in Jiaxing."""
        return self.begins.astimezone(SHANGHAI).date()

    @property
    def hours(self) -> str:
        """From when to when, as people in Jiaxing read it: 20:00-22:00."""
        times = (each.astimezone(SHANGHAI).strftime("%H:%M") for each in (self.begins, self.ends))
        return "-".join(times)

    def suits(self, volunteer: Volunteer) -> bool:
        """Return whether a volunteer may come: of its kind or of the citizens' patrol."""
        if self.kind not in (volunteer.kind, PatrolKind.GROUP) and (
            volunteer.kind is not PatrolKind.GROUP
        ):
            return False
        return not (self.county and volunteer.town) or volunteer.town.startswith(self.county)


@dataclass(frozen=True, slots=True)
class Signup:
    """Who comes: `offered` since when somebody else may have the seat, `arrived`: checked in."""

    shift: int
    volunteer: int
    signed: datetime
    offered: datetime | None = None
    arrived: datetime | None = None


class ShiftStore(Protocol):
    """Where shifts are kept. Every method is one transaction."""

    def add_shift(self, shift: PatrolShift) -> PatrolShift:
        """Keep a shift, whose `id` is not read; return it with its id."""

    def cancel_shift(self, shift: int, *, at: datetime) -> bool:
        """Cancel a shift, once; return whether it stood."""

    def shift(self, shift: int) -> PatrolShift | None:
        """Return a shift by its id."""

    def shifts(self, *, since: datetime, until: datetime) -> list[PatrolShift]:
        """Return shifts that begin in a time and stand, the first first."""

    def signups(self, shifts: Sequence[int]) -> list[Signup]:
        """Return who comes to some shifts, in the order they signed up."""

    def sign_up(self, *, shift: int, volunteer: int, at: datetime) -> tuple[bool, int | None]:
        """Take a free seat, or one that is offered, whose volunteer is returned and is free then.

        False where there is neither; who has a seat keeps it, and offers it no more.
        """

    def step_back(self, *, shift: int, volunteer: int) -> bool:
        """Give a seat up; return whether there was one."""

    def offer(self, *, shift: int, volunteer: int, at: datetime) -> bool:
        """Let somebody else have a seat; return whether there was one."""

    def arrive(self, *, shift: int, volunteer: int, at: datetime) -> bool:
        """Check in, once; return whether there was a seat."""


class DutyCalendar:
    """What can be done with shifts. Raises `PatrolError` with a sentence for people."""

    def __init__(
        self, store: ShiftStore, volunteers: PatrolStore, outbox: Outbox, places: Gazetteer
    ) -> None:
        self._store = store
        self._volunteers = volunteers
        self._outbox = outbox
        self._places = places

    def publish(
        self,
        *,
        kind: PatrolKind,
        begins: datetime,
        ends: datetime,
        town: str | None,
        meet: str,
        seats: int,
        route: int | None,
        by: str,
        at: datetime,
    ) -> PatrolShift:
        """Publish a shift. Raises `PatrolError`: `shift_times`, `shift_facts`."""
        if not (at < begins < ends <= begins + _LONGEST):
            raise PatrolError("shift_times")
        where = " ".join(meet.split())
        if not 1 <= seats <= _MOST_SEATS or not where or len(where) > _LONGEST_MEET:
            raise PatrolError("shift_facts")
        place = self._places.get(town) if town else None
        county = place.county if place else None
        official = place.official_code if place and len(place.official_code) == 9 else None
        return self._store.add_shift(
            PatrolShift(0, kind, begins, ends, county, official, where, seats, route, at, by)
        )

    def cancel(self, *, shift: int, at: datetime) -> None:
        """Cancel a shift and tell who would have come. Raises `PatrolError`: `no_shift`."""
        planned = self._known(shift)
        if not self._store.cancel_shift(shift, at=at):
            raise PatrolError("no_shift")
        for each in self._store.signups([shift]):
            self._tell(each.volunteer, "shift_cancelled", planned, f"shift:{shift}:cancelled", at)

    def find(self, shift: int) -> PatrolShift | None:
        """Return a shift by its id."""
        return self._store.shift(shift)

    def between(self, since: datetime, until: datetime) -> list[tuple[PatrolShift, list[Signup]]]:
        """Return shifts that begin in a time, each with who comes."""
        shifts = self._store.shifts(since=since, until=until)
        signups = self._store.signups([each.id for each in shifts])
        return [(each, [one for one in signups if one.shift == each.id]) for each in shifts]

    def open_to(self, *, by: str, at: datetime, days: int = 14) -> list[tuple[PatrolShift, int]]:
        """Return the coming shifts that a person may sign up for, with the seats that are free.

        A seat that somebody offers is free.
        """
        mine = self._approved(by)
        numbers = {each.id for each in mine}
        found = []
        for shift, signups in self.between(at, at + timedelta(days=days)):
            free = shift.seats - sum(each.offered is None for each in signups)
            taken = any(each.volunteer in numbers for each in signups)
            if free > 0 and not taken and any(shift.suits(each) for each in mine):
                found.append((shift, free))
        return found

    def of_citizen(self, *, by: str, at: datetime) -> list[tuple[PatrolShift, Signup]]:
        """Return a person's shifts that are not over, the next first."""
        numbers = {each.id for each in self._volunteers.of_citizen(by)}
        return [
            (shift, each)
            for shift, signups in self.between(at - _LONGEST, at + timedelta(days=60))
            for each in signups
            if each.volunteer in numbers and shift.ends > at
        ]

    def sign_up(self, *, shift: int, by: str, at: datetime) -> PatrolShift:
        """Take a seat; whoever offered theirs is told that they need not come.

        Raises `PatrolError`: `no_shift`, `shift_over`, `shift_kind`, `shift_full`, `shift_clash`,
        and those of who is no approved volunteer.
        """
        planned = self._known(shift)
        fitting = [each for each in self._approved(by) if planned.suits(each)]
        if not fitting:
            raise PatrolError("shift_kind")
        if planned.ends <= at:
            raise PatrolError("shift_over")
        for other, _ in self.of_citizen(by=by, at=at):
            clash = other.begins < planned.ends and planned.begins < other.ends
            if other.id != shift and clash:
                raise PatrolError("shift_clash", hours=other.hours)
        taken, freed = self._store.sign_up(shift=shift, volunteer=fitting[0].id, at=at)
        if not taken:
            raise PatrolError("shift_full")
        if freed is not None:
            why = f"shift:{shift}:swapped:{at.isoformat()}"
            self._tell(freed, "shift_swapped", planned, why, at)
        return planned

    def swap(self, *, shift: int, by: str, at: datetime) -> tuple[PatrolShift, bool]:
        """Ask for somebody else to come; return the shift and whether one is free at once.

        Where seats are left one simply need not come. Otherwise the others whom it suits are asked,
        and until one of them signs up the seat is still theirs. Raises `PatrolError`: `no_shift`.
        """
        planned = self._known(shift)
        signups = self._store.signups([shift])
        numbers = {each.id for each in self._volunteers.of_citizen(by)}
        mine = next((each for each in signups if each.volunteer in numbers), None)
        if mine is None or planned.begins <= at:
            raise PatrolError("no_shift")
        if len(signups) < planned.seats:
            self._store.step_back(shift=shift, volunteer=mine.volunteer)
            return planned, True
        self._store.offer(shift=shift, volunteer=mine.volunteer, at=at)
        coming = {each.volunteer for each in signups}
        for each in self._volunteers.volunteers(standing=ApplicationStatus.APPROVED):
            if each.id not in coming and each.citizen != by and planned.suits(each):
                why = f"shift:{shift}:asked:{mine.volunteer}"
                self._tell(each.id, "shift_asked", planned, why, at)
        return planned, False

    def check_in(self, *, by: str, at: datetime) -> PatrolShift | None:
        """Check in to the shift that runs or is about to begin; None where there is none."""
        for shift, signup in self.of_citizen(by=by, at=at):
            if shift.begins - EARLY <= at < shift.ends:
                self._store.arrive(shift=shift.id, volunteer=signup.volunteer, at=at)
                return shift
        return None

    def remind(self, *, at: datetime) -> int:
        """Remind who comes tomorrow, from five in the afternoon on and once; return how many."""
        local = at.astimezone(SHANGHAI)
        if local.hour < _REMIND_FROM:
            return 0
        tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        told = 0
        for shift, signups in self.between(tomorrow, tomorrow + timedelta(days=1)):
            for each in signups:
                self._tell(each.volunteer, "shift_reminder", shift, f"shift:{shift.id}:soon", at)
                told += 1
        return told

    def _known(self, shift: int) -> PatrolShift:
        planned = self._store.shift(shift)
        if planned is None or planned.cancelled is not None:
            raise PatrolError("no_shift")
        return planned

    def _approved(self, by: str) -> list[Volunteer]:
        every = self._volunteers.of_citizen(by)
        approved = [each for each in every if each.approved]
        if not approved:
            raise PatrolError("not_approved" if every else "no_volunteer")
        return approved

    def _tell(self, volunteer: int, key: str, shift: PatrolShift, why: str, at: datetime) -> None:
        told = self._volunteers.volunteer(volunteer)
        if told is None or not told.approved:
            return
        self._outbox.notify(
            to=told.citizen, text=words().of_shift(key, shift.day, shift.hours, shift.meet),
            why=why, at=at, until=shift.ends,
        )  # fmt: skip
